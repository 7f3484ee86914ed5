"""The order of hits: by score or date; ties by date, newest first, then id, then ordinal."""

import numpy as np
import numpy.typing as npt

from policysearch.backends.port import Numbers
from policysearch.backends.whoosh.view import Mask, View
from policysearch.query.plan import Plan
from policysearch.ranking.counts import Floats, Ordinals


class Order:
    """Knows each document's place among all, newest first and oldest first, no date last."""

    def __init__(self, view: View) -> None:
        dates = np.array(view.dates, dtype=np.str_)
        # Equal dates are equal codes; then the id decides.
        _, codes = np.unique(dates, return_inverse=True)
        ids = view.rank_of_document
        self._newest = _ranks(np.lexsort((ids, -codes)).astype(np.intp))
        undated = dates == ""
        self._oldest = _ranks(np.lexsort((ids, codes, undated)).astype(np.intp))

    def first(self, documents: Ordinals, scores: Floats, is_partial: Mask, plan: Plan) -> Numbers:
        """The indices of a plan's window of rows, which are in order of document, then ordinal."""
        if plan.sort == "oldest":
            keys: tuple[Floats | Numbers | Mask, ...] = (self._oldest[documents],)
        elif plan.sort == "newest":
            keys = (self._newest[documents],)
        else:
            keys = (self._newest[documents], -scores)
        if plan.is_grouped and plan.by == "document":
            keys = (*keys, is_partial)
        n = plan.offset + plan.limit
        rows = _at_least_first(keys[-1], n)
        ranked = rows[np.lexsort(tuple(key[rows] for key in keys))]
        return ranked[plan.offset : n].astype(np.int32)


def _at_least_first(key: Floats | Numbers | Mask, n: int) -> Numbers:
    """The rows, ascending, that can be among the first n by a key: sorting all is what costs."""
    if n <= 0 or n >= len(key):
        return np.arange(len(key), dtype=np.int32)
    threshold = np.partition(key, n - 1)[n - 1]
    return np.flatnonzero(key <= threshold).astype(np.int32)


def _ranks(order: npt.NDArray[np.intp]) -> Numbers:
    ranks = np.empty(len(order), dtype=np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks
