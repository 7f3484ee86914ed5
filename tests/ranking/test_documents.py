"""A document is worth its best passage, and more where its text and title say more."""

import numpy as np
import pytest

from policysearch.ranking.counts import Floats, Ordinals, Stream, TermCounts
from policysearch.ranking.documents import score_documents


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float32)


def rows(*numbers: int) -> Ordinals:
    return np.array(numbers, dtype=np.int64)


def stream(*rows_of_terms: tuple[int, ...], n: int = 3) -> Stream:
    terms = tuple(
        TermCounts(1, 1, rows(*found), np.ones(len(found), dtype=np.float32))
        for found in rows_of_terms
    )
    return Stream(terms, n_rows=10, n_scored=n)


def test_the_best_passage_counts_not_their_number() -> None:
    scores = score_documents(
        floats(0.5, 0.4, 0.4, 0.4), rows(0, 1, 1, 1), stream(), stream(), rows(0, 1, 2)
    )
    assert scores.tolist() == pytest.approx([0.5, 0.4, 0.0])


def test_the_whole_text_and_the_title_add() -> None:
    scores = score_documents(
        floats(1.0, 1.0, 1.0), rows(0, 1, 2), stream((1, 2), (2,)), stream((), (2,)), rows(0, 1, 2)
    )
    assert scores[0] < scores[1] < scores[2]


def test_only_candidates_are_scored_and_compared() -> None:
    whole = stream((0, 1), (1,))
    best_of_both = score_documents(floats(), rows(), whole, stream(), rows(0, 1))
    alone = score_documents(floats(), rows(), whole, stream(), rows(0))
    assert best_of_both[0] < best_of_both[1] == pytest.approx(1.0)
    assert alone.tolist() == pytest.approx([1.0])


def test_no_candidates_have_no_scores() -> None:
    found = score_documents(floats(), rows(), stream(n=0), stream(n=0), rows())
    assert found.tolist() == []
