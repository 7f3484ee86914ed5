"""What can stand next to each other: the units of a folded text, and their places in the raw one.

A run of ASCII letters and digits is a unit, with the commas that group its thousands and one
decimal point; every other character but the space is a unit by itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from policysearch.model import Span
from policysearch.text.fold import fold_with_offsets
from policysearch.text.offsets import OffsetMap

# 1,800 and 1,234.5, where no other group or decimal stands beside (1,2,3 and 1,800,12 are lists).
_GROUPED = r"(?<![0-9])(?<![0-9][.,])[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])(?:\.[0-9]++)?+(?![.,][0-9])"
# 12.8, but neither 2025.11.7 nor 192.168.1.1.
_DECIMAL = r"(?<![0-9])(?<![0-9]\.)[0-9]++\.[0-9]++(?!\.[0-9])"
# The same run in front, tried last: most characters of a text are Chinese.
ASCII_UNIT = rf"(?:[a-z]++|{_GROUPED}|{_DECIMAL}|[0-9]++)++"
_UNIT = re.compile(rf"[^ 0-9a-z]|{ASCII_UNIT}", re.DOTALL)
# All before it is stepped over: a sixth of the time of looking for one at every character.
# The last match is the rest of the text; without it, each place of the rest would be tried.
_NEXT_ASCII_UNIT = re.compile(rf"[^0-9a-z]*+(?:({ASCII_UNIT})|\Z)")


@dataclass(frozen=True, slots=True)
class LocatedUnits:
    """The units of a text and, one for one, where each stands in the text as it was before folding.

    Unit i is at [starts[i], ends[i]): plain numbers, as a span for each unit of every snippet took
    half of the time of a search.
    """

    texts: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places as spans."""
        return tuple(map(Span, self.starts, self.ends))


def units(folded: str) -> tuple[str, ...]:
    """Cut a folded text into its units; together they are the text without its spaces."""
    return tuple(_UNIT.findall(folded))


def ascii_units(folded: str) -> Iterator[tuple[str, int, int]]:
    """The units of ASCII letters and digits, in order, each with where it stands."""
    for match in _NEXT_ASCII_UNIT.finditer(folded):
        if match[1]:
            yield match[1], *match.span(1)


def locate_units(raw: str) -> LocatedUnits:
    """Fold a text, cut it into units, and say where each stands in the text as given."""
    return locate_folded(*fold_with_offsets(raw))


def locate_folded(folded: str, offsets: OffsetMap) -> LocatedUnits:
    """Cut a folded text into units, and say where each stands in the text before folding."""
    texts = units(folded)
    if " " in folded:
        bounds = [match.span() for match in _UNIT.finditer(folded)]
        starts, ends = [start for start, _ in bounds], [end for _, end in bounds]
    else:  # the units lie side by side
        ends = list(accumulate(map(len, texts)))
        starts = [0, *ends[:-1]] if ends else []
    if offsets.is_identity:
        return LocatedUnits(texts, starts, ends)
    # Folding only leaves out, so each character that is left has its own in the raw text.
    origins = offsets.origins()
    return LocatedUnits(
        texts, [origins[start] for start in starts], [origins[end - 1] + 1 for end in ends]
    )
