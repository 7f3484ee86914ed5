"""The per-document half of Whoosh's contract: stored values, lengths, columns, vectors."""

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np

from whoosh_columnar.columns import column_of
from whoosh_columnar.parts import MemoryPart
from whoosh_columnar.pickles import dumps
from whoosh_columnar.rows import Rows, rows_of
from whoosh_columnar.segment import ColumnarSegment
from whoosh_columnar.whoosh_internals import PerDocumentWriter


class RecordBuffer(PerDocumentWriter):  # type: ignore[misc]
    """Collects records one after the other; writes nothing."""

    def __init__(self, segment: ColumnarSegment | None = None, first: int = 0) -> None:
        """segment: told at `close` what was collected.  first: the number of the first record."""
        self._segment = segment
        self._first = first
        self.is_closed = False
        self.n_records = 0
        self._number = -1
        self._in_record: dict[str, Any] | None = None
        self._stored: list[bytes] = []
        self._stored_names: set[str] = set()
        self._lengths: dict[str, tuple[array[int], array[int]]] = {}
        self._columns: dict[str, tuple[Any, list[Any]]] = {}
        self._vectors: dict[str, dict[int, bytes]] = {}

    def start_doc(self, docnum: int) -> None:
        """Begin the next record."""
        if self._in_record is not None:
            raise ValueError(f"record {self._number} is not finished")
        if docnum != self._first + self.n_records:
            raise ValueError(f"record {docnum} came, {self._first + self.n_records} was expected")
        self._number = self.n_records
        self.n_records += 1
        self._in_record = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        """Keep a stored value (None for none) and a field's length."""
        assert self._in_record is not None
        if value is not None:
            self._in_record[fieldname] = value
        if length:
            numbers, lengths = self._lengths.setdefault(fieldname, (array("q"), array("q")))
            numbers.append(self._number)
            lengths.append(length)

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Keep a value in the form of its column."""
        _, values = self._columns.setdefault(fieldname, (columnobj, []))
        if len(values) <= self._number:
            values += [None] * (self._number - len(values))
            values.append(value)
        else:
            values[self._number] = value

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[Any]) -> None:
        """Keep (term, weight, value) of a record's terms, in order."""
        rows = [(term, float(weight), value or b"") for term, weight, value in items]
        if rows:
            self._vectors.setdefault(fieldname, {})[self._number] = dumps(rows)

    def finish_doc(self) -> None:
        """End the record."""
        stored = self._in_record
        self._stored.append(dumps(stored) if stored else b"")
        self._stored_names.update(stored or ())
        self._in_record = None

    def part(self) -> MemoryPart:
        """Everything that was collected."""
        n = self.n_records
        return MemoryPart(
            n,
            rows_of(self._stored),
            frozenset(self._stored_names),
            {
                name: _dense(numbers, lengths, n)
                for name, (numbers, lengths) in self._lengths.items()
            },
            {
                name: column_of(column, values, n - len(values))
                for name, (column, values) in self._columns.items()
            },
            {name: column for name, (column, _) in self._columns.items()},
            {name: _sparse_rows(rows, n) for name, rows in self._vectors.items()},
        )

    def close(self) -> None:
        """Leave what was collected to the segment's field writer."""
        if self._in_record is not None:
            self.finish_doc()
        self.is_closed = True
        if self._segment is not None and self.n_records:
            self._segment.unfinished = self.part()


def _dense(numbers: "array[int]", lengths: "array[int]", n: int) -> Any:
    dense = np.zeros(n, dtype=np.int32)
    dense[np.frombuffer(numbers, dtype=np.int64)] = np.frombuffer(lengths, dtype=np.int64)
    return dense


def _sparse_rows(rows: dict[int, bytes], n: int) -> Rows:
    return rows_of([rows.get(number, b"") for number in range(n)])
