"""What a source says of itself (front matter, `<meta>`, keys of a line) as typed facts."""

from collections.abc import Callable, Mapping, Sequence

from policysearch.model import DATE_FACTS, FACT_KEYS, LIST_FACTS, Evidence, Fact
from policysearch.structure.dates import read_date
from policysearch.structure.kinds import read_form, read_kind, read_level, read_status
from policysearch.structure.organs import apart
from policysearch.structure.regions import region_at_start, region_named
from policysearch.text.clean import clean_text

_LONGEST = 2000
_NAMED: Mapping[str, Callable[[str], str]] = {
    "form": read_form,
    "level": read_level,
    "status": read_status,
}


def given_facts(
    given: Mapping[str, object], given_as: str
) -> tuple[dict[str, Fact], tuple[str, ...]]:
    """Read the known keys, a fact's own name before the others; say what could not be read.

    A kind whose name is not known is left to the title, without a word: sources use categories of
    their own.
    """
    evidence = Evidence(given_as)
    facts: dict[str, Fact] = {}
    warnings = []
    by_key = {str(key).strip().lower(): value for key, value in given.items()}
    for name, others in FACT_KEYS.items():
        for key in (name, *others):
            value = by_key.get(key)
            if value is None or value == "" or value == []:
                continue
            read = _read(name, value)
            if read:
                facts[name] = Fact(read, evidence)
                if name not in DATE_FACTS and any(map(_is_cut, _parts(name, value))):
                    warnings.append(
                        f"`{key}: {_shown(value)}` is longer than {_LONGEST:,} characters, it was"
                        " cut"
                    )
                break
            if name != "kind":
                warnings.append(
                    f"`{key}: {_shown(value)}` is not a value of {name}, it was left out"
                )
    return facts, tuple(warnings)


def given_id(given: Mapping[str, object]) -> str | None:
    """The id that a source gives, as text."""
    value = given.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    return clean_text(str(value))[0].strip() or None


def _read(name: str, value: object) -> str | tuple[str, ...]:
    if name in DATE_FACTS:
        return read_date(value)
    if name in LIST_FACTS:
        texts = [text for part in _parts(name, value) if (text := _text(part))]
        if name == "issuers":
            texts = [organ for text in texts for organ in apart(text)]
        return tuple(dict.fromkeys(texts))
    text = _text(value)
    if name == "kind":
        return read_kind(text)
    if name in _NAMED:
        return _NAMED[name](text)
    if name == "region":
        return _region(text)
    if name == "source_url" and not text.lower().startswith(("http://", "https://")):
        return ""
    return text


def _parts(name: str, value: object) -> Sequence[object]:
    """What a list is given as: a list, or names with 、 between them."""
    if name in LIST_FACTS and isinstance(value, list | tuple):
        return value
    return value.split("、") if name in LIST_FACTS and isinstance(value, str) else (value,)


def _is_cut(value: object) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST


def _text(value: object) -> str:
    """One line of text, or "" for what is none (a mapping, a list)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return read_date(value)
    return " ".join(clean_text(str(value)[:_LONGEST])[0].split("\n")).strip()


def _region(text: str) -> str:
    region = region_named(text)
    if region is not None:
        return region.name
    found = region_at_start(text)
    return found[0].name if found else ""


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple | set):
        return "[…]"
    shown = str(value).replace("\n", " ")
    return shown if len(shown) <= 40 else shown[:39] + "…"
