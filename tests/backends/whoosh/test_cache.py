"""The cache is bounded by bytes and keeps what was used last."""

import numpy as np

from policysearch.backends.port import Numbers
from policysearch.backends.whoosh.cache import Cache


def made(counts: dict[str, int], key: str, n: int) -> tuple[Numbers, ...]:
    counts[key] = counts.get(key, 0) + 1
    return (np.arange(n, dtype=np.int32),)


def test_arrays_are_kept_up_to_a_number_of_bytes() -> None:
    cache = Cache(limit_bytes=10_000)
    counts: dict[str, int] = {}
    for key in ("a", "b", "a", "c", "a", "b"):
        [array] = cache.get(("unit", key), lambda key=key: made(counts, key, 1000))  # type: ignore[misc]
        assert len(array) == 1000
    assert counts == {"a": 1, "b": 2, "c": 1}


def test_an_array_larger_than_the_cache_is_still_given() -> None:
    cache = Cache(limit_bytes=100)
    [array] = cache.get(("unit", "a"), lambda: (np.arange(1000, dtype=np.int32),))
    assert len(array) == 1000
