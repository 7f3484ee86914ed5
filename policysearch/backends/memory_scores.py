"""The counts that ranking asks for, taken one passage at a time."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from policysearch.analysis.grams import grams
from policysearch.backends.memory_scan import readings
from policysearch.backends.port import DocumentEntry
from policysearch.backends.terms import Counted, terms_of
from policysearch.query.plan import ScoringTerms
from policysearch.ranking.counts import Stream, TermCounts
from policysearch.ranking.documents import score_documents
from policysearch.ranking.passages import score_passages

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
        counted = terms_of(terms)

        def stream(texts: list[list[Counts]], names: Counted) -> Stream:
            candidates = [texts[document][ordinal] for document, ordinal in pairs]
            return _stream(candidates, [row for rows in texts for row in rows], names)

        scores: list[float] = score_passages(
            stream(self._grams, counted.grams),
            stream(self._words, counted.words),
            stream(self._units, counted.units),
        ).tolist()
        return scores

    def of_documents(
        self, documents: Sequence[int], pairs: Sequence[tuple[int, int]], terms: ScoringTerms
    ) -> tuple[list[float], list[float]]:
        """Score candidate passages, and their documents."""
        passages = self.of_passages(pairs, terms)
        row_of_document = {document: row for row, document in enumerate(documents)}
        names = terms_of(terms).grams
        whole, titles = (
            _stream([counts[document] for document in documents], self._documents, names)
            for counts in (self._documents, self._titles)
        )
        scores = score_documents(
            np.array(passages, dtype=np.float64),
            np.array([row_of_document[document] for document, _ in pairs], dtype=np.int64),
            whole,
            titles,
        )
        return passages, scores.tolist()


def _grams(entry: DocumentEntry) -> list[Counts]:
    rows = zip(entry.passages, readings(entry), strict=True)
    return [
        Counter(grams(passage.units, "".join(units[n_own : n_own + 1])))
        for passage, (units, n_own) in rows
    ]


def _stream(candidates: Sequence[Counts], everything: Sequence[Counts], names: Counted) -> Stream:
    """Count terms in the candidates, and how many rows of all have them."""
    terms = []
    for name, n_query in names:
        rows = [row for row, counts in enumerate(candidates) if name in counts]
        terms.append(
            TermCounts(
                n_query=n_query,
                frequency=sum(name in counts for counts in everything),
                rows=np.array(rows, dtype=np.int64),
                tf=np.array([candidates[row][name] for row in rows], dtype=np.float64),
            )
        )
    n_terms = sum(counts.total() for counts in everything)
    return Stream(
        terms=tuple(terms),
        lengths=np.array([counts.total() for counts in candidates], dtype=np.float64),
        n_rows=len(everything),
        mean_length=n_terms / len(everything) if everything else 0.0,
    )
