"""Postings as Whoosh's formats make them, one at a time, and the arrays they become.

Whoosh hands over (term, record, weight, value), the value as bytes. Where the bytes are exactly
what a format of plain numbers makes of them, the numbers are kept; else the bytes are.
"""

import pickle
import struct
from array import array
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import Terms
from whoosh_columnar.field_arrays import (
    EXISTENCE,
    FREQUENCY,
    POSITIONS,
    VALUED,
    FieldArrays,
    Weights,
    kept_weights,
)
from whoosh_columnar.field_types import Grams
from whoosh_columnar.gram_rows import gram_field, rows_of_pairs
from whoosh_columnar.postings import Numbers, Postings
from whoosh_columnar.rows import Rows, bounds_of, rows_of
from whoosh_columnar.whoosh_internals import formats

_COUNT = struct.Struct("!I")


class PostingBuffer:
    """The postings of one field, in any order."""

    def __init__(self, field: Any) -> None:
        """field: the field's type."""
        self._field = field
        self._numbers: dict[bytes, int] = {}
        self._terms = array("i")
        self._records = array("i")
        self._weights = array("f")
        self._values: list[bytes] = []

    def __len__(self) -> int:
        return len(self._terms)

    @property
    def n_records(self) -> int:
        """One more than the largest number of a record."""
        return max(self._records, default=-1) + 1

    def add(self, term: bytes, record: int, weight: float, value: bytes) -> None:
        """Keep a posting."""
        self._terms.append(self._numbers.setdefault(term, len(self._numbers)))
        self._records.append(record)
        self._weights.append(weight)
        self._values.append(value)

    def arrays(self, n_records: int) -> FieldArrays:
        """All postings, in order; n_records: how many records the segment has."""
        terms, ranks = _ranked(self._numbers)
        numbers = ranks[np.frombuffer(self._terms, dtype=np.int32)]
        records = np.frombuffer(self._records, dtype=np.int32)
        order = np.argsort(numbers.astype(np.int64) << 32 | records, kind="stable")
        numbers, records = numbers[order], records[order]
        weights = np.frombuffer(self._weights, dtype=np.float32)[order]
        values = [self._values[place] for place in order.tolist()]
        kind, tf, positions = _numbers_in(values, self._field.format)
        if isinstance(self._field, Grams) and kind == POSITIONS and positions is not None:
            return self._grams(terms, numbers, records, tf, positions, n_records)
        kept = _Collapsed(numbers, records)
        ptr = bounds_of(np.bincount(numbers[kept.firsts], minlength=len(terms)))
        rows = None
        if kind == VALUED:
            values = kept.combined(values, self._field.format)
            rows = rows_of(values)
            weights = kept.summed(weights)
            tf = _whole(weights)
        elif kind == EXISTENCE:
            # A number that shares a coarser term with another of the same record, say.
            tf, weights = tf[kept.firsts], weights[kept.firsts]
        else:
            tf, weights = kept.summed(tf), kept.summed(weights)
        postings = Postings(ptr, records[kept.firsts], tf, positions)
        return FieldArrays(
            kind, Terms.from_sorted(terms), postings, kept_weights(weights, tf), rows
        )

    def _grams(
        self, terms: list[bytes], numbers: Numbers, records: Numbers, tf: Numbers,
        positions: Numbers, n_records: int,
    ) -> FieldArrays:  # fmt: skip
        n = np.repeat(numbers, tf), np.repeat(records, tf)
        units, rows = rows_of_pairs(terms, *n, positions, n_records)
        return gram_field(units, rows)


class _Collapsed:
    """Postings of one term and one record become one.

    firsts: int64[n] the first of each.
    """

    def __init__(self, terms: Numbers, records: Numbers) -> None:
        is_first = np.ones(len(terms), dtype=np.bool_)
        is_first[1:] = (terms[1:] != terms[:-1]) | (records[1:] != records[:-1])
        self.firsts = np.flatnonzero(is_first)
        self._n = len(terms)

    def summed(self, amounts: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The sum of each."""
        if len(self.firsts) == self._n:
            return amounts
        return np.add.reduceat(amounts, self.firsts, dtype=amounts.dtype)

    def combined(self, values: list[bytes], format_: Any) -> list[bytes]:
        """The values of each as one, as their format combines them."""
        if len(self.firsts) == self._n:
            return values
        bounds = [*self.firsts.tolist(), self._n]
        return [
            values[a] if b == a + 1 else format_.combine(values[a:b]) for a, b in pairwise(bounds)
        ]


def _ranked(numbers: dict[bytes, int]) -> tuple[list[bytes], Numbers]:
    """The terms in order, and for each number the term's place among them."""
    terms = sorted(numbers)
    ranks = np.empty(len(terms), dtype=np.int32)
    ranks[[numbers[term] for term in terms]] = np.arange(len(terms), dtype=np.int32)
    return terms, ranks


def _whole(weights: Weights) -> Numbers:
    """The weights as frequencies where they are whole numbers, else 1."""
    is_whole = (weights >= 1) & (weights < 1 << 24) & (weights == np.floor(weights))
    return np.where(is_whole, weights, np.float32(1)).astype(np.int32)


def _numbers_in(values: list[bytes], format_: Any) -> tuple[str, Numbers, Numbers | None]:
    """(kind, frequencies, positions) that the values stand for."""
    ones = np.ones(len(values), dtype=np.int32)
    if type(format_) is formats.Existence and not any(values):
        return EXISTENCE, ones, None
    if type(format_) is formats.Frequency and all(len(value) == 4 for value in values):
        tf = np.frombuffer(b"".join(values), dtype=">u4")
        if len(tf) and tf.min() >= 1 and tf.max() < 1 << 31:
            return FREQUENCY, tf.astype(np.int32), None
    if type(format_) is formats.Positions:
        found = _positions_in(values)
        if found is not None:
            bounds = bounds_of(found.sizes)
            return POSITIONS, np.diff(bounds).astype(np.int32), found.items
    return VALUED, ones, None


def _positions_in(values: list[bytes]) -> Rows | None:
    """The positions that each value stands for; None if some value does not."""
    gaps: list[int] = []
    sizes = array("q")
    for value in values:
        # The count, then a pickle of the gaps of the second protocol, as Positions.encode makes.
        if len(value) < 8 or value[4:6] != b"\x80\x02":
            return None
        row = pickle.loads(value[4:])
        (count,) = _COUNT.unpack_from(value)
        if type(row) is not list or len(row) != count or count < 1 or row[0] < 0 or min(row) < 0:
            return None
        gaps += row
        sizes.append(count)
    bounds = bounds_of(np.frombuffer(sizes, dtype=np.int64))
    sums = np.cumsum(np.array(gaps, dtype=np.int64))
    sums -= np.repeat(sums[bounds[:-1]] - np.array(gaps, dtype=np.int64)[bounds[:-1]], sizes)
    if len(sums) and sums.max() >= 1 << 31:
        return None
    return Rows(sums.astype(np.int32), bounds)
