"""One segment within a view, and what was read from it, which stays while the segment does."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.execute.cache import BoundedCache
from whoosh_columnar.execute.columns import OrderedColumn
from whoosh_columnar.execute.hits import Records
from whoosh_columnar.segment_data import SegmentData

# Of the places of terms; a fourth of the segment's bytes where that is more.
LEAST_PLACES_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term stands in a segment, ascending.

    places: [n] of a gram int32, its place in the forward store; of a word int64, the record above
    its position (record << 32 | position).  docs: int32[n] the record, numbered in the segment.
    """

    places: npt.NDArray[np.signedinteger]
    docs: Records

    @property
    def n_bytes(self) -> int:
        return self.places.nbytes + self.docs.nbytes


class Memory:
    """What was read from a segment, whatever else the index has: a refreshed view takes it over."""

    def __init__(self, data: SegmentData) -> None:
        limit = max(LEAST_PLACES_BYTES, data.file.n_bytes // 4)
        # By field and number of a term.
        self.places: BoundedCache[tuple[str, int], Places] = BoundedCache(limit)
        # By name and how the column is to be read.
        self.columns: dict[str, OrderedColumn] = {}


class SegmentView:
    """One segment of a view.

    reader: Whoosh's reader of it.  base, end: which records of the view are its own.
    deleted: bool[n_records of the segment].
    """

    __slots__ = ("base", "data", "deleted", "end", "memory", "reader")

    def __init__(
        self,
        data: SegmentData,
        reader: Any,
        base: int,
        deleted: npt.NDArray[np.bool_],
        memory: Memory | None = None,
    ) -> None:
        self.data = data
        self.reader = reader
        self.base = base
        self.end = base + data.n_records
        self.deleted = deleted
        self.memory = memory or Memory(data)
