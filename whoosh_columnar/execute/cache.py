"""A cache bounded in bytes that several threads read without waiting."""

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """Keeps what was used lately, up to a number of bytes.

    Two dictionaries: what is put or found goes to the young one; when that has half of the bytes,
    it becomes the old one and the old one goes. A hit in the young one is one look-up, without
    a lock and without noting an order of use.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes // 2
        self._young: dict[K, tuple[V, int]] = {}
        self._old: dict[K, tuple[V, int]] = {}
        self._n_bytes = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What was put under a key, or None if it is gone."""
        found = self._young.get(key)
        if found is not None:
            return found[0]
        found = self._old.get(key)
        if found is None:
            return None
        return self.put(key, *found)

    def put(self, key: K, value: V, n_bytes: int) -> V:
        """Keep a value and give it back: or the one that another thread put in the meantime."""
        with self._lock:
            kept = self._young.get(key)
            if kept is not None:
                return kept[0]
            if self._n_bytes + n_bytes > self._limit_bytes:
                self._old, self._young, self._n_bytes = self._young, {}, 0
            if n_bytes <= self._limit_bytes:
                self._young[key] = (value, n_bytes)
                self._n_bytes += n_bytes
            return value

    @property
    def n_bytes(self) -> int:
        """How much is kept."""
        with self._lock:
            return sum(size for kept in (self._young, self._old) for _, size in kept.values())
