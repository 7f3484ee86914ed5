"""The reader's words in a text: every match, and those of them that are marked.

Where matches overlap the longer one is marked, then that of the earlier word, then the one that
begins first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policysearch.analysis.pattern import Pattern, Unit, end_at
from policysearch.analysis.sieve import Need, Numbered, Sieve
from policysearch.analysis.units import locate_folded, units
from policysearch.text.fold import fold, fold_with_offsets
from policysearch.text.offsets import OffsetMap

_LETTER_OR_DIGIT = re.compile("[0-9a-z]")

# A highlight as plain numbers (start, end, word): most are never shown.
Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, its units at [starts[i], ends[i]), and its marks; all ascending.

    has_long_units: whether a unit may have more than one character.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    marks: Sequence[Mark]
    has_long_units: bool


def marked(text: str, words: Sieve, following: str, *, with_units: bool) -> Marked:
    """Find and choose the marks of a text that goes on in `following`.

    Without `with_units` the units are not to be relied on: a text whose matches are all of Chinese
    characters is then not cut into them.
    """
    folded, offsets = fold_with_offsets(text)
    whole = folded + fold(following) if following else folded
    needs = words.possible_folded(whole)
    is_simple = all(need.is_han_phrase for need in needs)
    if is_simple and not (with_units and _LETTER_OR_DIGIT.search(folded)):
        # Each character of the matches, and each that a cut may keep whole, is a unit.
        starts, ends = _characters(folded, offsets)
        return Marked(
            text, starts, ends, _chosen(_phrases(folded, whole, needs), starts, ends), False
        )
    located = locate_folded(folded, offsets)
    if is_simple:
        matches, at = _phrases(folded, whole, needs), _characters(folded, offsets)
    else:
        n_own = len(located.texts)
        around = located.texts + (units(whole[len(folded) :]) if following else ())
        found = find_words(around, [need.numbered for need in needs])
        matches, at = [one for one in found if one[0] < n_own], (located.starts, located.ends)
    return Marked(text, located.starts, located.ends, _chosen(matches, *at), True)


def _characters(folded: str, offsets: OffsetMap) -> tuple[Sequence[int], Sequence[int]]:
    """Where each character of a folded text stands in the text before folding."""
    if offsets.is_identity:
        return range(len(folded)), range(1, len(folded) + 1)
    starts: list[int] = []
    ends: list[int] = []
    for start, length in zip(offsets.source_starts, offsets.lengths, strict=True):
        starts += range(start, start + length)
        ends += range(start + 1, start + length + 1)
    return starts, ends


def _phrases(folded: str, whole: str, needs: Sequence[Need]) -> list[Mark]:
    """The matches of phrases in Chinese characters that begin in the first part of a text."""
    matches = []
    for need in needs:
        (stretch,) = need.stretches
        start = whole.find(stretch)
        while -1 < start < len(folded):
            matches.append((start, start + len(stretch), need.numbered[0]))
            start = whole.find(stretch, start + 1)
    return matches


def _chosen(
    matches: list[tuple[int, int, int]], starts: Sequence[int], ends: Sequence[int]
) -> list[Mark]:
    """The matches to mark, in order; unit i stands at [starts[i], ends[i])."""
    matches.sort()
    if all(one[1] <= other[0] for one, other in pairwise(matches)):  # as nearly always
        return [(starts[at], ends[min(to, len(ends)) - 1], word) for at, to, word in matches]
    matches.sort(key=lambda match: (match[0] - match[1], match[2]))
    is_marked = bytearray(max((end for _, end, _ in matches), default=0))
    kept = []
    for start, end, word in matches:
        if is_marked.find(1, start, end) < 0:
            is_marked[start:end] = b"\1" * (end - start)
            kept.append((starts[start], ends[min(end, len(ends)) - 1], word))
    kept.sort()
    return kept


def find_words(units: Sequence[str], patterns: Sequence[Numbered]) -> list[tuple[int, int, int]]:
    """Every match as `pattern.find` finds it: (start, end, number of the word)."""
    # One character for each distinct unit makes a search for neighbours one for a substring.
    codes = {unit: chr(code) for code, unit in enumerate(dict.fromkeys(units))}
    coded = "".join(map(codes.__getitem__, units))
    found: list[tuple[int, int, int]] = []
    for number, pattern in patterns:
        if all(unit in codes for unit in pattern.units):
            found += ((*match, number) for match in _matches(pattern, units, codes, coded))
    return found


def _matches(
    pattern: Pattern, units: Sequence[str], codes: dict[str, str], coded: str
) -> Iterator[tuple[int, int]]:
    # Up to the first element that is no plain unit, a substring.
    plain: list[str] = []
    for element in pattern.elements:
        if not isinstance(element, Unit):
            break
        plain.append(codes[element.text])
    head = "".join(plain)
    is_phrase = len(plain) == len(pattern.elements)
    start = coded.find(head)
    while -1 < start < len(units):
        end = start + len(plain) if is_phrase else end_at(pattern, units, start)
        if end is not None and end > start:
            yield start, end
        start = coded.find(head, start + 1)
