"""Where a pattern stands: postings of units and grams, and neighbours read off the forward store.

A phrase of one or two units is a posting. Any other run of elements starts from the places of its
rarest gram, or of one element where no two plain units stand together, and looks at the units
around each of them: an end mark stands wherever a match may not run on, and is no unit. Runs with
gaps between them are joined from the last to the first.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from policysearch.analysis.pattern import (
    AnyUnit,
    Element,
    Gap,
    Pattern,
    Unit,
    UnitNear,
    UnitPrefix,
    is_near,
)
from policysearch.backends.port import Numbers
from policysearch.backends.whoosh.cache import Cache
from policysearch.backends.whoosh.schema import encoded
from policysearch.backends.whoosh.segments import GramField
from policysearch.backends.whoosh.terms import Forward, Rows, Terms, smallest
from policysearch.backends.whoosh.view import Mask, View
from policysearch.ranking.counts import Ordinals

# Elements without gaps, one unit for each.
Run = tuple[Element, ...]


class Finder:
    """Finds patterns for one search; `is_limited` tells afterwards whether an expansion was cut."""

    def __init__(self, terms: Terms, view: View, cache: Cache, *, max_expansions: int) -> None:
        self._terms = terms
        self._view = view
        self._cache = cache
        self._max_expansions = max_expansions
        self._rows: dict[Pattern, Rows] = {}
        self.is_limited = False

    def rows(self, pattern: Pattern) -> Rows:
        """The passages in which the pattern begins, ascending, and how often."""
        if pattern.is_phrase:
            return self._phrase(pattern.units)
        if pattern not in self._rows:
            match pattern.elements:
                case (UnitPrefix() | UnitNear() as element,):
                    rows = _summed([self._terms.unit(unit) for unit in self._expansions(element)])
                case _:
                    rows = counted(self._view.passages_of(self.places(pattern)))
            self._rows[pattern] = rows
        return self._rows[pattern]

    def passages(self, pattern: Pattern) -> Ordinals:
        """The passages in which the pattern begins, ascending."""
        return self.rows(pattern)[0]

    def documents(self, pattern: Pattern) -> Numbers:
        """The documents in which the pattern begins, ascending."""
        if not pattern.is_phrase:
            return self._documents_of(self.passages(pattern))

        def make() -> tuple[Numbers]:
            return (self._documents_of(self.passages(pattern)),)

        return self._cache.get(("documents", pattern.units), make)[0]

    def places(self, pattern: Pattern) -> Numbers:
        """The places at which the pattern begins, ascending."""
        runs = _runs(pattern.elements)
        if not runs[-1][1]:  # a gap at the end may be empty
            runs.pop()
        if not runs:
            return _NOWHERE
        gap, last = runs.pop()
        reached = self._run(last)
        for gap_before, run in reversed(runs):
            starts = self._within(reached, gap)
            reached = common(self._run(run), starts - np.int32(len(run)))
            gap = gap_before
        return self._within(reached, gap)

    def _phrase(self, units: tuple[str, ...]) -> Rows:
        if len(units) == 1:
            return self._terms.unit(units[0])
        if len(units) == 2:
            return self._terms.gram(*units)
        if not units:
            return counted(_NOWHERE)

        def make() -> Rows:
            return counted(self._view.passages_of(self._run(tuple(map(Unit, units)))))

        passages, counts = self._cache.get(("phrase", units), make)
        return passages, counts

    def _documents_of(self, passages: Ordinals) -> Numbers:
        documents = self._view.document_of_passage[passages]
        return documents[np.flatnonzero(np.diff(documents, prepend=np.int32(-1)))]

    def _run(self, run: Run) -> Numbers:
        """The places at which a run begins."""
        places, known = self._anchor(run)
        at = known.start
        found = []
        for base, grams in self._terms.grams():
            tests = [self._test(grams, element) for element in run]
            low, high = np.searchsorted(
                places, (base + at, base + len(grams.forward) - len(run) + at)
            )
            starts = places[low:high] - np.int32(base + at)
            for offset, accepts in enumerate(tests):
                if offset not in known:
                    starts = starts[accepts(grams.forward[starts + np.int32(offset)])]
                    if not len(starts):
                        break
            found.append(starts + np.int32(base))
        return _joined(found)

    def _anchor(self, run: Run) -> tuple[Numbers, range]:
        """Places that every match has, and the elements of the run that stand there for certain."""
        grams = [
            (len(self._terms.gram(first.text, second.text)[0]), at)
            for at, (first, second) in enumerate(pairwise(run))
            if isinstance(first, Unit) and isinstance(second, Unit)
        ]
        if grams:
            _, at = min(grams)
            pair = [element.text for element in run[at : at + 2] if isinstance(element, Unit)]
            return self._terms.gram_places(*pair), range(at, at + 2)
        at = min(range(len(run)), key=lambda number: isinstance(run[number], AnyUnit))
        return self._terms.places_where(lambda field: self._accepted(field, run[at])), range(
            at, at + 1
        )

    def _test(self, grams: GramField, element: Element) -> Callable[[Forward], Mask]:
        """What tells whether the numbers of units of a segment are an element's."""
        if isinstance(element, Unit):
            number = grams.terms.unit(encoded(element.text))
            return lambda numbers: numbers == number
        accepted = self._accepted(grams, element)
        return lambda numbers: accepted[numbers]

    def _accepted(self, grams: GramField, element: Element) -> Mask:
        """bool[n_units + 1]: which units of a segment are an element's; the end mark is none's."""
        if isinstance(element, AnyUnit):
            accepted = np.ones(grams.n_units + 1, dtype=np.bool_)
            accepted[0] = False
            return accepted
        units = [element.text] if isinstance(element, Unit) else self._expansions(element)
        numbers = [grams.terms.unit(encoded(unit)) for unit in units]
        accepted = np.zeros(grams.n_units + 1, dtype=np.bool_)
        accepted[[number for number in numbers if number > 0]] = True
        return accepted

    def _expansions(self, element: Element) -> Sequence[str]:
        """The units that a prefix or a near word stands for, no more than the limit."""
        if isinstance(element, UnitPrefix):
            found = self._terms.ascii_units(element.text)
        else:
            assert isinstance(element, UnitNear), f"{element!r} stands for no units of its own"
            wanted = element.text
            found = [unit for unit in self._terms.ascii_units() if is_near(unit, wanted)]
        if len(found) > self._max_expansions:
            self.is_limited = True
        return found[: self._max_expansions]

    def _within(self, places: Numbers, most: int) -> Numbers:
        """The places from which some of these are at most so many units away, in their piece."""
        if not most:
            return places
        marks = self._marks()
        reached = [places]
        for n in range(1, most + 1):
            starts = places[places >= n] - np.int32(n)
            is_one_piece: Mask = starts + np.int32(n) < marks[np.searchsorted(marks, starts)]
            reached.append(starts[is_one_piece])
        return _merged(reached)

    def _marks(self) -> Numbers:
        """The places of all end marks."""

        def make() -> tuple[Numbers]:
            marks = [
                np.flatnonzero(grams.forward == 0).astype(np.int32) + np.int32(base)
                for base, grams in self._terms.grams()
            ]
            return (_joined(marks),)

        return self._cache.get(("marks",), make)[0]


def common(some: Numbers, others: Numbers) -> Numbers:
    """The numbers that two ascending arrays share."""
    few, many = (some, others) if len(some) <= len(others) else (others, some)
    if not len(few):
        return few
    at = np.searchsorted(many, few)
    at[at == len(many)] = 0
    is_shared: Mask = many[at] == few
    return few[is_shared]


def counted(rows: Numbers) -> Rows:
    """Ascending numbers as distinct ones with their counts."""
    starts = np.flatnonzero(np.diff(rows, prepend=np.int32(-1)))
    counts = np.diff(starts, append=len(rows)).astype(np.int32)
    return rows[starts].astype(np.intp), smallest(counts)


def _summed(parts: Sequence[Rows]) -> Rows:
    """The rows of all parts, the counts of equal ones added."""
    rows = np.concatenate([np.empty(0, dtype=np.intp), *(rows for rows, _ in parts)])
    counts = np.concatenate([_NOWHERE, *(counts for _, counts in parts)])
    order = np.argsort(rows, kind="stable")
    rows, counts = rows[order], counts[order]
    firsts = np.flatnonzero(np.diff(rows, prepend=-1))
    if not len(firsts):
        return rows, counts
    return rows[firsts], np.add.reduceat(counts, firsts, dtype=np.int32)


def _merged(arrays: Sequence[Numbers]) -> Numbers:
    merged: Numbers = np.unique(np.concatenate(arrays))
    return merged


def _joined(arrays: Sequence[Numbers]) -> Numbers:
    return np.concatenate([_NOWHERE, *arrays])


def _runs(elements: Sequence[Element]) -> list[tuple[int, Run]]:
    """The runs of a pattern, each with the most units that may stand before it."""
    runs: list[tuple[int, list[Element]]] = [(0, [])]
    for element in elements:
        if not isinstance(element, Gap):
            runs[-1][1].append(element)
        elif runs[-1][1]:
            runs.append((element.most, []))
        else:  # two gaps in a row are one
            runs[-1] = (runs[-1][0] + element.most, [])
    return [(gap, tuple(run)) for gap, run in runs]


_NOWHERE = np.empty(0, dtype=np.int32)
