"""What a search is restricted to: a query, the numbers of records, or the results of a search."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import Hits, Listed, Scores
from whoosh_columnar.execute.trees import execute
from whoosh_columnar.execute.view import View
from whoosh_columnar.whoosh_internals import DocIdSet, query, searching


def without_deleted(view: View, hits: Hits) -> Hits:
    """The hits that are not deleted; dense ones are changed in place."""
    if not len(view.deleted):
        return hits
    if isinstance(hits, Listed):
        is_live = ~view.is_deleted[hits.docs]
        return Listed(hits.docs[is_live], hits.scores[is_live])
    hits[view.deleted] = 0
    return hits


def restricted(hits: Hits, allowed: Scores | None, forbidden: Scores | None) -> Hits:
    """The hits of which the one has 1 and the other 0; dense ones are changed in place."""
    if isinstance(hits, Listed):
        is_left = np.ones(len(hits.docs), dtype=np.bool_)
        if allowed is not None:
            is_left &= allowed[hits.docs] > 0
        if forbidden is not None:
            is_left &= forbidden[hits.docs] <= 0
        return Listed(hits.docs[is_left], hits.scores[is_left])
    if allowed is not None:
        # A product of floats: 0.016 ms for 160,000 records; setting the others to 0 takes 0.5.
        hits *= allowed
    if forbidden is not None:
        hits *= np.float32(1) - forbidden
    return hits


def filter_of(view: View, wanted: Any) -> Scores | None:
    """float32[n_records], 1 where a record is in; None if there is no restriction.

    wanted: as Whoosh takes it; what is empty restricts nothing.
    """
    if not wanted:
        return None
    if isinstance(wanted, query.Query):
        return _of_query(view, wanted)
    if isinstance(wanted, searching.Results):
        return _of_numbers(view, wanted.docs())
    if isinstance(wanted, searching.ResultsPage):
        return _of_numbers(view, wanted.results.docs())
    if isinstance(wanted, set | DocIdSet):
        return _of_numbers(view, wanted)
    raise Fallback


def _of_query(view: View, wanted: Any) -> Scores:
    try:
        found = view.filters.get(wanted)
    except TypeError:  # a query that holds a list has no hash
        return _executed(view, wanted)
    if found is None:
        found = _executed(view, wanted)
        view.filters.put(wanted, found, found.nbytes + 500)
    return found


def _executed(view: View, wanted: Any) -> Scores:
    hits = without_deleted(view, execute(view, wanted))
    found = np.zeros(view.n_records, dtype=np.float32)
    if isinstance(hits, Listed):
        found[hits.docs] = 1
    else:
        found[:] = hits > 0
        view.scratch.give_back(hits)
    return found


def _of_numbers(view: View, numbers: Iterable[int]) -> Scores:
    chosen = np.fromiter(numbers, dtype=np.int64)
    found = np.zeros(view.n_records, dtype=np.float32)
    found[chosen[(chosen >= 0) & (chosen < view.n_records)]] = 1
    return found
