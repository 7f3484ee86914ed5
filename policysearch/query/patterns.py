"""Words with wildcards and near spellings → patterns over units."""

import re

from policysearch.analysis.analyzer import Analyzer
from policysearch.analysis.pattern import (
    AnyUnit,
    Element,
    Gap,
    Pattern,
    Unit,
    UnitNear,
    UnitPrefix,
    is_ascii_unit,
    phrase,
)
from policysearch.query.leaves import is_wordlike

# Characters that a word needs before one of them may be wrong.
LEAST_FOR_NEAR = 3
_WILDCARD = re.compile("([*?])")


def is_wordlike_unit(unit: str) -> bool:
    """Whether a unit is more than punctuation."""
    return any(map(is_wordlike, unit))


def bare(units: tuple[str, ...]) -> tuple[str, ...]:
    """The units without the punctuation at both ends."""
    kept = [at for at, unit in enumerate(units) if is_wordlike_unit(unit)]
    return units[kept[0] : kept[-1] + 1] if kept else ()


def wild_pattern(text: str, analyzer: Analyzer) -> Pattern:
    """The pattern of a word: `?` is one unit, `*` up to four or the rest of a Latin word.

    A star after Han characters at the end adds nothing: 智能* is found wherever 智能 stands.
    """
    elements: list[Element] = []
    for part in _WILDCARD.split(text):
        last = elements[-1] if elements else None
        if part == "?":
            elements.append(AnyUnit())
        elif part == "*":
            if isinstance(last, Unit) and is_ascii_unit(last.text):
                elements[-1] = UnitPrefix(last.text)
            elements.append(Gap())
        else:
            elements += map(Unit, analyzer.units(part))
    while isinstance(elements[-1], Gap):
        elements.pop()
    while isinstance(elements[0], Unit) and not is_wordlike_unit(elements[0].text):
        elements.pop(0)
    return Pattern(tuple(elements))


def n_characters(units: tuple[str, ...]) -> int:
    """How long a word is for a typist: letters of Latin words, characters of others."""
    return sum(map(len, units))


def near_patterns(units: tuple[str, ...]) -> tuple[Pattern, ...]:
    """The patterns that together are all spellings at most one edit away, none implied by another.

    A unit is replaced, left out or put in; a longer Latin word is bent inside itself instead.
    """
    elements: list[Element] = [Unit(unit) for unit in units]
    found = [phrase(units)]
    for at, unit in enumerate(units):
        before, after = elements[:at], elements[at + 1 :]
        if is_ascii_unit(unit) and len(unit) >= LEAST_FOR_NEAR:
            found.append(Pattern((*before, UnitNear(unit), *after)))
        elif before and after:
            found.append(Pattern((*before, AnyUnit(), *after)))
        if before or after:
            # Leaving out the first or last unit covers any other in its place.
            found.append(Pattern((*before, *after)))
        if after:
            found.append(Pattern((*before, elements[at], AnyUnit(), *after)))
    return tuple(dict.fromkeys(found))
