"""What a segment is written from: runs of records, in memory or of older segments.

The records of a segment are those of its parts that are kept, one part after the other. Each part
gives its arrays when they are asked for, so that a merge holds one field at a time.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from whoosh_columnar.columns import ColumnArrays
from whoosh_columnar.field_arrays import FieldArrays
from whoosh_columnar.pickles import dumps, loads
from whoosh_columnar.postings import Numbers
from whoosh_columnar.rows import Rows, empty_rows, rows_of
from whoosh_columnar.segment import Mask
from whoosh_columnar.segment_data import SegmentData


class Part(Protocol):
    """A run of records, numbered from 0. A name that is not there gives None.

    is_deleted: bool[n_records] of those that are left out, or None for no one.
    stored_names: the fields of which something is stored.
    trusted: what the pickles may name, as for pickles.loads.
    """

    @property
    def n_records(self) -> int: ...
    @property
    def is_deleted(self) -> Mask | None: ...
    @property
    def field_names(self) -> frozenset[str]: ...
    @property
    def length_names(self) -> frozenset[str]: ...
    @property
    def column_names(self) -> frozenset[str]: ...
    @property
    def vector_names(self) -> frozenset[str]: ...
    @property
    def stored_names(self) -> frozenset[str]: ...
    @property
    def trusted(self) -> Collection[str] | None: ...

    def field(self, name: str) -> FieldArrays | None:
        """A field's postings."""

    def lengths(self, name: str) -> Numbers | None:
        """int32[n_records]: a field's lengths."""

    def column(self, name: str) -> ColumnArrays | None:
        """A column."""

    def vectors(self, name: str) -> Rows | None:
        """A pickle of (term, weight, value) for each record, empty where it has no vector."""

    def stored(self) -> Rows:
        """A pickle of a dictionary for each record, empty where nothing is stored."""

    def close(self) -> None:
        """Give up what it holds open."""


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """Records that were just added.

    column_types: Whoosh's, of `columns`.
    make_field: by field, what makes its postings, None if it has none; called once.
    """

    n_records: int
    stored_rows: Rows
    stored_names: frozenset[str] = frozenset()
    lengths_by_name: Mapping[str, Numbers] = field(default_factory=dict)
    columns: Mapping[str, ColumnArrays] = field(default_factory=dict)
    column_types: Mapping[str, Any] = field(default_factory=dict)
    vector_rows: Mapping[str, Rows] = field(default_factory=dict)
    make_field: Mapping[str, Callable[[], FieldArrays | None]] = field(default_factory=dict)
    is_deleted: Mask | None = None
    trusted: None = None

    @property
    def field_names(self) -> frozenset[str]:
        return frozenset(self.make_field)

    @property
    def length_names(self) -> frozenset[str]:
        return frozenset(self.lengths_by_name)

    @property
    def column_names(self) -> frozenset[str]:
        return frozenset(self.columns)

    @property
    def vector_names(self) -> frozenset[str]:
        return frozenset(self.vector_rows)

    def field(self, name: str) -> FieldArrays | None:
        return self.make_field[name]() if name in self.make_field else None

    def lengths(self, name: str) -> Numbers | None:
        return self.lengths_by_name.get(name)

    def column(self, name: str) -> ColumnArrays | None:
        return self.columns.get(name)

    def vectors(self, name: str) -> Rows | None:
        return self.vector_rows.get(name)

    def stored(self) -> Rows:
        return self.stored_rows

    def close(self) -> None:
        """Nothing is held open."""


def no_records(n: int = 0) -> MemoryPart:
    """Records with nothing in them."""
    return MemoryPart(n, empty_rows(n))


class SegmentPart:
    """The records of a segment on disk, but for those deleted when this was made."""

    def __init__(self, data: SegmentData, is_deleted: Mask | None) -> None:
        """data: acquired for this; `close` gives it back."""
        self._data = data
        self.is_deleted = is_deleted
        self.n_records = data.n_records
        self.n_bytes = data.file.n_bytes
        self.trusted = data.trusted
        header = data.header
        self.field_names = frozenset(header["fields"])
        self.length_names = frozenset(header["lengths"])
        self.column_names = frozenset(header["columns"])
        self.vector_names = frozenset(header["vectors"])
        self.stored_names = frozenset(header["stored"])

    def field(self, name: str) -> FieldArrays | None:
        field = self._data.field(name)
        return None if field is None else field.arrays()

    def lengths(self, name: str) -> Numbers | None:
        return self._data.lengths(name) if name in self.length_names else None

    def column(self, name: str) -> ColumnArrays | None:
        column = self._data.column(name)
        return None if column is None else column.arrays()

    def vectors(self, name: str) -> Rows | None:
        return self._data.vector_rows(name)

    def stored(self) -> Rows:
        return self._data.stored_rows()

    def close(self) -> None:
        self._data.close()


def made_once(
    buffers: dict[str, Any], name: str, *arguments: int
) -> Callable[[], FieldArrays | None]:
    """What makes a field's arrays from its buffer, and forgets the buffer."""
    return lambda: buffers.pop(name).arrays(*arguments)


def stored_of(part: Part, names: frozenset[str] | None) -> Rows:
    """What a part stores, without the fields that are not among these names (None: all are)."""
    rows = part.stored()
    if names is None or part.stored_names <= names:
        return rows
    kept: list[bytes] = []
    for content in rows.byte_strings():
        stored: dict[str, Any] = loads(content, part.trusted, "a segment") if content else {}
        left = {name: value for name, value in stored.items() if name in names}
        kept.append(dumps(left) if left else b"")
    return rows_of(kept)


def kept_numbers(part: Part) -> npt.NDArray[np.int64] | None:
    """The numbers of the records that are not left out, ascending; None for all."""
    return None if part.is_deleted is None else np.flatnonzero(~part.is_deleted)
