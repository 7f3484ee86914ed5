"""Columns of every type of Whoosh come back, merge, and stand in for what is missing."""

from typing import Any

import numpy as np
import pytest
from whoosh import columns
from whoosh.filedb.filestore import RamStorage

from whoosh_columnar.column_readers import ListColumnReader
from whoosh_columnar.columns import (
    ColumnArrays,
    column_of,
    column_without_values,
    merged_columns,
    values_of,
)

CASES: list[tuple[Any, list[Any]]] = [
    (columns.NumericColumn("B", default=7), [0, 255, 3]),
    (columns.NumericColumn("i"), [-(2**31), 2**31 - 1, 0]),
    (columns.NumericColumn("Q", default=2**64 - 1), [0, 2**64 - 1, 5]),
    (columns.NumericColumn("d"), [1.5, -2.25, 0.0]),
    (columns.NumericColumn("f"), [1.5, -2.25, 0.0]),
    (columns.BitColumn(), [True, False, True]),
    (columns.VarBytesColumn(), [b"a", b"", b"\x00long" * 99]),
    (columns.FixedBytesColumn(2, default=b"zz"), [b"aa", b"ab", b"ba"]),
    (columns.RefBytesColumn(default=b"-"), [b"y", b"x", b"y"]),
    (columns.CompressedBytesColumn(), [b"a" * 100, b"b", b"c"]),
    (columns.CompressedBlockColumn(), [b"a" * 100, b"b", b"c"]),
    (columns.StructColumn("ifH", (0, 0.0, 0)), [(1, 2.5, 3), (4, 5.5, 6), (0, 0.5, 1)]),
    (columns.PickleColumn(columns.VarBytesColumn()), [{"a": [1]}, "b", 5]),
    (columns.VarBytesListColumn(), [[b"a", b"bc"], [b""], [b"d"]]),
    (columns.FixedBytesListColumn(2), [[b"ab", b"cd"], [b"ef"], [b"gh"]]),
]
each_type = pytest.mark.parametrize(
    ("column", "values"), CASES, ids=lambda case: type(case).__name__
)


def stock(column: Any, values: list[Any]) -> list[Any]:
    """What Whoosh's own writer and reader make of these, None for none."""
    storage = RamStorage()
    with storage.create_file("a") as file:
        writer = column.writer(file)
        for number, value in enumerate(values):
            if value is not None:
                writer.add(number, value)
        writer.finish(len(values))
    file = storage.open_file("a")
    reader = column.reader(file, 0, storage.file_length("a"), len(values))
    return [reader[number] for number in range(len(values))]


@each_type
def test_values_come_back_as_from_whooshs_own_columns(column: Any, values: list[Any]):
    given = [values[0], None, *values[1:], None]
    ours = values_of(column_of(column, given), column)
    if isinstance(column, columns.CompressedBlockColumn):
        # Its reader counts from the wrong place in a file of several blocks.
        assert ours == [values[0], b"", *values[1:], b""]
    else:
        assert ours == stock(column, given)


@each_type
def test_parts_merge_and_records_are_left_out(column: Any, values: list[Any]):
    parts = [
        column_of(column, values).take(np.array([0, 2])),
        column_without_values(column, 1),
        column_of(column, [None, values[1]], 1),
    ]
    whole = column_of(column, [values[0], values[2], None, None, values[1], None])
    merged = merged_columns(parts, column)
    assert values_of(merged, column) == values_of(whole, column)
    for ours, expected in ((merged.values, whole.values), (merged.rows, whole.rows)):
        assert (ours is None) == (expected is None)
    if merged.values is not None:
        assert merged.values.dtype == whole.values.dtype
        assert np.array_equal(merged.values, whole.values)
    if merged.rows is not None:
        assert np.array_equal(merged.rows.items, whole.rows.items)


@each_type
def test_a_column_of_no_records(column: Any, values: list[Any]):
    empty = column_of(column, [])
    assert values_of(empty, column) == []
    assert len(merged_columns([empty, column_of(column, values)], column)) == 3


def test_references_are_in_the_order_of_their_values():
    arrays = column_of(columns.RefBytesColumn(), [b"c", b"a", None, b"b"])
    assert arrays.values is not None and arrays.values.tolist() == [3, 1, 0, 2]
    many = column_of(columns.RefBytesColumn(), [b"%05d" % n for n in range(300)])
    assert many.values is not None and many.values.dtype == np.uint16


def test_a_number_that_does_not_fit_is_an_error():
    with pytest.raises(OverflowError):
        column_of(columns.NumericColumn("B"), [256])


def test_a_column_whose_type_changed_is_read_by_its_values():
    old = column_of(columns.VarBytesColumn(), [b"b", b"a"])
    merged = merged_columns([old], columns.RefBytesColumn())
    assert merged.kind == "references"
    assert values_of(merged, columns.RefBytesColumn()) == [b"b", b"a"]


def test_sort_keys_are_whooshs():
    reader = ListColumnReader(columns.NumericColumn("i"), [3, -4])
    assert [reader.sort_key(0), reader.sort_key(1)] == [3, -4]
    reader.set_reverse()
    assert [reader.sort_key(0), reader.sort_key(1)] == [-3, 4]
    bits = ListColumnReader(columns.BitColumn(), [True, False])
    bits.set_reverse()
    assert [bits.sort_key(0), bits.sort_key(1)] == [0, 1]
    lists = ListColumnReader(columns.VarBytesListColumn(), [[b"b", b"a"]])
    assert lists.sort_key(0) == b"b"
    with pytest.raises(NotImplementedError):
        ListColumnReader(columns.VarBytesColumn(), [b""]).set_reverse()


def test_taking_none_of_the_records_leaves_an_empty_column():
    nothing = np.empty(0, dtype=np.int64)
    taken = column_of(columns.VarBytesColumn(), [b"ab", b"c"]).take(nothing)
    assert isinstance(taken, ColumnArrays)
    assert values_of(taken, columns.VarBytesColumn()) == []
