"""Lay parts out as canonical text and passages that tile it, each with its place and heading
path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policysearch.identity import join_anchor, passage_hashes
from policysearch.model import PassageRecord, Place, Span
from policysearch.structure.cutting import LONGEST, cut
from policysearch.structure.parts import Number, Part

# A record but for its anchor, in the order of its fields: the texts of a document are hashed at
# once.
Unnamed = tuple[str, Span, tuple[str, ...], int, str, bool, tuple[Place, ...]]


@dataclass(slots=True)
class _Places:
    """Counts what a place counts: headings, paragraphs under each, articles, tables, notes."""

    headings: int = 0
    paragraphs: int = 0
    block: int = 1
    article: Number = (0, 0)
    table: int = 0
    row: int = 0
    header: str | None = None
    notes: int = 0
    used: set[str] = field(default_factory=set)

    def next(self, part: Part) -> str:
        """Name the place of the next passage, unique in the document."""
        place = self._named(part)
        n_again = 1
        unique = place
        while unique in self.used:
            n_again += 1
            unique = f"b{n_again}{place}"
        self.used.add(unique)
        return unique

    def _named(self, part: Part) -> str:
        if part.kind != "row":
            self.header = None
        if part.kind in ("title", "kicker", "abstract"):
            return {"title": "t", "kicker": "k", "abstract": "s"}[part.kind]
        if part.kind == "heading":
            self.headings += 1
            self.paragraphs = 0
            return f"h{self.headings}"
        if part.kind == "article":
            if part.number <= self.article:
                self.block += 1
            self.article = part.number
            number, sub = part.number
            return f"{_block(self.block)}a{number}" + (f"z{sub}" if sub else "")
        if part.kind == "row":
            if self.header is None or self.header != part.header:
                self.table, self.row, self.header = self.table + 1, 0, part.header
            self.row += 1
            return f"x{self.table}r{self.row}"
        if part.kind == "note":
            self.notes += 1
            return f"n{self.notes}"
        self.paragraphs += 1
        return f"h{self.headings}p{self.paragraphs}"


def _block(number: int) -> str:
    return f"b{number}" if number > 1 else ""


def lay_out(parts: Sequence[Part]) -> tuple[str, tuple[PassageRecord, ...]]:
    """Join parts to the canonical text and give its passages in order."""
    texts: list[str] = []
    named: list[tuple[str, Unnamed]] = []
    places = _Places()
    chain: list[tuple[int, str]] = []
    at = 0
    for group in _groups(parts):
        head = group[0]
        if at and not head.is_run_on:
            texts.append("\n")
            at += 1
        text = "\n".join(part.text for part in group)
        if head.kind == "heading":
            chain = [above for above in chain if above[0] < head.rank]
        is_apart = head.kind in ("title", "kicker", "abstract")
        path = () if is_apart else tuple(words for _, words in chain)
        texts.append(text)
        named += _pieces(head, text, at, places.next(head), path, _places_of(group))
        at += len(text)
        if head.kind == "heading":
            chain.append((head.rank, head.text.strip()))
    whole = "".join(texts)
    hashes = passage_hashes([whole[span.start : span.end] for _, (_, span, *_) in named])
    return whole, tuple(
        PassageRecord(join_anchor(place, text_hash), *rest)
        for (place, rest), text_hash in zip(named, hashes, strict=True)
    )


def _pieces(
    head: Part,
    text: str,
    start: int,
    place: str,
    path: tuple[str, ...],
    places: tuple[Place, ...],
) -> Iterator[tuple[str, Unnamed]]:
    """Cut a passage that is too long; each piece by its place."""
    level = len(path) + 1 if head.kind == "heading" else 0
    if head.header and head.header != head.text:
        path = (*path, head.header)
    for ordinal, piece in enumerate(cut(text)):
        suffix = f".{ordinal + 1}" if ordinal else ""
        yield (
            place + suffix,
            (
                "paragraph" if head.kind == "item" else head.kind,
                Span(start + piece.start, start + piece.end),
                path, level, head.article, ordinal > 0, places,
            ),
        )  # fmt: skip


def _groups(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Gather the parts of one passage: an article with all its paragraphs, a lead-in with its
    list.
    """
    at = 0
    while at < len(parts):
        head = parts[at]
        end = at + 1
        if head.kind == "article":
            while end < len(parts) and parts[end].kind in ("paragraph", "item"):
                end += 1
        elif head.kind in ("paragraph", "item") and head.text.rstrip().endswith(("：", ":")):
            end = _end_of_list(parts, at)
        elif head.kind == "title":
            while end < len(parts) and parts[end].kind == "title":
                end += 1
        yield list(parts[at:end])
        at = end


def _end_of_list(parts: Sequence[Part], at: int) -> int:
    """Where the list ends that a lead-in opens, or where the passage is full."""
    size = len(parts[at].text)
    end = at + 1
    while end < len(parts) and parts[end].kind == "item":
        size += 1 + len(parts[end].text)
        if size > LONGEST:
            break
        end += 1
    return end


def _places_of(group: Sequence[Part]) -> tuple[Place, ...]:
    """The first and the last place of a passage."""
    places = [place for part in group for place in part.places]
    return tuple(dict.fromkeys((places[0], places[-1]))) if places else ()
