"""Patterns over unit sequences: what a phrase, prefix, wildcard or near word means, to the letter.

`find` is the definition that every backend is held to; it scans, so only the memory backend,
snippets and tests call it.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """Exactly this unit."""

    text: str


@dataclass(frozen=True, slots=True)
class UnitPrefix:
    """One unit of ASCII letters and digits that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class UnitNear:
    """One unit of ASCII letters and digits at most one edit (insert, delete, replace) away."""

    text: str


@dataclass(frozen=True, slots=True)
class AnyUnit:
    """Any one unit."""


@dataclass(frozen=True, slots=True)
class Gap:
    """From none to `most` units, whatever they are."""

    most: int = 4


Element = Unit | UnitPrefix | UnitNear | AnyUnit | Gap


@dataclass(frozen=True, slots=True)
class Pattern:
    """Elements that stand next to each other and in order.

    It begins and ends with neither AnyUnit nor Gap, except that AnyUnit may end it (which is
    dropped nowhere: one more unit must stand there).
    """

    elements: tuple[Element, ...]

    @property
    def is_phrase(self) -> bool:
        """Whether every element is a plain unit."""
        return all(isinstance(element, Unit) for element in self.elements)

    @property
    def units(self) -> tuple[str, ...]:
        """The texts of the plain units, in order."""
        return tuple(element.text for element in self.elements if isinstance(element, Unit))


def phrase(units: Sequence[str]) -> Pattern:
    """The pattern of units side by side."""
    return Pattern(tuple(Unit(unit) for unit in units))


def is_near(unit: str, wanted: str) -> bool:
    """Whether one insertion, deletion or replacement, or none, turns `unit` into `wanted`."""
    if unit == wanted:
        return True
    if abs(len(unit) - len(wanted)) > 1:
        return False
    head = 0
    while head < min(len(unit), len(wanted)) and unit[head] == wanted[head]:
        head += 1
    if len(unit) == len(wanted):
        return unit[head + 1 :] == wanted[head + 1 :]
    longer, shorter = (unit, wanted) if len(unit) > len(wanted) else (wanted, unit)
    return longer[head + 1 :] == shorter[head:]


def find(pattern: Pattern, units: Sequence[str]) -> list[tuple[int, int]]:
    """Each start at which the pattern matches, with its shortest match's end; starts ascend."""
    if pattern.is_phrase:
        return _find_phrase(pattern.units, tuple(units))
    ends = ((start, end_at(pattern, units, start)) for start in range(len(units)))
    return [(start, end) for start, end in ends if end is not None and end > start]


def _find_phrase(wanted: tuple[str, ...], units: tuple[str, ...]) -> list[tuple[int, int]]:
    n = len(wanted)
    starts = range(len(units) - n + 1) if n else range(0)
    return [(start, start + n) for start in starts if units[start : start + n] == wanted]


def end_at(pattern: Pattern, units: Sequence[str], start: int) -> int | None:
    """The end of the shortest match that begins at `start`, as `find` gives it, or None."""
    # All places reached so far, side by side: trying them one by one is exponential in the gaps.
    reached = {start}
    for element in pattern.elements:
        if isinstance(element, Gap):
            steps = {at + skip for at in reached for skip in range(element.most + 1)}
            reached = {at for at in steps if at <= len(units)}
        else:
            reached = {at + 1 for at in reached if at < len(units) and _accepts(element, units[at])}
        if not reached:
            return None
    return min(reached)


def _accepts(element: Element, unit: str) -> bool:
    if isinstance(element, Unit):
        return unit == element.text
    if isinstance(element, UnitPrefix):
        return is_ascii_unit(unit) and unit.startswith(element.text)
    if isinstance(element, UnitNear):
        return is_ascii_unit(unit) and is_near(unit, element.text)
    return True


def is_ascii_unit(unit: str) -> bool:
    """Whether a unit is a run of ASCII letters and digits (with a number's commas and point)."""
    return unit[:1].isascii() and unit[:1].isalnum()
