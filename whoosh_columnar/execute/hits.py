"""The records that a query finds, with their scores: as a list, or as one score for each record.

A score is above 0, so that an array of scores also says which records are found.
"""

from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Records: TypeAlias = npt.NDArray[np.int32]
Scores: TypeAlias = npt.NDArray[np.float32]


class Listed(NamedTuple):
    """Found records one by one. docs: int32[n], ascending.  scores: float32[n], above 0.

    spread: the same as one score for each record, not to be changed, where it is at hand.
    """

    docs: Records
    scores: Scores
    spread: Scores | None = None


# float32[n_records], 0 where a record is not found.
Dense: TypeAlias = Scores
Hits: TypeAlias = Listed | Dense

NOTHING = Listed(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))


def listed(hits: Hits) -> Listed:
    """The same hits one by one."""
    if isinstance(hits, Listed):
        return hits
    docs = np.flatnonzero(hits > 0)
    return Listed(docs.astype(np.int32), hits[docs])


def count(hits: Hits) -> int:
    """How many records are found."""
    if isinstance(hits, Listed):
        return len(hits.docs)
    # The bits of 0.0 are 0; whole numbers are counted five times as fast as floats.
    return int(np.count_nonzero(hits.view(np.int32)))


def add_to(scores: Dense, hits: Hits) -> None:
    """Add hits to scores of all records, in place."""
    if not isinstance(hits, Listed):
        scores += hits
    elif hits.spread is not None:
        scores += hits.spread
    else:
        # 1.5 ns a record, against 4.5 ns of `scores[docs] += ...` (NumPy 2.4).
        np.add.at(scores, hits.docs, hits.scores)


def intersected(lists: list[Listed]) -> Listed:
    """The records that are in all of the lists; a score is the sum in ascending order of length.

    First the records, beginning with the fewest, then the scores of those that are left: most
    conjunctions are decided by their two rarest terms.
    """
    ordered = sorted(lists, key=lambda each: len(each.docs))
    docs = ordered[0].docs
    for before, other in pairwise(ordered):
        if not len(docs):
            return NOTHING
        if other.docs is not before.docs:  # the same term again
            docs = docs[is_among(other, docs)]
    scores = np.zeros(len(docs), dtype=np.float32)
    for each in ordered:
        scores += scores_at(each, docs)
    return Listed(docs, scores)


def scores_at(hits: Listed, docs: Records) -> Scores:
    """float32[len(docs)]: the scores of records all of which are among the hits."""
    if len(docs) == len(hits.docs):
        return hits.scores
    if hits.spread is not None:
        return hits.spread[docs]
    return hits.scores[hits.docs.searchsorted(docs)]


def is_among(hits: Hits, docs: Records) -> npt.NDArray[np.bool_]:
    """bool[len(docs)]: which of these records are among the hits."""
    if not isinstance(hits, Listed):
        return hits[docs] > 0
    if hits.spread is not None:
        # One look for each record, where the search for it takes one for each bit of the length.
        return hits.spread[docs] > 0
    if not len(hits.docs):
        return np.zeros(len(docs), dtype=np.bool_)
    is_there: npt.NDArray[np.bool_] = (
        hits.docs.take(hits.docs.searchsorted(docs), mode="clip") == docs
    )
    return is_there
