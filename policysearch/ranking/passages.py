"""The score of a passage: a weighted sum of streams, each divided by its largest value."""

import numpy as np

from policysearch.ranking.bm25 import bm25, coverage, scaled
from policysearch.ranking.counts import Floats, Ordinals, Stream
from policysearch.ranking.weights import COVERAGE, GRAMS, UNITS, WORDS, StreamWeights


def score_passages(grams: Stream, words: Stream, units: Stream, candidates: Ordinals) -> Floats:
    """Score the candidate passages, given by their rows: one score for each."""
    return (
        weighted(bm25(grams)[candidates], GRAMS)
        + weighted(bm25(words)[candidates], WORDS)
        + weighted(bm25(units)[candidates], UNITS)
        + np.float32(COVERAGE) * coverage(units)[candidates]
    )


def weighted(scores: Floats, weights: StreamWeights) -> Floats:
    """Bring a stream's scores between 0 and its weight."""
    return np.float32(weights.weight) * scaled(scores)
