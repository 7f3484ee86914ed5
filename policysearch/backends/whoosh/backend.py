"""The Whoosh backend: opens, writes, checks and copies indexes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from policysearch.backends.port import Matches
from policysearch.backends.whoosh import files
from policysearch.backends.whoosh.cache import Cache
from policysearch.backends.whoosh.fields import Columns
from policysearch.backends.whoosh.order import Order
from policysearch.backends.whoosh.patterns import Finder
from policysearch.backends.whoosh.schema import INDEX_NAME
from policysearch.backends.whoosh.scores import Scores, Titles
from policysearch.backends.whoosh.search import Search
from policysearch.backends.whoosh.segments import open_segments
from policysearch.backends.whoosh.terms import Terms
from policysearch.backends.whoosh.view import read_view
from policysearch.backends.whoosh.writer import WhooshWriter
from policysearch.errors import IndexDamaged, IndexOutdated
from policysearch.query.plan import Plan
from whoosh_columnar import ColumnarError, ColumnarIndex, FormatOutdated, open_dir


class WhooshBackend:
    """Whoosh with a columnar codec; its version names the layout of records and fields."""

    name = "whoosh"
    version = "2"

    def __init__(self, *, max_expansions: int) -> None:
        self.max_expansions = max_expansions

    def writer(self, directory: Path) -> WhooshWriter:
        return WhooshWriter(directory, version=self.version)

    def searcher(self, directory: Path) -> "WhooshSearcher":
        files.check(directory, self.version)
        try:
            return WhooshSearcher(
                open_dir(directory, indexname=INDEX_NAME), max_expansions=self.max_expansions
            )
        except FormatOutdated as error:
            raise IndexOutdated(path=directory, what="schema") from error
        except ColumnarError as error:
            raise IndexDamaged(path=directory, reason=str(error)) from error

    def verify(self, directory: Path) -> None:
        files.check(directory, self.version)

    def copy(self, source: Path, target: Path) -> None:
        files.copy(source, target, self.version)


class WhooshSearcher:
    """Reads the segments of one committed state; for several threads."""

    def __init__(self, index: ColumnarIndex, *, max_expansions: int) -> None:
        self._reader = index.reader()
        self._max_expansions = max_expansions
        self._view = view = read_view(open_segments(self._reader))
        self._cache = Cache()
        self._terms = Terms(view, self._cache)
        self._columns = Columns(view)
        self._scores = Scores(view, self._terms, Titles(view), self._cache)
        self._order = Order(view)
        self.n_documents = view.n_documents
        self.n_passages = view.n_passages

    def search(self, plan: Plan) -> Matches:
        return self._search(plan).matches(self._scores, self._order)

    def passages(self, plan: Plan) -> Iterator[tuple[str, int]]:
        return self._search(replace(plan, by="passage", literal=None)).passages()

    def close(self) -> None:
        self._cache.clear()
        self._reader.close()

    def _search(self, plan: Plan) -> Search:
        finder = Finder(self._terms, self._view, self._cache, max_expansions=self._max_expansions)
        return Search(plan, self._view, finder, self._columns)
