import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whoosh_columnar.execute.top import best, ranked

# Around the sizes at which another way is taken.
SIZES = (0, 1, 127, 128, 129, 4095, 4096, 4097, 5000, 65_537)


def oracle(scores: np.ndarray, k: int | None) -> list[int]:
    found = [place for place, score in enumerate(scores.tolist()) if score > 0]
    return sorted(found, key=lambda place: (-scores[place], place))[:k]


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("n_values", [1, 2, 5, 1_000_000])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 1.0])
def test_the_best_are_those_of_a_sort(n: int, n_values: int, share: float) -> None:
    rng = np.random.default_rng(n + n_values)
    scores = (rng.integers(1, n_values + 1, n) / 7).astype(np.float32)
    scores[rng.random(n) >= share] = 0
    expected = oracle(scores, None)
    for k in (1, 2, 10, 300, n + 1):
        assert best(scores, k).tolist() == expected[:k]
    assert ranked(scores).tolist() == expected


@given(st.lists(st.sampled_from([0.0, 0.5, 0.5, 1.0, 3e38]), max_size=300), st.integers(1, 20))
def test_the_best_of_few_are_those_of_a_sort(values: list[float], k: int) -> None:
    scores = np.array(values, dtype=np.float32)
    assert best(scores, k).tolist() == oracle(scores, k)


def test_a_single_best_at_either_end_is_found() -> None:
    for place in (0, 70_000, 99_999):
        scores = np.full(100_000, 0.25, dtype=np.float32)
        scores[place] = 1
        assert best(scores, 1).tolist() == [place]
        assert best(scores, 2).tolist() == [place, 1 if place == 0 else 0]
