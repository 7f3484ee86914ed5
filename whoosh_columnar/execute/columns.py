"""A column of a segment in the order of its values, to sort and to count by."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.columns import (
    BITS,
    BYTES,
    NUMBERS,
    REFERENCES,
    column_without_values,
    kind_of,
)
from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import Records
from whoosh_columnar.segment_data import SegmentData


@dataclass(frozen=True)
class OrderedColumn:
    """The records of a segment in groups of equal values.

    order: int32[n] the records, ascending by value and, within a value, by number.
    starts: int64[n_groups] where in `order` each group begins.
    groups: int32[n] the group of each record.
    keys: the value of each group, ascending, in the form in which Whoosh sorts it.
    """

    order: Records
    starts: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int32]
    keys: list[Any]

    @cached_property
    def falling(self) -> Records:
        """int32[n]: the records falling by value and, within a value, ascending by number."""
        return self.order[np.argsort(-self.groups[self.order], kind="stable")]


def ordered_column(data: SegmentData, name: str, column_type: Any) -> OrderedColumn:
    """Order the column of a segment; a segment without it has the default value everywhere."""
    kind = kind_of(column_type)
    column = data.column(name)
    if column is None:
        found = column_without_values(column_type, data.n_records)
    elif column.kind == kind:
        found = column.arrays()
    else:
        raise Fallback
    if kind in (NUMBERS, BITS) and found.values is not None and found.values.dtype.kind != "f":
        return _ordered(found.values)
    if kind == REFERENCES and found.values is not None and found.rows is not None:
        distinct = list(found.rows.byte_strings())
        ordered = _ordered(found.values)
        keys = [distinct[place] for place in ordered.keys]
        return OrderedColumn(ordered.order, ordered.starts, ordered.groups, keys)
    if kind == BYTES and found.rows is not None:
        strings = list(found.rows.byte_strings())
        distinct = sorted(set(strings))
        place_of = {value: place for place, value in enumerate(distinct)}
        places = np.fromiter((place_of[each] for each in strings), np.int32, len(strings))
        ordered = _ordered(places)
        return OrderedColumn(ordered.order, ordered.starts, ordered.groups, distinct)
    raise Fallback


def _ordered(values: npt.NDArray[Any]) -> OrderedColumn:
    order = np.argsort(values, kind="stable").astype(np.int32)
    ascending = values[order]
    is_first = np.ones(len(values), dtype=np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=is_first[1:])
    starts = np.flatnonzero(is_first).astype(np.int64)
    groups = np.empty(len(values), dtype=np.int32)
    groups[order] = np.cumsum(is_first, dtype=np.int32) - np.int32(1)
    return OrderedColumn(order, starts, groups, ascending[starts].tolist())
