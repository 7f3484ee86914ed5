"""Packed rows come back as they were, whatever width and patches they were given."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.whoosh_columnar.files import reopened
from whoosh_columnar.packing import PackedRows, gaps_of, summed, write_rows

LARGEST = (1 << 31) - 1
NUMBER = st.one_of(
    st.sampled_from([0, 1, 254, 255, 256, 257, 65534, 65535, 65536, 65537, LARGEST - 1, LARGEST]),
    st.integers(0, LARGEST),
)
# Long rows of small numbers with few large ones among them are what patches are for.
LONG_ROW = st.tuples(
    st.sampled_from([0, 1, 255, 256, 65535, 65536]),
    st.integers(1, 200),
    st.dictionaries(st.integers(0, 199), NUMBER, max_size=5),
).map(lambda made: [made[2].get(place, made[0]) for place in range(made[1])])
ROWS = st.lists(st.one_of(st.just([]), st.lists(NUMBER, max_size=4), LONG_ROW), max_size=12)


def flat(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    values = np.array([number for row in rows for number in row], dtype=np.int32)
    return values, np.cumsum([0, *map(len, rows)], dtype=np.int64)


def packed(rows: list[list[int]], **options) -> tuple[PackedRows, dict[str, int]]:
    """The rows, and how many bytes each array has that is not empty."""
    values, bounds = flat(rows)
    file = reopened(lambda writer: write_rows(writer, "r", values, bounds, **options))
    sizes = {name: file.array(name).nbytes for name in file.names}
    return PackedRows(file, "r"), {name: size for name, size in sizes.items() if size}


def assert_same(found: PackedRows, rows: list[list[int]]) -> None:
    for number, row in enumerate(rows):
        read = found.row(number, len(row))
        assert row == ([0] * len(row) if read is None else read.tolist())
    for first in range(len(rows) + 1):
        for end in range(first, len(rows) + 1):
            sizes = np.array([len(row) for row in rows[first:end]], dtype=np.int32)
            read = found.rows(first, end, sizes)
            assert read.dtype == np.int32
            assert read.tolist() == [number for row in rows[first:end] for number in row]


@settings(deadline=None)
@given(ROWS)
def test_rows_come_back(rows):
    assert_same(packed(rows)[0], rows)


@settings(deadline=None)
@given(ROWS)
def test_rows_come_back_without_patches(rows):
    found, sizes = packed(rows, patches=False)
    assert not any("patch" in name for name in sizes)
    assert_same(found, rows)


@settings(deadline=None)
@given(ROWS)
def test_rows_come_back_with_entries_of_64_bits(rows):
    assert_same(packed(rows, max_short_entry=0)[0], rows)


def test_entries_are_as_wide_as_the_last_row_needs():
    rows = [[1, 1], [1], [1]]
    assert packed(rows, max_short_entry=4)[1]["r.entries"] == 3 * 4
    assert packed(rows, max_short_entry=3)[1]["r.entries"] == 3 * 8


@pytest.mark.parametrize(
    ("largest", "width"),
    [(0, 0), (1, 1), (255, 1), (256, 2), (65535, 2), (65536, 4), (LARGEST, 4)],
)
def test_a_row_takes_the_width_of_its_largest_number(largest, width):
    found, sizes = packed([[largest] * 3])
    assert sizes == {"r.entries": 4} | ({f"r.{width}": 3 * width} if width else {})
    assert_same(found, [[largest] * 3])


@pytest.mark.parametrize("largest", [1, 300, 70_000, LARGEST])
@pytest.mark.parametrize("usual", [0, 255])
def test_a_few_large_numbers_do_not_widen_a_long_row(largest, usual):
    row = [usual] * 300
    row[7] = row[299] = max(largest, usual)
    found, sizes = packed([[], row, [5]])
    assert sum(sizes.values()) < 300 * (usual > 0) + 60
    assert_same(found, [[], row, [5]])


def test_a_patch_is_not_made_where_it_costs_more():
    found, sizes = packed([[0, 0, 1], [0, 256, 0, 1]])
    assert sizes == {"r.entries": 8, "r.1": 3, "r.2": 8}
    assert_same(found, [[0, 0, 1], [0, 256, 0, 1]])


def test_no_rows_and_rows_without_numbers():
    for rows in ([], [[]], [[], [], []], [[], [3], []]):
        assert_same(packed(rows)[0], rows)


@settings(deadline=None)
@given(st.lists(st.lists(NUMBER, min_size=1, max_size=6).map(sorted), max_size=8))
def test_gaps_are_differences_and_sums_undo_them(rows):
    values, bounds = flat(rows)
    gaps = gaps_of(values, bounds[:-1])
    expected = [b - a for row in rows for a, b in zip([0, *row], row, strict=False)]
    assert gaps.tolist() == expected
    assert gaps.dtype == np.int32
    assert summed(gaps, np.diff(bounds)).tolist() == values.tolist()


def test_sums_of_a_row_do_not_run_over_the_sums_of_the_rows_before():
    gaps = np.full(8, LARGEST, dtype=np.int32)
    assert summed(gaps, np.ones(8, dtype=np.int64)).tolist() == [LARGEST] * 8
