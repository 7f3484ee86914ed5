"""BM25 and coverage over one stream (Robertson & Zaragoza 2009); the idf is never negative.

Everything is float32, term by term in the order given, so that two backends that count alike
agree to the last bit, and a backend may keep a term's impacts from query to query.
"""

import math

import numpy as np
import numpy.typing as npt

from policysearch.ranking.counts import Floats, Stream
from policysearch.ranking.weights import StreamWeights


def idf(n_rows: int, frequency: int) -> float:
    """How much a term that `frequency` of `n_rows` rows have tells."""
    return math.log(1.0 + (n_rows - frequency + 0.5) / (frequency + 0.5))


def norms(
    lengths: npt.NDArray[np.integer], n_terms: int, n_rows: int, weights: StreamWeights
) -> Floats:
    """What long rows lose: one number for each length, of a stream with n_terms in n_rows."""
    mean_length = n_terms / n_rows if n_rows and n_terms else 1.0
    b = weights.b
    scale = np.float32(weights.k1 * b / mean_length)
    return np.float32(weights.k1 * (1.0 - b)) + lengths.astype(np.float32) * scale


def impacts(tf: npt.NDArray[np.integer], norm: Floats, weights: StreamWeights) -> Floats:
    """A term's share of a row's score but for its idf: its count there against the row's norm."""
    counts = tf.astype(np.float32)
    return counts * np.float32(weights.k1 + 1.0) / (counts + norm)


def bm25(stream: Stream) -> Floats:
    """Score every row; a term that stands twice in the query counts twice."""
    scores = np.zeros(stream.n_scored, dtype=np.float32)
    for term in stream.terms:
        weight = np.float32(term.n_query * idf(stream.n_rows, term.frequency))
        # Each row stands once, but adding at indices is twice as fast as taking and putting back.
        np.add.at(scores, term.rows, term.impacts * weight)
    return scores


def coverage(stream: Stream) -> Floats:
    """Give the share of the query's idf that each row has, from 0 to 1."""
    shares = np.zeros(stream.n_scored, dtype=np.float32)
    weights = [idf(stream.n_rows, term.frequency) for term in stream.terms]
    total = sum(weights)
    for term, weight in zip(stream.terms, weights, strict=True):
        np.add.at(shares, term.rows, np.float32(weight / total if total else 0.0))
    return shares


def scaled(scores: Floats) -> Floats:
    """Divide by the largest score, so that streams can be added; all zero stays so."""
    top = scores.max(initial=np.float32(0.0))
    return scores / top if top > 0.0 else scores
