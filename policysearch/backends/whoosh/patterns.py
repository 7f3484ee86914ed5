"""Where a pattern begins: intersections of ascending arrays of unit numbers, no text looked at.

Unit numbers run on from passage to passage. What keeps a match inside its passage (and the pieces
that go on from it) is the end of its chain: start + length <= chain_ends[passage of start].
"""

from collections.abc import Sequence

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
from policysearch.backends.whoosh.places import Cache, Places
from policysearch.backends.whoosh.view import Mask, View
from policysearch.backends.whoosh.whoosh_internals import Numbers

# A run of plain units is one step; every other element is one by itself.
Step = tuple[str, ...] | Element


class Finder:
    """Finds patterns for one search; `is_limited` tells afterwards whether an expansion was cut."""

    def __init__(self, places: Places, view: View, cache: Cache, *, max_expansions: int) -> None:
        self._places = places
        self._view = view
        self._cache = cache
        self._max_expansions = max_expansions
        self.is_limited = False

    def starts(self, pattern: Pattern) -> Numbers:
        """The numbers of the units at which the pattern begins, ascending.

        From its end to its beginning: `reached` are the starts of what follows the step at hand.
        """
        steps = _steps(pattern.elements)
        n_after = 0
        while steps and isinstance(steps[-1], AnyUnit | Gap):
            n_after += isinstance(steps.pop(), AnyUnit)
        if not steps:
            everywhere = np.arange(self._view.unit_bases[-1] if n_after else 0, dtype=np.int32)
            return self._with_room(everywhere, n_after)
        last = steps.pop()
        reached = self._with_room(self._starts(last), _length(last) + n_after)
        for step in reversed(steps):
            reached = self._before(step, reached)
        return reached

    def phrase(self, units: tuple[str, ...]) -> Numbers:
        """The starts of units side by side."""
        if len(units) == 1:
            return self._places.of_unit(units[0])
        return self._cache.get(("phrase", units), lambda: (self._phrase(units),))[0]

    def _phrase(self, units: tuple[str, ...]) -> Numbers:
        lists = {}
        for unit in units:
            lists[unit] = self._places.of_unit(unit)
            if not len(lists[unit]):
                return lists[unit]
        rarest, *others = sorted(range(len(units)), key=lambda offset: len(lists[units[offset]]))
        starts = lists[units[rarest]] - np.int32(rarest)
        for offset in others:
            if not len(starts):
                break
            starts = common(starts, lists[units[offset]] - np.int32(offset))
        return self._with_room(starts, len(units))

    def _starts(self, step: Step) -> Numbers:
        if isinstance(step, tuple):
            return self.phrase(step)
        found: list[Numbers] = []
        for unit in self._expansions(step):
            places = self._places.of_unit(unit)
            if not len(places):  # only deleted documents have it
                continue
            if len(found) == self._max_expansions:
                self.is_limited = True
                break
            found.append(places)
        return np.sort(np.concatenate([np.empty(0, dtype=np.int32), *found]))

    def _expansions(self, element: Element) -> Sequence[str]:
        if isinstance(element, UnitPrefix):
            return self._places.ascii_units(element.text)
        assert isinstance(element, UnitNear), f"{element!r} stands for no units of its own"
        return [unit for unit in self._places.ascii_units() if is_near(unit, element.text)]

    def _before(self, step: Step, reached: Numbers) -> Numbers:
        if isinstance(step, Gap):
            return _merged([self._earlier(reached, skip) for skip in range(step.most + 1)])
        if isinstance(step, AnyUnit):
            return self._earlier(reached, 1)
        n = _length(step)
        starts = common(self._starts(step), reached - np.int32(n))
        return self._with_room(starts, n + 1)

    def _earlier(self, places: Numbers, n: int) -> Numbers:
        """What lies n units before, in the same chain."""
        kept: Mask = places - n >= self._view.chain_starts[self._view.passages_of(places)]
        return places[kept] - np.int32(n)

    def _with_room(self, places: Numbers, n: int) -> Numbers:
        """Those that have n units from here to the end of their chain."""
        kept: Mask = places + n <= self._view.chain_ends[self._view.passages_of(places)]
        return places[kept]


def common(some: Numbers, others: Numbers) -> Numbers:
    """The numbers that two ascending arrays share."""
    few, many = (some, others) if len(some) <= len(others) else (others, some)
    if not len(few):
        return few
    at = np.searchsorted(many, few)
    at[at == len(many)] = 0
    is_shared: Mask = many[at] == few
    return few[is_shared]


def _merged(arrays: Sequence[Numbers]) -> Numbers:
    merged: Numbers = np.unique(np.concatenate(arrays))
    return merged


def _steps(elements: Sequence[Element]) -> list[Step]:
    steps: list[Step] = []
    for element in elements:
        if not isinstance(element, Unit):
            steps.append(element)
        elif steps and isinstance(steps[-1], tuple):
            steps[-1] += (element.text,)
        else:
            steps.append((element.text,))
    return steps


def _length(step: Step) -> int:
    return len(step) if isinstance(step, tuple) else 1
