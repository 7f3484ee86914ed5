"""Whoosh's Searcher, with `search` executed over arrays wherever that gives Whoosh's answer."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.search import Found, Request, found_records, request_of, search
from whoosh_columnar.execute.view import View, view_of
from whoosh_columnar.whoosh_internals import ReaderClosed, scoring, searching


class ColumnarSearcher(searching.Searcher):  # type: ignore[misc]
    """A searcher for several threads.

    `search` is executed over arrays if all segments are of this package, scores are BM25F's, and
    the query and the options are of the kinds listed in README.md; else Whoosh's own search
    answers.
    """

    def __init__(
        self,
        reader: Any,
        weighting: Any = scoring.BM25F,
        closereader: bool = True,
        fromindex: Any = None,
        parent: Any = None,
        earlier: View | None = None,
    ) -> None:
        """earlier: a view of the index before, which lends what it has read; else as in Whoosh."""
        super().__init__(reader, weighting, closereader, fromindex, parent)
        # A searcher of one segment under one of several is only asked by Whoosh's own search.
        self.view = None if parent else view_of(reader, self.weighting, earlier)

    def refresh(self) -> "ColumnarSearcher":
        """A searcher of the index as it is now, this one if it has not changed."""
        if not self._ix or self._ix.latest_generation() == self.reader().generation():
            refreshed: ColumnarSearcher = super().refresh()
            return refreshed
        self.is_closed = True
        reader = self._ix.reader(reuse=self.ixreader)
        return self.__class__(reader, self.weighting, fromindex=self._ix, earlier=self.view)

    def close(self) -> None:
        """Give up the reader, and what was read from it."""
        super().close()
        self.view = None

    def search(self, q: Any, **options: Any) -> Any:
        """Search as Whoosh's Searcher.search does; gives its Results.

        The number of records found is always known. Records with equal scores are in the order
        of their numbers.
        """
        view = self.view
        if view is None:
            return super().search(q, **options)
        started = perf_counter()
        try:
            request = request_of(options)
            found = search(view, q, request)
        except Fallback:
            return super().search(q, **options)
        results = searching.Results(
            self, q, found.top, facetmaps=found.maps, runtime=perf_counter() - started
        )
        results.collector = _Collected(self, q, request, found)
        if request.filter or request.mask:
            results.filtered_count = found.n_filtered
            results.allowed, results.restricted = request.filter, request.mask
        return results


class _Collected:
    """What Whoosh's Results ask of the collector that made them."""

    __slots__ = ("_found", "_query", "_request", "_searcher")

    def __init__(
        self, searcher: ColumnarSearcher, query: Any, request: Request, found: Found
    ) -> None:
        self._searcher = searcher
        self._query = query
        self._request = request
        self._found = found

    def computes_count(self) -> bool:
        return True

    def count(self) -> int:
        return self._found.n_found

    def all_ids(self) -> Iterator[int]:
        top = self._found.top
        if isinstance(top, list) and len(top) == self._found.n_found:
            return iter(sorted(doc for _, doc in top))
        view = self._searcher.view
        if view is None:
            raise ReaderClosed
        return found_records(view, self._query, self._request)
