"""The score of a document: its best passage, and what all of its text and its title add."""

import numpy as np

from policysearch.ranking.bm25 import bm25, coverage
from policysearch.ranking.counts import Floats, Ordinals, Stream
from policysearch.ranking.passages import weighted
from policysearch.ranking.weights import DOCUMENT_GRAMS, TITLE


def score_documents(
    passages: Floats,
    document_of_passage: Ordinals,
    grams: Stream,
    titles: Stream,
    candidates: Ordinals,
) -> Floats:
    """Score the candidate documents, given by their rows: one score for each.

    passages: float32[n] scores of candidate passages.
    document_of_passage: int[n] the row of each one's document.
    grams: the documents' whole texts.  titles: the same terms in the titles.
    """
    best = np.zeros(grams.n_scored, dtype=np.float32)
    np.maximum.at(best, document_of_passage, passages)
    return (
        best[candidates]
        + weighted(bm25(grams)[candidates], DOCUMENT_GRAMS)
        + np.float32(TITLE) * coverage(titles)[candidates]
    )
