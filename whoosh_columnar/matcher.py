"""The postings of one term, walked one by one as Whoosh's queries do."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.postings import Numbers
from whoosh_columnar.whoosh_internals import LeafMatcher, NullMatcher, ReadTooFar

# As many postings as Whoosh's own codec puts in a block; a block whose best cannot do is skipped.
_BLOCK = 128


class TermPostings:
    """What a matcher walks: one term's postings, decoded when they are asked for."""

    def __init__(
        self, docs: Numbers, weights: Callable[[], npt.NDArray[np.float32]],
        lengths: Callable[[], Numbers], values: Callable[[], Any],
    ) -> None:  # fmt: skip
        """lengths: of each posting's record, as Whoosh rounds them.  values: see Values."""
        self._docs = docs
        self._weights = weights
        self._lengths = lengths
        self._values = values

    @cached_property
    def ids(self) -> list[int]:
        """The numbers of the records, ascending: Python compares its own integers fastest."""
        ids: list[int] = self._docs.tolist()
        return ids

    @cached_property
    def weights(self) -> list[float]:
        weights: list[float] = self._weights().tolist()
        return weights

    @cached_property
    def values(self) -> Any:
        return self._values()

    @cached_property
    def block_weights(self) -> list[float]:
        """The largest weight of each block."""
        weights = self._weights()
        largest: list[float] = np.maximum.reduceat(weights, self._blocks).tolist()
        return largest

    @cached_property
    def block_lengths(self) -> tuple[list[int], list[int]]:
        """The least and the largest length of each block."""
        lengths = self._lengths()
        blocks = self._blocks
        return (
            np.minimum.reduceat(lengths, blocks).tolist(),
            np.maximum.reduceat(lengths, blocks).tolist(),
        )

    @cached_property
    def _blocks(self) -> npt.NDArray[np.int64]:
        return np.arange(0, len(self._docs), _BLOCK, dtype=np.int64)


class ColumnarMatcher(LeafMatcher):  # type: ignore[misc]
    """Walks a term's postings; at least one."""

    def __init__(
        self, postings: TermPostings, format_: Any, scorer: Any, term: Any, place: int = 0
    ) -> None:
        self._postings = postings
        self._ids = postings.ids
        self._n = len(self._ids)
        self._i = place
        self.format = format_
        self.scorer = scorer
        self._term = term

    def is_active(self) -> bool:
        return self._i < self._n

    def reset(self) -> None:
        self._i = 0

    def copy(self) -> "ColumnarMatcher":
        return ColumnarMatcher(self._postings, self.format, self.scorer, self._term, self._i)

    def replace(self, minquality: float = 0) -> Any:
        """A matcher that gives as much: none at the end, or where nothing can be good enough."""
        if not self.is_active():
            return NullMatcher()
        if minquality and self.supports_block_quality() and self.max_quality() < minquality:
            return NullMatcher()
        return self

    def id(self) -> int:
        return self._ids[self._i]

    def all_ids(self) -> Iterator[int]:
        """The numbers of the records from here on."""
        ids = iter(self._ids[self._i :])
        self._i = self._n
        return ids

    def weight(self) -> float:
        return self._postings.weights[self._i]

    def value(self) -> bytes:
        value: bytes = self._postings.values.encoded(self._i, self.format)
        return value

    def value_as(self, astype: str) -> Any:
        """The posting's value as frequency, positions …"""
        return self._postings.values.decoded(self._i, astype, self.format)

    def next(self) -> bool:
        """Step on; says whether that left a block."""
        if self._i >= self._n:
            raise ReadTooFar
        self._i += 1
        return self._i % _BLOCK == 0 or self._i == self._n

    def skip_to(self, id: int) -> None:
        if self._i >= self._n:
            raise ReadTooFar
        if id > self._ids[self._i]:
            self._i = bisect_left(self._ids, id, self._i + 1)

    def skip_to_quality(self, minquality: float) -> int:
        """Leave the blocks that are no better; gives how many."""
        skipped = 0
        while self._i < self._n and self.block_quality() <= minquality:
            self._i = min((self._i // _BLOCK + 1) * _BLOCK, self._n)
            skipped += 1
        return skipped

    def block_min_length(self) -> int:
        return self._postings.block_lengths[0][self._i // _BLOCK]

    def block_max_length(self) -> int:
        return self._postings.block_lengths[1][self._i // _BLOCK]

    def block_max_weight(self) -> float:
        return self._postings.block_weights[self._i // _BLOCK]

    def block_min_id(self) -> int:
        return self._ids[self._i // _BLOCK * _BLOCK]

    def block_max_id(self) -> int:
        return self._ids[min((self._i // _BLOCK + 1) * _BLOCK, self._n) - 1]
