"""One segment as arrays: what stands in its file, read when it is asked for.

The arrays by name are in FORMAT.md. Deletions are not in the file: see `deleted_mask`.
"""

import threading
from collections.abc import Collection
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.columns import BITS, REFERENCES, ColumnArrays, column_prefix
from whoosh_columnar.dictionary import PairTerms, Terms
from whoosh_columnar.errors import SegmentDamaged
from whoosh_columnar.field_arrays import GRAMS, FieldArrays, Weights, prefix_of
from whoosh_columnar.pickles import loads
from whoosh_columnar.postings import Bounds, Numbers, PostingsFile
from whoosh_columnar.rows import Rows, RowsFile
from whoosh_columnar.segment import ColumnarSegment, Mask
from whoosh_columnar.segment_file import SegmentFile
from whoosh_columnar.whoosh_internals import FileStorage, RamStorage


class SegmentData:
    """An open segment; read-only, for several threads.

    Readers share it: each that takes it says `acquire` (who opened it has), each that is done
    `close`, and with the last the mapping is given up. Arrays that are still held keep it alive.
    """

    def __init__(
        self, file: SegmentFile, segment_id: str, trusted: Collection[str] | None = None
    ) -> None:
        """trusted: for stored values, as in pickles.loads."""
        self.file = file
        self.segment_id = segment_id
        self.trusted = trusted
        self.header = file.header
        self.n_records: int = file.header["n_records"]
        self.field_names: tuple[str, ...] = tuple(file.header["fields"])
        self.column_names: tuple[str, ...] = tuple(file.header["columns"])
        self._fields: dict[str, FieldData] = {}
        self._columns: dict[str, ColumnData] = {}
        self._lengths: dict[str, Numbers] = {}
        self._n_users = 1
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls, storage: Any, segment: ColumnarSegment, trusted: Collection[str] | None = None
    ) -> "SegmentData":
        """Map a segment's file; raises SegmentDamaged, FormatOutdated or FileNotFoundError."""
        data = cls(_segment_file(storage, segment.file_name), segment.segment_id(), trusted)
        if data.n_records != segment.doc_count_all():
            data.close()
            raise SegmentDamaged(file=segment.file_name, reason="it is not the one that was listed")
        return data

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"{self.segment_id}.col"

    def acquire(self) -> bool:
        """Take part in keeping it open; False if it is closed already."""
        with self._lock:
            self._n_users += self._n_users > 0
            return self._n_users > 0

    def close(self) -> None:
        """Be done with it; the last one's closes the file."""
        with self._lock:
            self._n_users -= 1
            is_last = self._n_users == 0
        if is_last:
            self._fields, self._columns, self._lengths = {}, {}, {}
            self.file.close()

    def verify(self) -> None:
        """Read every byte; raises SegmentDamaged."""
        self.file.verify()

    def field(self, name: str) -> "FieldData | None":
        """A field with postings, the same object at every call; None if there are none."""
        found = self._fields.get(name)
        if found is None and name in self.header["fields"]:
            found = self._fields.setdefault(name, FieldData(self, name))
        return found

    def lengths(self, name: str) -> Numbers:
        """int32[n_records]: how many tokens of a field each record has; 0 where it keeps none."""
        found = self._lengths.get(name)
        if found is None:
            array = f"{name}/length"
            found = (
                self.file.array(array).astype(np.int32)
                if array in self.file
                else np.zeros(self.n_records, dtype=np.int32)
            )
            found = self._lengths.setdefault(name, found)
        return found

    def total_length(self, name: str) -> int:
        """The sum of `lengths`, of deleted records too."""
        total: int = self.header["lengths"].get(name, 0)
        return total

    def column(self, name: str) -> "ColumnData | None":
        """A column, the same object at every call; None if no record has a value."""
        found = self._columns.get(name)
        if found is None and name in self.header["columns"]:
            found = self._columns.setdefault(name, ColumnData(self, name))
        return found

    def stored(self, number: int) -> dict[str, Any]:
        """What was stored with a record."""
        row = self._stored.row(number)
        if not len(row):
            return {}
        stored: dict[str, Any] = loads(row.tobytes(), self.trusted, self.name)
        return stored

    def stored_rows(self) -> Rows:
        """A pickle for each record, empty where nothing was stored."""
        return self._stored.all()

    def vector_rows(self, name: str) -> Rows | None:
        """A pickle of (term, weight, value) for each record, empty where it has no vector."""
        return self.vector_file(name).all() if name in self.header["vectors"] else None

    def vector_file(self, name: str) -> RowsFile:
        """The same one record at a time, for a field that has vectors."""
        return RowsFile(self.file, f"{name}/vector")

    @cached_property
    def _stored(self) -> RowsFile:
        return RowsFile(self.file, "stored")


class FieldData:
    """A field of an open segment.

    terms: its dictionary; a term has the same number there and in `postings`.
    kind: see field_arrays.
    """

    def __init__(self, segment: SegmentData, name: str) -> None:
        self.name = name
        self.kind: str = segment.header["fields"][name]
        self._segment = segment
        self._file = segment.file
        self._prefix = prefix_of(name)
        read = PairTerms.read if self.kind == GRAMS else Terms.read
        self.terms: Terms | PairTerms = read(self._file, self._prefix)
        self.postings = PostingsFile(self._file, self._prefix)

    @property
    def lengths(self) -> Numbers:
        """int32[n_records], exact; zeros if the field keeps none."""
        return self._segment.lengths(self.name)

    @property
    def total_length(self) -> int:
        """The sum of `lengths`, of deleted records too."""
        return self._segment.total_length(self.name)

    @cached_property
    def ptr(self) -> Bounds:
        """int64[n_terms + 1]: which postings of all a term has, as in Postings."""
        counts = self._file.array(f"{self._prefix}.df")
        ptr = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts, out=ptr[1:])
        return ptr

    @property
    def weights(self) -> Weights | None:
        """float32[n_postings] of all terms, or None where each is the posting's tf."""
        name = f"{self._prefix}.weights"
        return self._file.array(name) if name in self._file else None

    def term_weights(self, term: int) -> Weights:
        """float32[df]: the weights of a term's postings."""
        name = f"{self._prefix}.weights"
        if name not in self._file:
            return self.postings.tf(term).astype(np.float32)
        return self._file.part(name, int(self.ptr[term]), int(self.ptr[term + 1]))

    def term_values(self, term: int) -> list[bytes]:
        """Of `valued`: the bytes of each of a term's postings."""
        low, high = int(self.ptr[term]), int(self.ptr[term + 1])
        bounds = self._file.part(f"{self._prefix}.values.bounds", low, high + 1).tolist()
        items = self._file.part(f"{self._prefix}.values.items", bounds[0], bounds[-1]).tobytes()
        base = bounds[0]
        return [items[a - base : b - base] for a, b in pairwise(bounds)]

    @property
    def units(self) -> Terms | None:
        """Of `grams`: unit k of `forward` is the term k - 1."""
        return self.terms.units if isinstance(self.terms, PairTerms) else None

    @cached_property
    def forward(self) -> npt.NDArray[np.unsignedinteger] | None:
        """Of `grams`: uint16[n] or uint32[n], the units of all records in order, 0 the end mark."""
        return self._file.array(f"{self._prefix}.forward") if self.kind == GRAMS else None

    @cached_property
    def starts(self) -> Bounds | None:
        """Of `grams`: int64[n_records + 1], where each record begins in `forward`."""
        if self.kind != GRAMS:
            return None
        return self._file.array(f"{self._prefix}.starts").astype(np.int64)

    def arrays(self) -> FieldArrays:
        """The whole field, to merge it."""
        values = f"{self._prefix}.values"
        forward = self.forward
        starts = self.starts
        return FieldArrays(
            self.kind,
            self.terms,
            self.postings.all(),
            self.weights,
            RowsFile(self._file, values).all() if f"{values}.items" in self._file else None,
            None if forward is None or starts is None else Rows(forward, starts),
        )


class ColumnData:
    """A column of an open segment; kinds and the form of its values: see columns."""

    def __init__(self, segment: SegmentData, name: str) -> None:
        self.name = name
        self.kind: str = segment.header["columns"][name]
        self._file = segment.file
        self._rows = f"{column_prefix(name)}.rows"

    @property
    def values(self) -> npt.NDArray[Any] | None:
        """Of `numbers`, `bits` and `references`: [n_records]."""
        name = f"{column_prefix(self.name)}.values"
        if name not in self._file:
            return None
        values = self._file.array(name)
        return values.view(np.bool_) if self.kind == BITS else values

    @cached_property
    def uniques(self) -> list[bytes] | None:
        """Of `references`: the distinct values, ascending."""
        if self.kind != REFERENCES:
            return None
        return list(RowsFile(self._file, self._rows).all().byte_strings())

    def row(self, number: int) -> bytes:
        """Of `bytes` and `objects`: the bytes of a record."""
        return RowsFile(self._file, self._rows).row(number).tobytes()

    def arrays(self) -> ColumnArrays:
        """The whole column."""
        has_rows = f"{self._rows}.items" in self._file
        rows = RowsFile(self._file, self._rows).all() if has_rows else None
        return ColumnArrays(self.kind, self.values, rows)


def segment_data(reader: Any) -> SegmentData | None:
    """The arrays of a SegmentReader of Whoosh; None if its segment is of another codec."""
    codec = reader.codec() if hasattr(reader, "codec") else None
    return getattr(codec, "data", None)


def deleted_mask(reader: Any) -> Mask:
    """bool[n_records]: which records a SegmentReader of ours leaves out; not to be changed."""
    segment: ColumnarSegment = reader.segment()
    return segment.deleted


def _segment_file(storage: Any, name: str) -> SegmentFile:
    if isinstance(storage, FileStorage):
        return SegmentFile.open(Path(storage.folder) / name)
    if isinstance(storage, RamStorage):
        if name not in storage.files:
            raise FileNotFoundError(name)
        return SegmentFile(storage.files[name], name)
    with storage.open_file(name) as file:
        return SegmentFile(file.read(), name)
