"""The score of a passage: a weighted sum of streams, each divided by its largest value."""

from policysearch.ranking.bm25 import bm25, coverage, scaled
from policysearch.ranking.counts import Floats, Stream
from policysearch.ranking.weights import COVERAGE, GRAMS, UNITS, WORDS, StreamWeights


def score_passages(grams: Stream, words: Stream, units: Stream) -> Floats:
    """Score the candidate passages of a query; the streams speak of the same candidates."""
    return (
        weighted(grams, GRAMS)
        + weighted(words, WORDS)
        + weighted(units, UNITS)
        + COVERAGE * coverage(units)
    )


def weighted(stream: Stream, weights: StreamWeights) -> Floats:
    """Score a stream from 0 to its weight."""
    return weights.weight * scaled(bm25(stream, k1=weights.k1, b=weights.b))
