"""The query's terms, stream by stream, as every backend counts them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policysearch.analysis.grams import SEPARATOR
from policysearch.query.plan import ScoringTerms

Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Distinct terms with their counts, ascending: the order in which scores are summed."""

    grams: Counted
    words: Counted
    units: Counted


def terms_of(terms: ScoringTerms) -> Terms:
    """Count a plan's terms.

    The units come from the grams. A gram with the end mark says where the query ends, which is no
    reason to look for passages that end so: it counts as a unit only.
    """
    pairs = [gram for gram in terms.grams if not gram.endswith(SEPARATOR)]
    return Terms(
        grams=_counted(pairs),
        words=_counted(terms.words),
        units=_counted(unit for unit in _units(terms.grams) if unit[:1].isalnum()),
    )


def _units(grams: Sequence[str]) -> Iterator[str]:
    """Read grams in a row back as the units that they were made of."""
    pairs = [gram.split(SEPARATOR) for gram in grams]
    for (first, second), (following, _) in pairwise([*pairs, ["", ""]]):
        yield first
        if second and second != following:
            yield second


def _counted(terms: Sequence[str] | Iterator[str]) -> Counted:
    return tuple(sorted(Counter(terms).items()))
