"""Arrays of one score for each record, used again and again by a thread."""

import threading

import numpy as np

from whoosh_columnar.execute.hits import Dense

# A tree of queries holds one array per level; more are given back to the system.
_MAX_KEPT = 4


class Scratch:
    """Lends arrays to whoever asks; each thread has its own, so that none is shared."""

    def __init__(self, n_records: int) -> None:
        self._n_records = n_records
        self._local = threading.local()

    def take(self) -> Dense:
        """float32[n_records] of zeros."""
        kept: list[Dense] | None = getattr(self._local, "kept", None)
        if not kept:
            return np.zeros(self._n_records, dtype=np.float32)
        scores = kept.pop()
        scores.fill(0)
        return scores

    def give_back(self, scores: Dense) -> None:
        """End the use of an array; what was made of it must be copied by now."""
        kept: list[Dense] | None = getattr(self._local, "kept", None)
        if kept is None:
            kept = self._local.kept = []
        if len(kept) < _MAX_KEPT:
            kept.append(scores)
