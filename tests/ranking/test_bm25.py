"""BM25 and coverage against their formulas, written out term by term."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.ranking.bm25 import bm25, coverage, idf, scaled
from policysearch.ranking.counts import Stream, TermCounts


def stream(counts: list[list[int]], n_query: list[int], n_rows: int) -> Stream:
    """counts[term][candidate]; all rows that have a term are candidates."""
    n_candidates = len(counts[0]) if counts else 0
    lengths = np.array(
        [max(1, sum(term[row] for term in counts)) for row in range(n_candidates)], dtype=np.float64
    )
    terms = []
    for term, n in zip(counts, n_query, strict=True):
        rows = [row for row, tf in enumerate(term) if tf]
        terms.append(
            TermCounts(
                n,
                len(rows),
                np.array(rows, dtype=np.int64),
                np.array([term[row] for row in rows], dtype=np.float64),
            )
        )
    return Stream(tuple(terms), lengths, n_rows, 3.0)


table = st.integers(0, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 4), min_size=n, max_size=n), min_size=1, max_size=4)
)


@given(table, st.data())
def test_bm25_is_the_sum_over_terms(counts: list[list[int]], data: st.DataObject) -> None:
    n_query = [data.draw(st.integers(1, 3)) for _ in counts]
    given_stream = stream(counts, n_query, n_rows=10)
    found = bm25(given_stream, k1=0.9, b=0.6)
    for row, length in enumerate(given_stream.lengths):
        expected = 0.0
        for term, n in zip(counts, n_query, strict=True):
            tf, df = term[row], sum(map(bool, term))
            norm = 0.9 * (1 - 0.6 + 0.6 * length / 3.0)
            expected += n * math.log(1 + (10 - df + 0.5) / (df + 0.5)) * tf * 1.9 / (tf + norm)
        assert found[row] == pytest.approx(expected)


def test_a_rarer_term_tells_more_and_none_tells_less_than_nothing() -> None:
    weights = [idf(1000, frequency) for frequency in (0, 1, 10, 999, 1000)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] > 0


def test_coverage_is_the_share_of_the_idf_and_does_not_count_repetitions() -> None:
    shares = coverage(stream([[5, 0, 1], [1, 0, 0]], [3, 1], n_rows=10))
    assert shares[0] == pytest.approx(1.0)
    assert shares[1] == 0.0
    assert shares[2] == pytest.approx(idf(10, 2) / (idf(10, 2) + idf(10, 1)))


def test_without_terms_or_candidates_scores_are_zero() -> None:
    nothing = Stream((), np.zeros(2, dtype=np.float64), 0, 0.0)
    assert bm25(nothing, k1=0.9, b=0.6).tolist() == [0.0, 0.0]
    assert coverage(nothing).tolist() == [0.0, 0.0]
    assert bm25(stream([[]], [1], n_rows=3), k1=0.9, b=0.6).tolist() == []


def test_scaling_puts_the_best_at_one_and_leaves_zeros() -> None:
    assert scaled(np.array([2.0, 4.0, 0.0])).tolist() == [0.5, 1.0, 0.0]
    assert scaled(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert scaled(np.zeros(0)).tolist() == []
