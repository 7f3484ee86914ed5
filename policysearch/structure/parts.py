"""A part is a cleaned paragraph on its way to a passage: what it says, what it is, where it
stood.
"""

from collections import Counter
from typing import NamedTuple

from policysearch.model import Extract, Place
from policysearch.text.clean import clean_lines, clean_text, is_clean

# An article's number: 第一百二十条之一 is (120, 1).
Number = tuple[int, int]


class Part(NamedTuple):
    """One paragraph of the canonical text.

    kind: as in model.PassageRecord, and `item`.  rank: of a heading, smaller ones hold greater
    ones. is_display: printed alone in the manner of a heading.  is_run_on: no line end stands
    before it. columns: the width of its printed lines, 0 where that is not known.
    """

    kind: str
    text: str
    rank: int = 0
    is_bold: bool = False
    is_display: bool = False
    is_run_on: bool = False
    is_indented: bool = False
    columns: int = 0
    header: str = ""
    article: str = ""
    number: Number = (0, 0)
    places: tuple[Place, ...] = ()

    # A tuple, because parts are changed step by step: `dataclasses.replace` was a tenth of all.


def parts_of(extract: Extract) -> tuple[list[Part], Counter[str]]:
    """Clean an extract into parts, none of them blank, and count the repairs."""
    repairs: Counter[str] = Counter(dict(extract.repairs))
    if extract.is_well_formed:
        return _well_formed(extract, repairs), +repairs
    return _line_broken(extract, repairs), +repairs


def _well_formed(extract: Extract, repairs: Counter[str]) -> list[Part]:
    parts = []
    for block in extract.blocks:
        text = block.text
        if not is_clean(text):
            text, odd = clean_text(text)
            repairs += odd
        if "\n" in text:
            text = " ".join(text.split("\n"))
        if not text or text.isspace():
            continue
        header = " ".join(clean_text(block.header)[0].split("\n")) if block.header else ""
        parts.append(
            Part(
                kind=block.kind,
                text=text,
                rank=10 * block.level,
                is_bold=block.is_bold,
                header=header,
                places=(block.place,) if block.place else (),
            )
        )
    return parts


def _line_broken(extract: Extract, repairs: Counter[str]) -> list[Part]:
    cleaned = clean_lines([block.text for block in extract.blocks])
    repairs += cleaned.repairs
    parts = []
    for paragraph in cleaned.paragraphs:
        ends = (extract.blocks[paragraph.first].place, extract.blocks[paragraph.last].place)
        parts.append(
            Part(
                kind="paragraph",
                text=paragraph.text,
                is_display=paragraph.is_display,
                is_indented=paragraph.is_indented,
                columns=paragraph.columns,
                places=tuple(dict.fromkeys(place for place in ends if place)),
            )
        )
    return parts
