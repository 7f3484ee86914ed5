"""Offsets between a source text and the text made from it: total, monotone, composable."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from policysearch.model import Span


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Runs that were copied one to one; what stands between them was replaced, dropped or added.

        source  a b c d e f        runs (0, 0, 2), (3, 2, 3):  source_starts (0, 3)
                | | ✗ | | |                                    target_starts (0, 2)
        target  a b   d e f                                    lengths       (2, 3)

    Every span maps: a bound inside a run exactly, a bound inside a gap to the gap's near side for a
    start and its far side for an end, so that a span that touches a replacement covers all of it.
    """

    n_source: int
    n_target: int
    source_starts: tuple[int, ...]
    target_starts: tuple[int, ...]
    lengths: tuple[int, ...]

    @classmethod
    def identity(cls, length: int) -> Self:
        """Map a text to itself."""
        return cls.edited(length, ())

    @classmethod
    def edited(cls, n_source: int, edits: Iterable[tuple[int, int, int]]) -> Self:
        """Map through edits (start, end, length of what stands there now), ascending, disjoint."""
        sources, targets, lengths = [], [], []
        source = target = 0
        for start, end, length in edits:
            if start > source:
                sources.append(source)
                targets.append(target)
                lengths.append(start - source)
            target += start - source + length
            source = end
        if n_source > source:
            sources.append(source)
            targets.append(target)
            lengths.append(n_source - source)
        n_target = target + n_source - source
        return cls(n_source, n_target, tuple(sources), tuple(targets), tuple(lengths))

    @property
    def is_identity(self) -> bool:
        """Whether every offset stays as it is."""
        return self.n_source == self.n_target and sum(self.lengths) == self.n_source

    @property
    def inverse(self) -> "OffsetMap":
        """The same map read the other way."""
        return OffsetMap(
            self.n_target, self.n_source, self.target_starts, self.source_starts, self.lengths
        )

    def to_source(self, span: Span) -> Span:
        """The source of a span of the target, without what was dropped at its edges."""
        return _carry(
            span, self.target_starts, self.source_starts, self.lengths, self.n_target, self.n_source
        )

    def origins(self) -> list[int]:
        """The source offset of each character of the target, of a map that only leaves out."""
        assert sum(self.lengths) == self.n_target, "a character that was put in has no origin"
        origins: list[int] = []
        for start, length in zip(self.source_starts, self.lengths, strict=True):
            origins += range(start, start + length)
        return origins

    def to_target(self, span: Span) -> Span:
        """What a span of the source became; empty if all of it was dropped."""
        return _carry(
            span, self.source_starts, self.target_starts, self.lengths, self.n_source, self.n_target
        )

    def then(self, later: "OffsetMap") -> "OffsetMap":
        """One map for this step and the next, whose source is this one's target."""
        if self.n_target != later.n_source:
            raise ValueError(f"a map from {later.n_source} cannot follow one to {self.n_target}")
        sources, targets, lengths = [], [], []
        first, second = 0, 0
        while first < len(self.lengths) and second < len(later.lengths):
            begin, begin_later = self.target_starts[first], later.source_starts[second]
            end, end_later = begin + self.lengths[first], begin_later + later.lengths[second]
            start, stop = max(begin, begin_later), min(end, end_later)
            if start < stop:
                sources.append(self.source_starts[first] + start - begin)
                targets.append(later.target_starts[second] + start - begin_later)
                lengths.append(stop - start)
            if end <= end_later:
                first += 1
            if end_later <= end:
                second += 1
        return OffsetMap(
            self.n_source, later.n_target, tuple(sources), tuple(targets), tuple(lengths)
        )


def _carry(
    span: Span,
    here: Sequence[int],
    there: Sequence[int],
    lengths: Sequence[int],
    n_here: int,
    n_there: int,
) -> Span:
    first = min(max(span.start, 0), n_here)
    last = min(max(span.end, first), n_here)
    run = bisect_right(here, first) - 1
    if run < 0:
        start = 0
    else:
        start = there[run] + min(first - here[run], lengths[run])
    if last == first:
        return Span(start, start)
    run = bisect_right(here, last - 1) - 1
    if run >= 0 and last - here[run] <= lengths[run]:
        return Span(start, there[run] + last - here[run])
    return Span(start, there[run + 1] if run + 1 < len(there) else n_there)
