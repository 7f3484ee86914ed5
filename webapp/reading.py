"""A document as its page shows it: head, a part of its passages, outline, steps over the hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from policysearch import DocumentView, Passage, PassageRecord, Segment
from webapp.tables import CELLS, cells_of, header_of, is_first_row, table_number
from webapp.urls import SearchState
from webapp.wording import Wording

PART_SIZE = 400
MAX_OUTLINE = 80
HEAD_KINDS = ("title", "kicker")


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage on the page. depth: of a heading, 2 to 6, without gaps; 0 elsewhere.

    full_place: the place named so that it can be cited alone.
    """

    passage: Passage
    segments: tuple[Segment, ...]
    place: str
    full_place: str = ""
    depth: int = 0
    is_arrived: bool = False

    @property
    def anchor(self) -> str:
        return self.passage.anchor

    @property
    def kind(self) -> str:
        return self.passage.record.kind


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that follow each other. names: of the columns, where the row with them is not shown.

    has_head: whether the first of the rows holds the names.
    """

    number: int
    rows: tuple[ReadPassage, ...]
    names: tuple[str, ...]
    has_head: bool

    @property
    def n_columns(self) -> int:
        return max(len(self.names), *(len(cells_of(row.segments)) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the outline. n_hits: highlights up to the next line."""

    label: str
    path: str
    anchor: str
    depth: int
    n_hits: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """The passages with the reader's words. number: which of them was arrived at, 0 for none."""

    n_hits: int
    number: int
    previous_path: str
    next_path: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts of a long document."""

    number: int
    path: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the text column and the outline of a document page show."""

    kicker: ReadPassage | None
    title: ReadPassage | None
    body: tuple[ReadPassage | Table, ...]
    sections: tuple[Section, ...]
    steps: Steps
    parts: tuple[Part, ...]
    part: int
    arrived: ReadPassage | None

    @property
    def is_last_part(self) -> bool:
        return self.part >= len(self.parts)


def read_page(
    view: DocumentView, state: SearchState, wording: Wording, *, arrived: str = "", part: int = 0
) -> Reading:
    """Lay out a document.

    arrived: the anchor come to, "" for none; part: from 1, 0 for the one that holds that passage.
    """
    records = view.document.records
    at = {record.anchor: ordinal for ordinal, record in enumerate(records)}.get(arrived)
    n_parts = max(1, -(-len(records) // PART_SIZE))
    shown = min(part, n_parts) if part > 0 else _part_of(at or 0)
    depths = _depths(records)
    n_head = _head_length(records)

    def read(ordinal: int) -> ReadPassage:
        passage = view.document.passage(ordinal)
        return ReadPassage(
            passage,
            view.snippets[ordinal].segments,
            wording.place(passage.anchor, passage.article),
            wording.where(passage),
            depths[ordinal],
            ordinal == at,
        )

    head = {records[ordinal].kind: read(ordinal) for ordinal in range(n_head)}
    first, last = (shown - 1) * PART_SIZE, min(shown * PART_SIZE, len(records))
    return Reading(
        kicker=head.get("kicker"),
        title=head.get("title"),
        body=_with_tables([read(ordinal) for ordinal in range(max(first, n_head), last)]),
        sections=_outline(view, depths, state, wording, n_head=n_head, shown=shown, at=at),
        steps=_steps(view, state, at),
        parts=tuple(
            Part(number, _part_path(view, state, number)) for number in range(1, n_parts + 1)
        ),
        part=shown,
        arrived=read(at) if at is not None else None,
    )


def passage_path(view: DocumentView, state: SearchState, ordinal: int, *, shown: int) -> str:
    """The address of a passage on the document's page: a fragment where it is in the part shown."""
    anchor = view.document.records[ordinal].anchor
    part = _part_of(ordinal)
    if part == shown:
        return f"#{anchor}"
    return state.document_path(view.document.id, fragment=anchor, part=part)


def _with_tables(read: Sequence[ReadPassage]) -> tuple[ReadPassage | Table, ...]:
    """Passages in order, the rows of one table gathered."""
    body: list[ReadPassage | Table] = []
    for number, run in groupby(read, lambda one: table_number(one.passage)):
        one_after_other = tuple(run)
        body += [_table(number, one_after_other)] if number else one_after_other
    return tuple(body)


def _table(number: int, rows: tuple[ReadPassage, ...]) -> Table:
    # A single row names no columns: pages are laid out by such tables.
    has_head = len(rows) > 1 and is_first_row(rows[0].passage)
    header = header_of(rows[0].passage)
    names = tuple(header.split(CELLS)) if header else ()
    return Table(number, rows, names, has_head)


def _part_path(view: DocumentView, state: SearchState, number: int) -> str:
    if number == 1:
        return state.document_path(view.document.id, fragment="main")
    first = view.document.records[(number - 1) * PART_SIZE].anchor
    return state.document_path(view.document.id, fragment=first, part=number)


def _part_of(ordinal: int) -> int:
    return ordinal // PART_SIZE + 1


def _head_length(records: Sequence[PassageRecord]) -> int:
    """How many passages stand in the page's head: the first title and kicker, before any text."""
    seen: set[str] = set()
    for number, record in enumerate(records):
        if record.kind not in HEAD_KINDS or record.kind in seen or record.continues:
            return number
        seen.add(record.kind)
    return len(records)


def _depths(records: Sequence[PassageRecord]) -> list[int]:
    """The element of each heading, h2 to h6: levels as they nest, so that none is skipped."""
    depths, open_levels = [], list[int]()
    for record in records:
        if record.kind != "heading":
            depths.append(0)
            continue
        level = max(record.level, 1)
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        depths.append(min(len(open_levels) + 1, 6))
    return depths


def _outline(
    view: DocumentView,
    depths: Sequence[int],
    state: SearchState,
    wording: Wording,
    *,
    n_head: int,
    shown: int,
    at: int | None,
) -> tuple[Section, ...]:
    """Headings as deep as they still fit; deeper ones count for the line above them."""
    deepest = next((d for d in range(6, 2, -1) if _n_headings(depths, d) <= MAX_OUTLINE), 2)
    starts = [n for n, depth in enumerate(depths) if 0 < depth <= deepest]
    if len(depths) > n_head and (not starts or starts[0] > n_head):
        starts.insert(0, n_head)
    ends = [*starts[1:], len(depths)]
    sections = []
    for start, end in zip(starts, ends, strict=True):
        is_heading = depths[start] > 0
        plain = wording("document.lead") if len(starts) > 1 else wording("document.text")
        sections.append(
            Section(
                label=view.document.passage(start).text if is_heading else plain,
                path=passage_path(view, state, start, shown=shown),
                anchor=view.document.records[start].anchor,
                depth=max(depths[start] - 2, 0),
                n_hits=sum(len(view.snippets[n].highlights) for n in range(start, end)),
                is_current=at is not None and start <= at < end,
            )
        )
    return tuple(sections)


def _n_headings(depths: Sequence[int], deepest: int) -> int:
    return sum(0 < depth <= deepest for depth in depths)


def _steps(view: DocumentView, state: SearchState, at: int | None) -> Steps:
    hits = view.hit_ordinals
    number = hits.index(at) + 1 if at in hits else 0
    before = [n for n in hits if at is not None and n < at]
    after = [n for n in hits if at is None or n > at]

    def path(ordinal: int) -> str:
        return state.document_path(view.document.id, view.document.records[ordinal].anchor)

    return Steps(
        n_hits=len(hits),
        number=number,
        previous_path=path(before[-1]) if before else "",
        next_path=path(after[0]) if after else "",
    )
