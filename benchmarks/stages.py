"""The steps of one search, each callable by itself: read the query, ask, fetch, cut."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from policysearch import FACET_FIELDS, Settings
from policysearch.analysis.analyzer import default_analyzer
from policysearch.analysis.sieve import Sieve
from policysearch.backends.port import DocumentMatch, Matches
from policysearch.library.opened import Generation, open_generation
from policysearch.library.present import MOST_PASSAGES, presentable
from policysearch.model import Passage, Snippet
from policysearch.query.interpret import Interpretation, interpret
from policysearch.query.plan import Plan
from policysearch.snippet import cut, mark
from policysearch.storage.generation import current_number

Step = tuple[str, Callable[[], object]]


class Stages:
    """The steps of `Library.search` on one generation, with the results that the next one needs."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._settings = Settings()
        self._plans: dict[tuple[str, str], Plan] = {}

    @classmethod
    @contextmanager
    def open(cls, index: Path) -> Iterator["Stages"]:
        """Open the current generation of an index."""
        most = Settings().max_expansions
        generation = open_generation(index, current_number(index), max_expansions=most)
        try:
            yield cls(generation)
        finally:
            generation.close()

    def search(self, query: str, *, by: str) -> Matches:
        """What the backend answers; reading the query is no part of it from the second time on."""
        if (query, by) not in self._plans:
            self._plans[query, by] = presentable(self._read(query, by=by).plan)
        return self._generation.searcher.search(self._plans[query, by])

    def steps(self, query: str) -> Iterator[Step]:
        """The steps in order; their results are made beforehand, so any may be left out."""
        interpretation = self._read(query)
        plan = presentable(interpretation.plan)
        matches = self._generation.searcher.search(plan)
        found = self._passages(matches)
        yield "read the query", lambda: self._read(query)
        yield "backend", lambda: self._generation.searcher.search(plan)
        yield "store", lambda: self._passages(matches)
        yield "snippets", lambda: self._snippets(interpretation, matches, found)

    def _read(self, query: str, *, by: str = "document") -> Interpretation:
        return interpret(
            query, by=by, analyzer=default_analyzer(), limits=self._settings, facets=FACET_FIELDS
        )

    def _passages(self, matches: Matches) -> list[tuple[Passage, str]]:
        return self._generation.store.passages(
            [
                (match.document_id, match.ordinal)
                for document in matches.hits
                if isinstance(document, DocumentMatch)
                for match in document.passages
            ]
        )

    def _snippets(
        self, interpretation: Interpretation, matches: Matches, found: list[tuple[Passage, str]]
    ) -> list[Snippet]:
        """Those that a page shows, as `library/present.py` chooses them."""
        words = Sieve.of([word.patterns for word in interpretation.words])
        snippets, at = [], 0
        for document in matches.hits:
            assert isinstance(document, DocumentMatch)
            passages = found[at : at + len(document.passages)]
            at += len(document.passages)
            if passages:
                snippets.append(mark(passages[0][0].document.title, words))
            below = [one for one in passages if one[0].record.kind != "title"] or passages
            for passage, following in below[:MOST_PASSAGES]:
                snippets.append(cut(passage.text, words, following=following))
        return snippets
