"""Rows of different lengths in one array: the one shape of stored fields, byte columns, values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.segment_file import SegmentFile, SegmentFileWriter

Array = npt.NDArray[Any]
Bounds = npt.NDArray[np.int64]
Integers = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i is items[bounds[i]:bounds[i + 1]].

    items: any dtype, of one dimension.  bounds: int64[n + 1], ascending, the first 0.
    """

    items: Array
    bounds: Bounds

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def sizes(self) -> Bounds:
        """int64[n]: the length of each row."""
        return np.diff(self.bounds)

    def take(self, chosen: Integers) -> "Rows":
        """The rows of these numbers, in their order."""
        sizes = self.sizes[chosen]
        return Rows(self.items[places(self.bounds[:-1][chosen], sizes)], bounds_of(sizes))

    def byte_strings(self) -> Iterable[bytes]:
        """Each row as bytes."""
        content = self.items.tobytes()
        bounds = self.bounds.tolist()
        return (content[a:b] for a, b in pairwise(bounds))


def rows_of(strings: Sequence[bytes]) -> Rows:
    """A row of uint8 for each byte string."""
    sizes = np.fromiter(map(len, strings), dtype=np.int64, count=len(strings))
    return Rows(np.frombuffer(b"".join(strings), dtype=np.uint8), bounds_of(sizes))


def empty_rows(n: int, dtype: npt.DTypeLike = np.uint8) -> Rows:
    """Rows without any items."""
    return Rows(np.empty(0, dtype=dtype), np.zeros(n + 1, dtype=np.int64))


def concatenated(parts: Sequence[Rows]) -> Rows:
    """The rows of all parts, one after the other; at least one part."""
    if len(parts) == 1:
        return parts[0]
    return Rows(
        np.concatenate([part.items for part in parts]),
        bounds_of(np.concatenate([part.sizes for part in parts])),
    )


def bounds_of(sizes: Integers) -> Bounds:
    """int64[n + 1]: where rows of these sizes begin and end."""
    bounds = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def places(starts: Bounds, sizes: Bounds) -> Bounds:
    """int64[sum(sizes)]: the places starts[i], starts[i] + 1 … of each row, row after row."""
    ends = np.cumsum(sizes, dtype=np.int64)
    found = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    found += np.repeat(starts - (ends - sizes), sizes)
    return found


def write_rows_whole(writer: SegmentFileWriter, prefix: str, rows: Rows) -> None:
    """Write rows under names of one prefix."""
    writer.add(f"{prefix}.items", rows.items)
    writer.add(f"{prefix}.bounds", least(rows.bounds))


class RowsFile:
    """Reads rows of a file, one at a time or all."""

    def __init__(self, file: SegmentFile, prefix: str) -> None:
        self._file = file
        self._prefix = prefix

    def row(self, number: int) -> Array:
        """One row; only what it lies in is read."""
        low, high = self._file.part(f"{self._prefix}.bounds", number, number + 2).tolist()
        return self._file.part(f"{self._prefix}.items", low, high)

    def all(self) -> Rows:
        """All rows."""
        bounds = self._file.array(f"{self._prefix}.bounds").astype(np.int64)
        return Rows(self._file.array(f"{self._prefix}.items"), bounds)


def least(numbers: Integers) -> Array:
    """The same numbers, none below 0, in the smallest unsigned type that holds them."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
