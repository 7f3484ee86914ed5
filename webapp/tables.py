"""Rows of tables as cells: a row's text is its cells joined; here they are told apart again.

A row's header stands last in its heading path. It is not a heading, so paths are shown without it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from policysearch import Passage, Segment, Snippet
from webapp.labels import place_name

CELLS = " | "

Run = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with the name of its column, "" where that is not known."""

    label: str
    segments: Run


def table_number(passage: Passage) -> int:
    """Which table of its document a row stands in, 0 for what is no row."""
    return _numbers(passage)[0]


def is_first_row(passage: Passage) -> bool:
    """Whether a passage is the first row of its table: the names of its columns."""
    return _numbers(passage)[1] == 1


def header_of(passage: Passage) -> str:
    """The first row of a row's table, "" for that row itself and for what is no row."""
    if _numbers(passage)[1] < 2 or not passage.heading_path:
        return ""
    header = passage.heading_path[-1]
    # A header that is repeated in the middle of its table has no header.
    return header if CELLS in header or CELLS not in passage.text else ""


def headings_above(passage: Passage) -> tuple[str, ...]:
    """The chain of headings over a passage, without a table's header."""
    return passage.heading_path[:-1] if header_of(passage) else passage.heading_path


def cells_of(segments: Sequence[Segment]) -> tuple[Run, ...]:
    """Stretches of a row cell by cell; a highlight may run over the bound of two cells."""
    text = "".join(segment.text for segment in segments)
    cells, start = [], 0
    for cell in text.split(CELLS):
        cells.append(tuple(_between(segments, start, start + len(cell))))
        start += len(cell) + len(CELLS)
    return tuple(cells)


def found_cells(passage: Passage, snippet: Snippet) -> tuple[Cell, ...]:
    """A found row as cells with the names of their columns; empty for what is no row."""
    if not table_number(passage):
        return ()
    runs = cells_of(snippet.segments)
    return tuple(
        Cell(label if run else "", run)
        for label, run in zip_longest(_labels(passage, snippet), runs, fillvalue="")
        if isinstance(run, tuple)
    )


def _labels(passage: Passage, snippet: Snippet) -> Sequence[str]:
    """The names of the columns from the first cell of a snippet on, none where it may be any."""
    header, at = header_of(passage), passage.text.find(snippet.text)
    is_unclear = passage.record.continues or passage.text.count(snippet.text) != 1
    if not header or is_unclear:
        return ()
    return header.split(CELLS)[passage.text[:at].count(CELLS) :]


def _numbers(passage: Passage) -> tuple[int, int]:
    """Table and row, or sheet and row; zeros for what is no row."""
    name = place_name(passage.anchor) if passage.record.kind == "row" else None
    if name is None or name.key not in ("row", "sheet_row"):
        return (0, 0)
    table, row = ("table", "row") if name.key == "row" else ("sheet", "sheet_row")
    return (name.details[table], name.details[row])


def _between(segments: Iterable[Segment], start: int, end: int) -> Iterable[Segment]:
    at = 0
    for segment in segments:
        text = segment.text[max(start - at, 0) : max(end - at, 0)]
        at += len(segment.text)
        if text:
            yield Segment(text, segment.word)
