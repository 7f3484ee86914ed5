"""Every sentence that a person reads, one TOML file per language, the same keys in each.

A text is a string with `{names}` of details. Where a language bends words by number, a text is a
table with `one` and `other`; the detail `n` chooses.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from policysearch.errors import PolicySearchError

LANGUAGES = ("zh", "en")
_ONE, _OTHER = ".one", ".other"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language by dotted key."""

    lang: str
    texts: Mapping[str, str]

    def text(self, key: str, /, **details: object) -> str:
        """The text of a key with its details filled in; KeyError for an unknown key, a bug."""
        return self.texts[self._form(key, details)].format(**details)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self.texts or key + _OTHER in self.texts

    def keys(self) -> frozenset[str]:
        """Every key, those of number forms without the form: the same in each language."""
        return frozenset(key.removesuffix(_ONE).removesuffix(_OTHER) for key in self.texts)

    def error(self, error: PolicySearchError) -> str:
        """The sentence of an error in this language."""
        return self.text(f"errors.{error.code}", **error.details)

    def outcome(self, code: str, message: str, details: Mapping[str, str] | None = None) -> str:
        """What became of a source, in this language as far as it has words for it.

        details: what the message names; without them the message itself is put in brackets.
        """
        named = dict(details or {})
        if "fact" in named:
            named["fact"] = self.text(f"facts.{named['fact']}")
        for key in (f"named.{code}", f"errors.{code}") if named else ():
            if self.has(key):
                return self.text(key, **named)
        key = f"outcomes.{code}"
        return self.text(key, message=message) if self.has(key) else message

    def _form(self, key: str, details: Mapping[str, object]) -> str:
        if key in self.texts or key + _OTHER not in self.texts:
            return key
        return key + (_ONE if details.get("n") == 1 else _OTHER)


@cache
def load(lang: str) -> Catalogue:
    """The catalogue of a language of LANGUAGES."""
    source = resources.files(__package__).joinpath(f"{lang}.toml").read_text(encoding="utf-8")
    return Catalogue(lang, dict(_flat(tomllib.loads(source))))


def language(wanted: str) -> str:
    """The language of LANGUAGES that a locale's name (`zh_CN.UTF-8`, `en-GB`) asks for:
    Chinese if it begins so, else English."""
    return "zh" if wanted[:2].lower() == "zh" else "en"


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)
