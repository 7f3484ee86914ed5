"""The counts that ranking asks for, taken one passage at a time."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from policysearch.analysis.grams import grams
from policysearch.backends.memory_scan import readings
from policysearch.backends.port import DocumentEntry
from policysearch.backends.terms import Counted, terms_of
from policysearch.query.plan import ScoringTerms
from policysearch.ranking.bm25 import impacts, norms
from policysearch.ranking.counts import Floats, Stream, TermCounts
from policysearch.ranking.documents import score_documents
from policysearch.ranking.passages import score_passages
from policysearch.ranking.weights import DOCUMENT_GRAMS, GRAMS, UNITS, WORDS, StreamWeights

Counts = Counter[str]


class Scores:
    """Knows how often each term stands in each passage, document and title."""

    def __init__(self, entries: Sequence[DocumentEntry]) -> None:
        self._grams = [_grams(entry) for entry in entries]
        self._words = [[Counter(passage.words) for passage in entry.passages] for entry in entries]
        self._units = [[Counter(passage.units) for passage in entry.passages] for entry in entries]
        self._titles = [Counter(grams(entry.title)) for entry in entries]
        self._documents = [sum(rows, Counter()) for rows in self._grams]

    def of_passages(self, pairs: Sequence[tuple[int, int]], terms: ScoringTerms) -> list[float]:
        """Score passages, given as document and ordinal in ascending order."""
        scores: list[float] = self._of_passages(pairs, terms).tolist()
        return scores

    def of_documents(
        self, documents: Sequence[int], pairs: Sequence[tuple[int, int]], terms: ScoringTerms
    ) -> tuple[list[float], list[float]]:
        """Score candidate passages, and their documents."""
        passages = self._of_passages(pairs, terms)
        row_of_document = {document: row for row, document in enumerate(documents)}
        names = terms_of(terms).grams
        whole, titles = (
            _stream([counts[each] for each in documents], self._documents, names, DOCUMENT_GRAMS)
            for counts in (self._documents, self._titles)
        )
        scores: list[float] = score_documents(
            passages,
            np.array([row_of_document[document] for document, _ in pairs], dtype=np.int64),
            whole,
            titles,
            np.arange(len(documents), dtype=np.int64),
        ).tolist()
        return passages.tolist(), scores

    def _of_passages(self, pairs: Sequence[tuple[int, int]], terms: ScoringTerms) -> Floats:
        counted = terms_of(terms)

        def stream(texts: list[list[Counts]], names: Counted, weights: StreamWeights) -> Stream:
            candidates = [texts[document][ordinal] for document, ordinal in pairs]
            return _stream(candidates, [row for rows in texts for row in rows], names, weights)

        return score_passages(
            stream(self._grams, counted.grams, GRAMS),
            stream(self._words, counted.words, WORDS),
            stream(self._units, counted.units, UNITS),
            np.arange(len(pairs), dtype=np.int64),
        )


def _grams(entry: DocumentEntry) -> list[Counts]:
    rows = zip(entry.passages, readings(entry), strict=True)
    return [
        Counter(grams(passage.units, "".join(units[n_own : n_own + 1])))
        for passage, (units, n_own) in rows
    ]


def _stream(
    candidates: Sequence[Counts],
    everything: Sequence[Counts],
    names: Counted,
    weights: StreamWeights,
) -> Stream:
    """Count terms in the candidates, and how many rows of all have them."""
    lengths = np.array([counts.total() for counts in candidates], dtype=np.int64)
    n_terms = sum(counts.total() for counts in everything)
    norm = norms(lengths, n_terms, len(everything), weights)
    terms = []
    for name, n_query in names:
        rows = np.array([row for row, counts in enumerate(candidates) if name in counts], np.int64)
        tf = np.array([candidates[row][name] for row in rows.tolist()], dtype=np.int64)
        terms.append(
            TermCounts(
                n_query=n_query,
                frequency=sum(name in counts for counts in everything),
                rows=rows,
                impacts=impacts(tf, norm[rows], weights),
            )
        )
    return Stream(tuple(terms), n_rows=len(everything), n_scored=len(candidates))
