"""Columns: one value of a field for each record, for sorting and facets.

kind         Whoosh's column types                 values
numbers      NumericColumn                         a number of the type's own width
bits         BitColumn                             bool
references   RefBytesColumn                        places in the ascending list of distinct values
bytes        VarBytes-, FixedBytes-, Compressed…   rows of bytes
objects      any other                             rows of pickles, empty where there is no value

Numbers are in the form that Whoosh sorts by: its readers translate them back.
"""

import struct
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.pickles import dumps, loads
from whoosh_columnar.rows import (
    Rows,
    concatenated,
    rows_of,
    write_rows_whole,
)
from whoosh_columnar.segment_file import SegmentFileWriter
from whoosh_columnar.whoosh_internals import columns as whoosh_columns

NUMBERS = "numbers"
BITS = "bits"
REFERENCES = "references"
BYTES = "bytes"
OBJECTS = "objects"

_KINDS = {
    whoosh_columns.NumericColumn: NUMBERS,
    whoosh_columns.BitColumn: BITS,
    whoosh_columns.RefBytesColumn: REFERENCES,
    whoosh_columns.VarBytesColumn: BYTES,
    whoosh_columns.FixedBytesColumn: BYTES,
    whoosh_columns.CompressedBytesColumn: BYTES,
    whoosh_columns.CompressedBlockColumn: BYTES,
}

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ColumnArrays:
    """A column over some records.

    values: of `numbers`, `bits` and `references` [n_records].
    rows: of `bytes` and `objects` a row for each record; of `references` the distinct values.
    """

    kind: str
    values: Array | None = None
    rows: Rows | None = None

    def __len__(self) -> int:
        return len(_rows(self) if self.values is None else self.values)

    def take(self, chosen: npt.NDArray[np.integer]) -> "ColumnArrays":
        """The column of some of its records."""
        if self.values is not None:
            return replace(self, values=self.values[chosen])
        assert self.rows is not None
        return replace(self, rows=self.rows.take(chosen))


def kind_of(column: Any) -> str:
    """How values of a column type of Whoosh are kept; a subclass may do anything with them."""
    return _KINDS.get(type(column), OBJECTS)


def dtype_of(column: Any) -> np.dtype[Any]:
    """The type of a NumericColumn's numbers."""
    code = column._typecode
    letter = "f" if code in "fd" else "i" if code.islower() else "u"
    return np.dtype(f"{letter}{struct.calcsize('!' + code)}")


def default_of(column: Any) -> Any:
    """What a record without a value has."""
    if column.stores_lists():
        return []
    # Whoosh's compressed columns name no default, and give an empty string.
    return getattr(column, "_default", None if kind_of(column) == OBJECTS else b"")


def column_of(column: Any, values: Sequence[Any] | Array, n_missing: int = 0) -> ColumnArrays:
    """Collect values in the form of a column type, None for none, and n_missing more at the end.

    Raises OverflowError or TypeError where a value does not fit the type.
    """
    kind = kind_of(column)
    if kind in (NUMBERS, BITS):
        dtype = dtype_of(column) if kind == NUMBERS else np.dtype(np.bool_)
        if isinstance(values, np.ndarray):
            found = values.astype(dtype, copy=False)
        else:
            found = _numbers(values, column._default, dtype)
        missing = _numbers([None] * n_missing, column._default, dtype)
        return ColumnArrays(kind, np.concatenate([found, missing]))
    filled = [*values, *[None] * n_missing]
    if kind == OBJECTS:
        return ColumnArrays(
            kind, rows=rows_of([b"" if each is None else dumps(each) for each in filled])
        )
    default = default_of(column)
    strings = [default if each is None else each for each in filled]
    if kind == BYTES:
        return ColumnArrays(kind, rows=rows_of(strings))
    distinct = sorted(set(strings))
    place_by_value = {value: place for place, value in enumerate(distinct)}
    return _references((place_by_value[each] for each in strings), len(strings), distinct)


def column_without_values(column: Any, n_records: int) -> ColumnArrays:
    """The column of records that have none."""
    return column_of(column, [], n_records)


def merged_columns(parts: Sequence[ColumnArrays], column: Any) -> ColumnArrays:
    """The column of the records of all parts, one after the other."""
    kind = kind_of(column)
    if any(part.kind != kind for part in parts):
        # The schema gave the field another type of column since.
        values = [value for part in parts for value in values_of(part, column)]
        return column_of(column, values)
    if kind in (NUMBERS, BITS):
        return ColumnArrays(kind, np.concatenate([_values(part) for part in parts]))
    if kind != REFERENCES:
        return ColumnArrays(kind, rows=concatenated([_rows(part) for part in parts]))
    lists = [list(_rows(part).byte_strings()) for part in parts]
    used = [np.unique(_values(part)).tolist() for part in parts]
    distinct = sorted(
        {each[place] for each, places in zip(lists, used, strict=True) for place in places}
    )
    place_by_value = {value: place for place, value in enumerate(distinct)}
    places = [
        np.array([place_by_value.get(value, 0) for value in each], dtype=np.int64)[_values(part)]
        for each, part in zip(lists, parts, strict=True)
        if len(_values(part))
    ]
    whole = np.concatenate(places) if places else np.empty(0, dtype=np.int64)
    return _references(whole, len(whole), distinct)


def values_of(part: ColumnArrays, column: Any, trusted: Collection[str] | None = None) -> list[Any]:
    """The values of a column in the form of the column type; Python's own numbers.

    trusted: as for pickles.loads.
    """
    if part.kind in (NUMBERS, BITS):
        values = _values(part)
        numbers: list[Any] = (values.astype(np.bool_) if part.kind == BITS else values).tolist()
        return numbers
    strings = list(_rows(part).byte_strings())
    if part.kind == REFERENCES:
        return [strings[place] for place in _values(part).tolist()]
    if part.kind == OBJECTS:
        default = default_of(column)
        return [loads(each, trusted, "a column") if each else default for each in strings]
    return strings


def write_column(writer: SegmentFileWriter, name: str, column: ColumnArrays) -> None:
    """Write a column; its kind goes to the header."""
    prefix = column_prefix(name)
    if column.values is not None:
        values = column.values
        writer.add(f"{prefix}.values", values.astype(np.uint8) if column.kind == BITS else values)
    if column.rows is not None:
        write_rows_whole(writer, f"{prefix}.rows", column.rows)


def column_prefix(name: str) -> str:
    """What the names of a column's arrays begin with."""
    return f"{name}/column"


def _numbers(values: Sequence[Any], default: Any, dtype: np.dtype[Any]) -> Array:
    if isinstance(default, float) and dtype.kind == "u":
        # A float is sorted as an unsigned number, and its default, not a number, has no such form.
        default = np.iinfo(dtype).max
    filled = [default if each is None else each for each in values]
    return np.array(filled, dtype=dtype)


def _references(places: Iterable[int], n: int, distinct: list[bytes]) -> ColumnArrays:
    dtype = np.min_scalar_type(max(len(distinct) - 1, 0))
    values = np.fromiter(places, dtype=dtype, count=n)
    return ColumnArrays(REFERENCES, values, rows_of(distinct))


def _values(part: ColumnArrays) -> Array:
    assert part.values is not None
    return part.values


def _rows(part: ColumnArrays) -> Rows:
    assert part.rows is not None
    return part.rows
