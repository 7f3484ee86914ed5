"""What queries read and computed last: arrays by key, bounded by their bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = tuple[npt.NDArray[Any], ...]

# What 1,838 judged questions and keyword forms read of 126,000 passages is 201 MB; below that, the
# terms of frequent characters drive each other out and a question takes twice the time.
_LIMIT_BYTES = 256 << 20
# What an entry takes beside its arrays.
_ENTRY_BYTES = 400


class Cache:
    """Keeps arrays up to a number of bytes; for several threads. Nobody may change them."""

    def __init__(self, limit_bytes: int = _LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._n_bytes = 0
        self._entries: OrderedDict[Hashable, Arrays] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Arrays]) -> Arrays:
        """Give the arrays of a key; two threads may both make them, which does no harm."""
        found = self._entries.get(key)
        if found is not None:
            with self._lock:
                if key in self._entries:
                    self._entries.move_to_end(key)
            return found
        made = make()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = made
                self._n_bytes += _n_bytes(made)
            while self._n_bytes > self._limit_bytes:
                _, dropped = self._entries.popitem(last=False)
                self._n_bytes -= _n_bytes(dropped)
        return made

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._entries.clear()
            self._n_bytes = 0


def _n_bytes(arrays: Arrays) -> int:
    return sum(np.asarray(array).nbytes for array in arrays) + _ENTRY_BYTES
