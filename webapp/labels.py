"""How a person names a place in a document: `h2p3-x7k2mq` is 第 3 段, `a12-…` 第十二条."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Write = Callable[..., str]

_ANCHOR = re.compile(
    r"(?:b(?P<block>[0-9]+))?"
    r"(?:(?P<single>[tks])"
    r"|h(?P<heading>[0-9]+)(?:p(?P<paragraph>[0-9]+))?"
    r"|a(?P<article>[0-9]+)(?:z(?P<inserted>[0-9]+))?"
    r"|x(?P<table>[0-9]+)r(?P<row>[0-9]+)"
    r"|w(?P<sheet>[0-9]+)r(?P<sheet_row>[0-9]+)"
    r"|l(?P<slide>[0-9]+)p(?P<slide_paragraph>[0-9]+)"
    r"|n(?P<note>[0-9]+))"
    r"(?:\.(?P<piece>[0-9]+))?"
    r"(?:-[a-z2-7]+)?"
)

# The first whose number an anchor has says what it names.
_KEYS = (
    ("paragraph", "paragraph"),
    ("heading", "heading"),
    ("inserted_article", "inserted"),
    ("article", "article"),
    ("row", "row"),
    ("sheet_row", "sheet_row"),
    ("slide", "slide"),
    ("note", "note"),
)
_SINGLE = {"t": "title", "k": "kicker", "s": "abstract"}


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A key of the catalogue's `place` section and what fills it."""

    key: str
    details: dict[str, int]


def place_name(anchor: str) -> PlaceName | None:
    """The name of an anchor's place, or None where the anchor is none of ours."""
    match = _ANCHOR.fullmatch(anchor)
    if match is None:
        return None
    groups = match.groupdict()
    single = groups.pop("single")
    numbers = {name: int(text) for name, text in groups.items() if text is not None}
    if single:
        return PlaceName(_SINGLE[single], numbers)
    return next((PlaceName(key, numbers) for key, needed in _KEYS if needed in numbers), None)


def place_label(anchor: str, write: Write, *, article: str = "") -> str:
    """The place as the page shows it; `article` is the article's number as its text writes it.

    write: `write("place.<key>", **numbers) -> str`, the catalogue of the page's language.
    """
    name = place_name(anchor)
    if name is None:
        return anchor
    label = article or write(f"place.{name.key}", **name.details)
    piece = name.details.get("piece", 1)
    return write("place.piece", label=label, piece=piece) if piece > 1 else label
