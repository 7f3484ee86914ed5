"""BM25 and coverage over one stream (Robertson & Zaragoza 2009); the idf is never negative."""

import math

import numpy as np

from policysearch.ranking.counts import Floats, Stream


def idf(n_rows: int, frequency: int) -> float:
    """How much a term that `frequency` of `n_rows` rows have tells."""
    return math.log(1.0 + (n_rows - frequency + 0.5) / (frequency + 0.5))


def bm25(stream: Stream, *, k1: float, b: float) -> Floats:
    """Score every candidate; a term that stands twice in the query counts twice."""
    scores = np.zeros(len(stream.lengths), dtype=np.float64)
    mean_length = stream.mean_length or 1.0
    norms = k1 * (1.0 - b + b * stream.lengths / mean_length)
    for term in stream.terms:
        weight = term.n_query * idf(stream.n_rows, term.frequency) * (k1 + 1.0)
        scores[term.rows] += weight * term.tf / (term.tf + norms[term.rows])
    return scores


def coverage(stream: Stream) -> Floats:
    """Give the share of the query's idf that each candidate has, from 0 to 1."""
    shares = np.zeros(len(stream.lengths), dtype=np.float64)
    total = 0.0
    for term in stream.terms:
        weight = idf(stream.n_rows, term.frequency)
        total += weight
        shares[term.rows] += weight
    return shares / total if total else shares


def scaled(scores: Floats) -> Floats:
    """Divide by the largest score, so that streams can be added; all zero stays so."""
    top = scores.max(initial=0.0)
    return scores / top if top > 0.0 else scores
