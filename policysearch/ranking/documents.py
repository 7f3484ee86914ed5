"""The score of a document: its best passage, and what all of its text and its title add."""

import numpy as np

from policysearch.ranking.bm25 import coverage
from policysearch.ranking.counts import Floats, Ordinals, Stream
from policysearch.ranking.passages import weighted
from policysearch.ranking.weights import DOCUMENT_GRAMS, TITLE


def score_documents(
    passages: Floats, document_rows: Ordinals, grams: Stream, titles: Stream
) -> Floats:
    """Score the candidate documents.

    passages: float64[n] scores of candidate passages.
    document_rows: int64[n] the row of each passage's document.
    grams: the documents' whole texts.  titles: the same terms in the titles.
    """
    best = np.zeros(len(grams.lengths), dtype=np.float64)
    np.maximum.at(best, document_rows, passages)
    return best + weighted(grams, DOCUMENT_GRAMS) + TITLE * coverage(titles)
