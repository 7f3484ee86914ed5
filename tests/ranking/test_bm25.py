"""BM25 and coverage against their formulas, written out term by term."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.ranking.bm25 import bm25, coverage, idf, impacts, norms, scaled
from policysearch.ranking.counts import Floats, Stream, TermCounts
from policysearch.ranking.weights import StreamWeights

WEIGHTS = StreamWeights(k1=0.9, b=0.6, weight=1.0)


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float32)


def stream(counts: list[list[int]], n_query: list[int], n_rows: int) -> Stream:
    """counts[term][row]; rows are 3 terms long on the average."""
    n_scored = len(counts[0]) if counts else 0
    norm = norms(np.array(lengths(counts), dtype=np.int32), 3 * n_rows, n_rows, WEIGHTS)
    terms = []
    for term, n in zip(counts, n_query, strict=True):
        rows = np.array([row for row, tf in enumerate(term) if tf], dtype=np.int64)
        tf = np.array([tf for tf in term if tf], dtype=np.int64)
        terms.append(TermCounts(n, len(rows), rows, impacts(tf, norm[rows], WEIGHTS)))
    return Stream(tuple(terms), n_rows, n_scored)


def lengths(counts: list[list[int]]) -> list[int]:
    return [max(1, sum(column)) for column in zip(*counts, strict=True)]


table = st.integers(0, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 4), min_size=n, max_size=n), min_size=1, max_size=4)
)


@given(table, st.data())
def test_bm25_is_the_sum_over_terms(counts: list[list[int]], data: st.DataObject) -> None:
    n_query = [data.draw(st.integers(1, 3)) for _ in counts]
    found = bm25(stream(counts, n_query, n_rows=10))
    for row, length in enumerate(lengths(counts)):
        expected = 0.0
        for term, n in zip(counts, n_query, strict=True):
            tf, df = term[row], sum(map(bool, term))
            norm = 0.9 * (1 - 0.6 + 0.6 * length / 3.0)
            expected += n * math.log(1 + (10 - df + 0.5) / (df + 0.5)) * tf * 1.9 / (tf + norm)
        assert found[row] == pytest.approx(expected, rel=1e-5)


def test_a_rarer_term_tells_more_and_none_tells_less_than_nothing() -> None:
    weights = [idf(1000, frequency) for frequency in (0, 1, 10, 999, 1000)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0


def test_coverage_is_the_share_of_the_idf_and_does_not_count_repetitions() -> None:
    shares = coverage(stream([[5, 0, 1], [1, 0, 0]], [3, 1], n_rows=10))
    assert shares[0] == pytest.approx(1.0)
    assert shares[1] == 0.0
    assert shares[2] == pytest.approx(idf(10, 2) / (idf(10, 2) + idf(10, 1)))


def test_without_terms_or_rows_scores_are_zero() -> None:
    nothing = Stream((), n_rows=0, n_scored=2)
    assert bm25(nothing).tolist() == [0.0, 0.0]
    assert coverage(nothing).tolist() == [0.0, 0.0]
    assert bm25(stream([[]], [1], n_rows=3)).tolist() == []
    assert norms(np.zeros(0, dtype=np.int32), 0, 0, WEIGHTS).tolist() == []


def test_scaling_puts_the_best_at_one_and_leaves_zeros() -> None:
    assert scaled(floats(2.0, 4.0, 0.0)).tolist() == [0.5, 1.0, 0.0]
    assert scaled(floats(0.0, 0.0, 0.0)).tolist() == [0.0, 0.0, 0.0]
    assert scaled(floats()).tolist() == []
