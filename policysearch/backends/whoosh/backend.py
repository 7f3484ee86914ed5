"""The Whoosh backend: opens, writes, checks and copies indexes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from policysearch.backends.port import Matches
from policysearch.backends.whoosh import files
from policysearch.backends.whoosh.fields import Columns
from policysearch.backends.whoosh.order import Order
from policysearch.backends.whoosh.patterns import Finder
from policysearch.backends.whoosh.places import Cache, Places
from policysearch.backends.whoosh.scores import Scores, Titles
from policysearch.backends.whoosh.search import Search
from policysearch.backends.whoosh.view import read_view
from policysearch.backends.whoosh.whoosh_internals import Segment, read_contents
from policysearch.backends.whoosh.writer import WhooshWriter
from policysearch.query.plan import Plan


class WhooshBackend:
    """Whoosh with its stock codec; its version names the layout of fields and postings."""

    name = "whoosh"
    version = "1"

    def __init__(self, *, max_expansions: int) -> None:
        self.max_expansions = max_expansions

    def writer(self, directory: Path) -> WhooshWriter:
        return WhooshWriter(directory, version=self.version)

    def searcher(self, directory: Path) -> "WhooshSearcher":
        files.check(directory, self.version)
        _, segments = read_contents(directory)
        return WhooshSearcher(
            [Segment(directory, segment) for segment in segments],
            max_expansions=self.max_expansions,
        )

    def verify(self, directory: Path) -> None:
        files.check(directory, self.version)

    def copy(self, source: Path, target: Path) -> None:
        files.copy(source, target, self.version)


class WhooshSearcher:
    """Reads the segments of one committed state; for several threads."""

    def __init__(self, segments: list[Segment], *, max_expansions: int) -> None:
        self._segments = segments
        self._max_expansions = max_expansions
        self._view = view = read_view(segments)
        self._cache = Cache()
        self._places = Places(segments, view, self._cache)
        self._columns = Columns(view)
        self._titles = Titles(view)
        self._order = Order(view)
        self.n_documents = view.n_documents
        self.n_passages = view.n_passages

    def search(self, plan: Plan) -> Matches:
        finder = self._finder()
        scores = Scores(self._view, self._places, finder, self._titles, self._cache)
        return Search(plan, self._view, finder, self._columns).matches(scores, self._order)

    def passages(self, plan: Plan) -> Iterator[tuple[str, int]]:
        plan = replace(plan, by="passage", literal=None)
        return Search(plan, self._view, self._finder(), self._columns).passages()

    def close(self) -> None:
        for segment in self._segments:
            segment.close()

    def _finder(self) -> Finder:
        return Finder(self._places, self._view, self._cache, max_expansions=self._max_expansions)
