"""The counts that ranking asks for, as impacts kept from query to query."""

from collections.abc import Callable

import numpy as np

from policysearch.analysis.grams import SEPARATOR, grams
from policysearch.backends.port import Numbers
from policysearch.backends.terms import Counted
from policysearch.backends.terms import Terms as QueryTerms
from policysearch.backends.whoosh.cache import Cache
from policysearch.backends.whoosh.terms import Rows, Terms
from policysearch.backends.whoosh.view import View
from policysearch.ranking.bm25 import impacts, norms
from policysearch.ranking.counts import Floats, Ordinals, Stream, TermCounts
from policysearch.ranking.documents import score_documents
from policysearch.ranking.passages import score_passages
from policysearch.ranking.weights import DOCUMENT_GRAMS, GRAMS, UNITS, WORDS, StreamWeights

# A term's rows, ascending and each once, and its impact on each.
Impacts = tuple[Ordinals, Floats]


class Titles:
    """Which documents have a gram in their title."""

    def __init__(self, view: View) -> None:
        documents: dict[str, list[int]] = {}
        for document, title in enumerate(view.titles):
            for gram in set(grams(title)):
                documents.setdefault(gram, []).append(document)
        self._documents = documents

    def documents(self, gram: str) -> Numbers:
        """Those documents, ascending."""
        return np.array(self._documents.get(gram, ()), dtype=np.int32)


class Scores:
    """Scores candidates; for several threads."""

    def __init__(self, view: View, terms: Terms, titles: Titles, cache: Cache) -> None:
        self._view = view
        self._terms = terms
        self._titles = titles
        self._cache = cache
        n_units = int(view.n_units.sum(dtype=np.int64))
        n_words = int(view.n_words.sum(dtype=np.int64))
        ends = np.concatenate([[0], np.cumsum(view.n_units, dtype=np.int64)])
        of_documents = np.diff(ends[view.passage_bases])
        n_passages, n_documents = view.n_passages, view.n_documents
        self._gram_norms = norms(view.n_units, n_units, n_passages, GRAMS)
        self._word_norms = norms(view.n_words, n_words, n_passages, WORDS)
        self._unit_norms = norms(view.n_units, n_units, n_passages, UNITS)
        self._document_norms = norms(of_documents, n_units, n_documents, DOCUMENT_GRAMS)

    def of_passages(self, passages: Ordinals, terms: QueryTerms) -> Floats:
        """Score passages, ascending."""
        n = self._view.n_passages
        return score_passages(
            _stream(terms.grams, self._gram, n),
            _stream(terms.words, self._word, n),
            _stream(terms.units, self._unit, n),
            passages,
        )

    def of_documents(
        self, documents: Ordinals, passages: Ordinals, scores: Floats, terms: QueryTerms
    ) -> Floats:
        """Score documents, ascending, whose candidate passages have scores."""
        n = self._view.n_documents
        whole = _stream(terms.grams, self._gram_of_documents, n)
        titles = [
            TermCounts(each.n_query, each.frequency, found, np.ones(len(found), dtype=np.float32))
            for each, (gram, _) in zip(whole.terms, terms.grams, strict=True)
            for found in (self._titles.documents(gram),)
        ]
        return score_documents(
            scores,
            self._view.document_of_passage[passages],
            whole,
            Stream(tuple(titles), n, n),
            documents,
        )

    def _gram(self, gram: str) -> Impacts:
        return self._impacts("grams", gram, self._rows_of(gram), self._gram_norms, GRAMS)

    def _gram_of_documents(self, gram: str) -> Impacts:
        def make() -> Rows:
            passages, tf = self._rows_of(gram)
            documents = self._view.document_of_passage[passages]
            firsts = np.flatnonzero(np.diff(documents, prepend=np.int32(-1)))
            counts = np.add.reduceat(tf, firsts, dtype=np.int32) if len(firsts) else tf
            return documents[firsts].astype(np.intp), counts

        documents, tf = self._cache.get(("gram of documents", gram), make)
        rows = documents, tf
        return self._impacts("documents", gram, rows, self._document_norms, DOCUMENT_GRAMS)

    def _word(self, word: str) -> Impacts:
        return self._impacts("words", word, self._terms.word(word), self._word_norms, WORDS)

    def _unit(self, unit: str) -> Impacts:
        return self._impacts("units", unit, self._terms.unit(unit), self._unit_norms, UNITS)

    def _rows_of(self, gram: str) -> Rows:
        first, second = gram.split(SEPARATOR)
        return self._terms.gram(first, second)

    def _impacts(
        self, stream: str, term: str, rows: Rows, norm: Floats, weights: StreamWeights
    ) -> Impacts:
        found, tf = rows

        def make() -> tuple[Floats]:
            return (impacts(tf, norm[found], weights),)

        return found, self._cache.get(("impacts", stream, term), make)[0]


def _stream(terms: Counted, impacts_of: Callable[[str], Impacts], n_rows: int) -> Stream:
    counts = []
    for term, n_query in terms:
        rows, values = impacts_of(term)
        counts.append(TermCounts(n_query, len(rows), rows, values))
    return Stream(tuple(counts), n_rows, n_rows)
