import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from whoosh_columnar.execute.hits import (
    Listed,
    add_to,
    count,
    intersected,
    is_among,
    listed,
)

N_RECORDS = 40
SCORES = st.sampled_from([0.25, 0.5, 1.0, 3.0])
FOUND = st.dictionaries(st.integers(0, N_RECORDS - 1), SCORES)


def as_list(found: dict[int, float]) -> Listed:
    docs = sorted(found)
    return Listed(
        np.array(docs, dtype=np.int32),
        np.array([found[doc] for doc in docs], dtype=np.float32),
    )


def as_dense(found: dict[int, float]) -> np.ndarray:
    scores = np.zeros(N_RECORDS, dtype=np.float32)
    for doc, score in found.items():
        scores[doc] = score
    return scores


def as_dict(hits: Listed) -> dict[int, float]:
    assert hits.docs.dtype == np.int32
    assert hits.scores.dtype == np.float32
    assert (np.diff(hits.docs) > 0).all()
    return dict(zip(hits.docs.tolist(), hits.scores.tolist(), strict=True))


@given(FOUND)
def test_a_list_and_an_array_of_scores_are_the_same_hits(found: dict[int, float]) -> None:
    assert as_dict(listed(as_dense(found))) == found
    hits = as_list(found)
    assert listed(hits) is hits
    assert count(as_dense(found)) == count(as_list(found)) == len(found)


@given(FOUND, FOUND)
def test_adding_a_list_or_an_array_gives_the_same_sums(
    first: dict[int, float], second: dict[int, float]
) -> None:
    expected = {doc: first.get(doc, 0) + second.get(doc, 0) for doc in first | second}
    for hits in (
        as_list(second),
        as_dense(second),
        as_spread(second),
    ):
        scores = as_dense(first)
        add_to(scores, hits)
        assert as_dict(listed(scores)) == expected


def as_spread(found: dict[int, float]) -> Listed:
    docs, scores, _ = as_list(found)
    return Listed(docs, scores, as_dense(found))


@given(st.lists(FOUND, min_size=1, max_size=5))
def test_an_intersection_is_that_of_sets_and_its_scores_are_sums(
    lists: list[dict[int, float]],
) -> None:
    common = set.intersection(*(set(each) for each in lists))
    expected = {doc: sum(each[doc] for each in lists) for doc in common}
    assert as_dict(intersected([as_list(each) for each in lists])) == expected
    assert as_dict(intersected([as_spread(each) for each in lists])) == expected


@given(FOUND)
def test_a_list_intersected_with_itself_counts_twice(found: dict[int, float]) -> None:
    hits = as_list(found)
    expected = {doc: 2 * score for doc, score in found.items()}
    assert as_dict(intersected([hits, hits])) == expected


@given(FOUND, st.sets(st.integers(0, N_RECORDS - 1)))
def test_membership_is_that_of_a_set(found: dict[int, float], wanted: set[int]) -> None:
    docs = np.array(sorted(wanted), dtype=np.int32)
    expected = [doc in found for doc in sorted(wanted)]
    assert is_among(as_list(found), docs).tolist() == expected
    assert is_among(as_spread(found), docs).tolist() == expected
    assert is_among(as_dense(found), docs).tolist() == expected
