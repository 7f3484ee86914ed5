"""The counts that ranking asks for, from arrays of occurrences."""

from collections.abc import Callable

import numpy as np

from policysearch.analysis.grams import SEPARATOR, grams
from policysearch.backends.terms import Counted, Terms
from policysearch.backends.whoosh.patterns import Finder
from policysearch.backends.whoosh.places import Cache, Places
from policysearch.backends.whoosh.view import View
from policysearch.backends.whoosh.whoosh_internals import Numbers
from policysearch.ranking.counts import Floats, Ordinals, Stream, TermCounts
from policysearch.ranking.documents import score_documents
from policysearch.ranking.passages import score_passages

# A term's rows, ascending and each once, and how often it stands in each.
Rows = tuple[Numbers, Numbers]


class Titles:
    """Which documents have a gram in their title."""

    def __init__(self, view: View) -> None:
        documents: dict[str, list[int]] = {}
        for document, title in enumerate(view.titles):
            for gram in set(grams(title)):
                documents.setdefault(gram, []).append(document)
        self._documents = documents

    def rows(self, gram: str) -> Rows:
        documents = np.array(self._documents.get(gram, ()), dtype=np.int32)
        return documents, np.ones(len(documents), dtype=np.int32)


class Scores:
    """Scores the candidates of one search."""

    def __init__(
        self, view: View, places: Places, finder: Finder, titles: Titles, cache: Cache
    ) -> None:
        self._view = view
        self._places = places
        self._finder = finder
        self._titles = titles
        self._cache = cache

    def of_passages(self, passages: Numbers, terms: Terms) -> Floats:
        """Score passages, ascending."""
        view = self._view
        row_of_passage = np.full(view.n_passages, -1, dtype=np.int64)
        row_of_passage[passages] = np.arange(len(passages))

        def stream(names: Counted, rows: Callable[[str], Rows], lengths: Numbers) -> Stream:
            counts = [_counts(rows(name), row_of_passage, n) for name, n in names]
            return _stream(counts, lengths[passages], lengths, view.n_passages)

        return score_passages(
            stream(terms.grams, self._gram, view.n_units),
            stream(terms.words, self._word, view.n_words),
            stream(terms.units, self._unit, view.n_units),
        )

    def of_documents(
        self, documents: Numbers, passages: Numbers, scores: Floats, terms: Terms
    ) -> Floats:
        """Score documents, ascending, whose candidate passages have scores."""
        view = self._view
        row_of_document = np.full(view.n_documents, -1, dtype=np.int64)
        row_of_document[documents] = np.arange(len(documents))
        lengths = np.diff(view.unit_bases[view.passage_bases])
        whole, titles = [], []
        for gram, n_query in terms.grams:
            counts = _counts(self._gram_of_documents(gram), row_of_document, n_query)
            whole.append(counts)
            rows, tf = self._titles.rows(gram)
            found = row_of_document[rows]
            titles.append(
                TermCounts(n_query, counts.frequency, found[found >= 0], _floats(tf[found >= 0]))
            )
        return score_documents(
            scores,
            row_of_document[view.document_of_passage[passages]],
            _stream(whole, lengths[documents], lengths, view.n_documents),
            _stream(titles, lengths[documents], lengths, view.n_documents),
        )

    def _gram(self, gram: str) -> Rows:
        def make() -> Rows:
            first, second = gram.split(SEPARATOR)
            return _counted(self._view.passages_of(self._finder.phrase((first, second))))

        return _pair(self._cache.get(("gram", gram), make))

    def _gram_of_documents(self, gram: str) -> Rows:
        passages, tf = self._gram(gram)
        documents, at = np.unique(self._view.document_of_passage[passages], return_index=True)
        return documents, np.add.reduceat(tf, at).astype(np.int32) if len(at) else tf

    def _word(self, word: str) -> Rows:
        def make() -> Rows:
            return _counted(self._places.of_word(word))

        return _pair(self._cache.get(("word", word), make))

    def _unit(self, unit: str) -> Rows:
        def make() -> Rows:
            return _counted(self._view.passages_of(self._places.of_unit(unit)))

        return _pair(self._cache.get(("unit", unit), make))


def _counted(rows: Numbers) -> Rows:
    """Ascending numbers as distinct ones with their counts."""
    starts = np.flatnonzero(np.diff(rows, prepend=np.int32(-1)))
    return rows[starts], np.diff(np.append(starts, len(rows))).astype(np.int32)


def _pair(arrays: tuple[Numbers, ...]) -> Rows:
    rows, tf = arrays
    return rows, tf


def _counts(rows: Rows, candidates: Ordinals, n_query: int) -> TermCounts:
    """A term's rows among the candidates; its frequency is that of the whole index."""
    numbers, tf = rows
    found = candidates[numbers]
    kept = found >= 0
    return TermCounts(n_query, len(numbers), found[kept], _floats(tf[kept]))


def _stream(counts: list[TermCounts], lengths: Numbers, all_lengths: Numbers, n: int) -> Stream:
    mean_length = int(all_lengths.sum(dtype=np.int64)) / n if n else 0.0
    return Stream(tuple(counts), _floats(lengths), n, mean_length)


def _floats(numbers: Numbers) -> Floats:
    return numbers.astype(np.float64)
