"""A whole search: execute, leave out, count, group, order."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from whoosh_columnar.execute.facets import facet_maps
from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.filters import filter_of, restricted, without_deleted
from whoosh_columnar.execute.hits import Hits, Listed, count
from whoosh_columnar.execute.ranking import Entry, Ranking
from whoosh_columnar.execute.sorting import sorted_hits
from whoosh_columnar.execute.top import Places, best, ranked
from whoosh_columnar.execute.trees import execute
from whoosh_columnar.execute.view import View


class Request(NamedTuple):
    """The options of Whoosh's `Searcher.search` that are executed here.

    A tuple, as one is made for each search: a frozen dataclass takes a microsecond more.
    """

    limit: int | None = 10
    sortedby: Any = None
    reverse: bool = False
    groupedby: Any = None
    filter: Any = None
    mask: Any = None
    maptype: Any = None


_OPTIONS = frozenset(Request._fields)
# Those that change nothing, or only what is not executed here.
_WITHOUT_EFFECT = {"optimize", "scored", "terms", "collapse", "collapse_limit", "collapse_order"}


class Found(NamedTuple):
    """The answer to a search.

    top: (score, or what it is sorted by, and record) in order: a list, or all as a Ranking.
    n_found: how many records are found.  n_filtered: how many more were, but for the filters.
    """

    top: Any
    n_found: int
    n_filtered: int
    maps: Mapping[str, Any]


def request_of(options: dict[str, Any]) -> Request:
    """The options of a search; Fallback if some of them is not executed here."""
    if not options.keys() <= _OPTIONS:
        options = _without_others(options)
    request = Request(**options)
    if request.limit is not None and request.limit < 1:
        raise Fallback  # Whoosh has an error for it
    return request


def _without_others(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a request; Fallback if another one has an effect."""
    if options.get("terms") or options.get("collapse"):
        raise Fallback
    if not options.get("scored", True) and not options.get("sortedby"):
        raise Fallback
    if not options.keys() <= _OPTIONS | _WITHOUT_EFFECT:
        raise Fallback
    return {name: value for name, value in options.items() if name in _OPTIONS}


def search(view: View, query: Any, request: Request) -> Found:
    """Search all segments at once; Fallback for what is not executed here."""
    allowed, forbidden = filter_of(view, request.filter), filter_of(view, request.mask)
    hits = without_deleted(view, execute(view, query))
    n_found, n_filtered = count(hits), 0
    if allowed is not None or forbidden is not None:
        n_all = n_found
        hits = restricted(hits, allowed, forbidden)
        n_found = count(hits)
        n_filtered = n_all - n_found
    maps: Mapping[str, Any] = {}
    if request.groupedby:
        maps = facet_maps(
            view,
            hits,
            request.groupedby,
            request.maptype,
            lambda: _in_order(view, hits, request),
        )
    top = _top(view, hits, n_found, query, request)
    if not isinstance(hits, Listed):
        view.scratch.give_back(hits)
    return Found(top, n_found, n_filtered, maps)


def found_records(view: View, query: Any, request: Request) -> Iterator[int]:
    """All records that a search finds, ascending."""
    allowed, forbidden = filter_of(view, request.filter), filter_of(view, request.mask)
    hits = restricted(without_deleted(view, execute(view, query)), allowed, forbidden)
    if isinstance(hits, Listed):
        yield from hits.docs.tolist()
    else:
        docs = np.flatnonzero(hits > 0).tolist()
        view.scratch.give_back(hits)
        yield from docs


def _top(view: View, hits: Hits, n_found: int, query: Any, request: Request) -> Any:
    limit = request.limit
    if request.sortedby:
        return sorted_hits(view, hits, request.sortedby, limit, is_reversed=bool(request.reverse))
    if request.reverse:
        # Whoosh gives all then, whatever the limit.
        return _ranked(hits)[::-1]
    if limit is None or limit >= view.n_live:
        return _ranked(hits)
    first = _best(hits, limit)
    if not request.groupedby or n_found <= limit:
        return first

    def everything() -> list[Entry]:
        whole = Request(limit=None, filter=request.filter, mask=request.mask)
        return list(search(view, query, whole).top)

    return Ranking(first, n_found, everything)


def _in_order(view: View, hits: Hits, request: Request) -> list[Entry]:
    """All hits with what Whoosh orders them by, ascending."""
    if request.sortedby:
        return sorted_hits(view, hits, request.sortedby, None, is_reversed=bool(request.reverse))
    return [(0 - score, doc) for score, doc in _ranked(hits)]


def _best(hits: Hits, limit: int) -> list[Entry]:
    return _entries(hits, best(hits.scores if isinstance(hits, Listed) else hits, limit))


def _ranked(hits: Hits) -> list[Entry]:
    return _entries(hits, ranked(hits.scores if isinstance(hits, Listed) else hits))


def _entries(hits: Hits, places: Places) -> list[Entry]:
    """The scores and records at some places of the hits."""
    if isinstance(hits, Listed):
        return list(zip(hits.scores[places].tolist(), hits.docs[places].tolist(), strict=True))
    return list(zip(hits[places].tolist(), places.tolist(), strict=True))
