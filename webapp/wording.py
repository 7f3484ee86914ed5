"""The catalogue as pages use it: sentences with bold figures, names of values, places."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from policysearch import Catalogue, Diagnostic, Passage, load_catalogue
from webapp.labels import place_label, place_name
from webapp.tables import headings_above


class _Bold(int):
    """A number that writes itself in bold wherever a sentence puts it."""

    def __format__(self, spec: str) -> str:
        return f"<b>{int(self):{spec}}</b>"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words. Called with a key it gives plain text."""

    catalogue: Catalogue

    def __call__(self, key: str, /, **details: object) -> str:
        return self.catalogue.text(key, **details)

    @property
    def lang(self) -> str:
        return self.catalogue.lang

    @property
    def tag(self) -> str:
        """The language tag of the page."""
        return "zh-Hans" if self.lang == "zh" else "en"

    def marked(self, key: str, /, **details: object) -> Markup:
        """A sentence as HTML: numbers bold, texts escaped, markup as it is.

        The catalogue's own texts hold no markup, which a test checks.
        """
        written = {name: _as_html(value) for name, value in details.items()}
        return Markup(self.catalogue.text(key, **written))

    def name(self, group: str, value: str) -> str:
        """What a value of a fixed list is called (`plan` → 规划、计划); others stay."""
        key = f"names.{group}.{value}"
        return self.catalogue.text(key) if self.catalogue.has(key) else value

    def listed(self, values: Sequence[str]) -> str:
        """Values in a row, as the language separates them."""
        return self("site.separator").join(values)

    def diagnostic(self, diagnostic: Diagnostic) -> str:
        """What the parser or the search has to tell, as a sentence."""
        return self(f"diagnostics.{diagnostic.code}", **diagnostic.details)

    def cause(self, code: str) -> str:
        """Why a file was not read, in a few words."""
        return self(self._cause_key(code))

    def remedy(self, code: str) -> str:
        """What to do about it."""
        return self(f"{self._cause_key(code)}_remedy")

    def place(self, anchor: str, article: str = "") -> str:
        """A passage's place; the article's number as written only in Chinese."""
        return place_label(anchor, self, article=article if self.lang == "zh" else "")

    def where(self, passage: Passage) -> str:
        """A passage's place, named so that the document has only one of it.

        Paragraphs are counted under their heading, all else through the document, unless its
        numbers begin again in it.
        """
        if passage.record.kind == "heading":
            return self("place.headed", heading=_inner_quotes(passage.text), place="").strip()
        place, name = self.place(passage.anchor, passage.article), place_name(passage.anchor)
        is_ambiguous = name is not None and (name.key == "paragraph" or "block" in name.details)
        headings = headings_above(passage)
        if not is_ambiguous or not headings:
            return place
        return self("place.headed", heading=_inner_quotes(headings[-1]), place=place)

    def _cause_key(self, code: str) -> str:
        key = f"causes.{code}"
        return key if self.catalogue.has(f"{key}_remedy") else "causes.other"


@cache
def wording(lang: str) -> Wording:
    """The words of a language of LANGUAGES."""
    return Wording(load_catalogue(lang))


def _inner_quotes(text: str) -> str:
    """A text to be set in quotation marks: its own become single ones."""
    return text.translate(str.maketrans("“”", "‘’"))


def _as_html(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        return escape(value)
    return _Bold(value)
