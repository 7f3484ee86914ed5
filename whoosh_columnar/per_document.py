"""What Whoosh asks of single records: stored values, lengths, columns, vectors, deletions."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from whoosh_columnar.column_readers import ListColumnReader
from whoosh_columnar.columns import values_of
from whoosh_columnar.lengths import rounded
from whoosh_columnar.pickles import loads
from whoosh_columnar.segment import ColumnarSegment
from whoosh_columnar.segment_data import SegmentData
from whoosh_columnar.whoosh_internals import ListMatcher, PerDocumentReader


class ColumnarRecords(PerDocumentReader):  # type: ignore[misc]
    """Reads the records of a segment."""

    def __init__(self, data: SegmentData, segment: ColumnarSegment) -> None:
        """data: acquired for this; `close` gives it back."""
        self._data = data
        self._segment = segment
        self._lengths: dict[str, list[int]] = {}
        self._columns: dict[str, list[Any]] = {}

    def close(self) -> None:
        self._data.close()

    def doc_count(self) -> int:
        return self._data.n_records - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return self._data.n_records

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def all_doc_ids(self) -> Iterator[int]:
        """The numbers of the records that are not deleted."""
        if not self.has_deletions():
            return iter(range(self._data.n_records))
        return iter(np.flatnonzero(~self._segment.deleted).tolist())

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._data.header["columns"]

    def list_columns(self) -> tuple[str, ...]:
        """The fields that have a column."""
        return self._data.column_names

    def column_reader(self, fieldname: str, column: Any) -> ListColumnReader:
        """A field's column, which must be there."""
        if fieldname not in self._columns:
            found = self._data.column(fieldname)
            if found is None:
                raise ValueError(f"No column {fieldname!r}")
            self._columns[fieldname] = values_of(found.arrays(), column, self._data.trusted)
        return ListColumnReader(column, self._columns[fieldname])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """A record's length as Whoosh rounds it."""
        if fieldname not in self._data.header["lengths"]:
            return default
        lengths = self._lengths.get(fieldname)
        if lengths is None:
            lengths = rounded(self._data.lengths(fieldname)).tolist()
            self._lengths[fieldname] = lengths
        return lengths[docnum]

    def field_length(self, fieldname: str) -> int:
        """The exact sum of the lengths, of deleted records too."""
        return self._data.total_length(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._data.lengths(fieldname)
        return int(rounded(lengths).min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._data.lengths(fieldname)
        return int(rounded(lengths).max()) if len(lengths) else 0

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return bool(self._vector(docnum, fieldname))

    def vector(self, docnum: int, fieldname: str, format_: Any) -> Any:
        """A matcher over the terms of a record."""
        items = loads(self._vector(docnum, fieldname), (), self._data.name)
        terms, weights, values = zip(*items, strict=True)
        return VectorMatcher(terms, weights, values, format_)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return self._data.stored(docnum)

    def _vector(self, docnum: int, fieldname: str) -> bytes:
        if fieldname not in self._data.header["vectors"]:
            return b""
        return self._data.vector_file(fieldname).row(docnum).tobytes()


class VectorMatcher(ListMatcher):  # type: ignore[misc]
    """A record's terms, one after the other."""

    def items_as(self, astype: str) -> Iterator[tuple[str, Any]]:
        """(term, the meaning of its value)."""
        decode = self._format.decoder(astype)
        return ((term, decode(value)) for term, value in self.all_items())
