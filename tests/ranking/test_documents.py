"""A document is worth its best passage, and more where its text and title say more."""

import numpy as np

from policysearch.ranking.counts import Stream, TermCounts
from policysearch.ranking.documents import score_documents


def stream(*rows_of_terms: tuple[int, ...], n: int = 3) -> Stream:
    terms = tuple(
        TermCounts(1, 1, np.array(rows, dtype=np.int64), np.ones(len(rows), dtype=np.float64))
        for rows in rows_of_terms
    )
    return Stream(terms, np.full(n, 5.0), 10, 5.0)


def test_the_best_passage_counts_not_their_number() -> None:
    scores = score_documents(
        np.array([0.5, 0.4, 0.4, 0.4]), np.array([0, 1, 1, 1], dtype=np.int64), stream(), stream()
    )
    assert scores.tolist() == [0.5, 0.4, 0.0]


def test_the_whole_text_and_the_title_add() -> None:
    passages, rows = np.array([1.0, 1.0, 1.0]), np.arange(3, dtype=np.int64)
    scores = score_documents(passages, rows, stream((1, 2), (2,)), stream((), (2,)))
    assert scores[0] < scores[1] < scores[2]


def test_no_candidates_have_no_scores() -> None:
    empty = np.zeros(0)
    assert (
        score_documents(empty, np.zeros(0, dtype=np.int64), stream(n=0), stream(n=0)).tolist() == []
    )
