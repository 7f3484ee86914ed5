"""Found records in the order of a column, equal values by number."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.execute.columns import OrderedColumn, ordered_column
from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import Hits, Listed
from whoosh_columnar.execute.segment_view import SegmentView
from whoosh_columnar.execute.view import View
from whoosh_columnar.whoosh_internals import columns, sorting

# A value in the form in which Whoosh sorts it, and the record.
Keyed = tuple[Any, int]

# Records looked at in the order of the column before it is asked how many of them are found.
_FIRST_LOOK = 512
# Fewer found records than this share are sorted by themselves.
_FEW = 32


def sorted_hits(
    view: View, hits: Hits, sortedby: Any, limit: int | None, *, is_reversed: bool
) -> list[Keyed]:
    """The first `limit` of the hits by a field, or all; Fallback for what is no plain field.

    is_reversed: the whole order the other way, records of equal values too, as Whoosh has it.
    A field's own `reverse` turns the values only.
    """
    facets = sorting.MultiFacet.from_sortedby(sortedby).facets
    if len(facets) != 1 or type(facets[0]) is not sorting.FieldFacet or facets[0].allow_overlap:
        raise Fallback
    name, is_falling = facets[0].fieldname, bool(facets[0].reverse)
    ordered = columns_of(view, name)
    key_of = _keys(view.schema[name].column_type, ordered, is_falling)
    found: list[Keyed] = []
    for segment, column in zip(view.segments, ordered, strict=True):
        docs = _in_order(segment, column, hits, limit, is_falling, is_reversed)
        groups = column.groups[docs].tolist()
        keys = [key_of(each) for each in column.keys] if len(groups) > len(column.keys) else None
        for group, doc in zip(groups, (docs + segment.base).tolist(), strict=True):
            found.append((keys[group] if keys else key_of(column.keys[group]), doc))
    if len(view.segments) > 1:
        found.sort(reverse=is_reversed)
    return found[:limit]


def columns_of(view: View, name: str) -> list[OrderedColumn]:
    """The column of a field in each segment; Fallback if it is no column that can be ordered."""
    field = view.field(name)
    column_type = field.type.column_type if field else None
    if not column_type or all(each.data.column(name) is None for each in view.segments):
        raise Fallback
    found = []
    for segment in view.segments:
        column = segment.memory.columns.get(name)
        if column is None:
            column = ordered_column(segment.data, name, column_type)
            column = segment.memory.columns.setdefault(name, column)
        found.append(column)
    return found


def _keys(column_type: Any, ordered: list[OrderedColumn], is_falling: bool) -> Callable[[Any], Any]:
    """What Whoosh calls the sorting key of a value."""
    if isinstance(column_type, columns.BitColumn):
        return lambda value: int(value ^ is_falling)
    if not is_falling:
        return lambda value: value
    if column_type.reversible:
        return lambda value: 0 - value
    distinct = sorted({key for column in ordered for key in column.keys})
    place_of = {key: place for place, key in enumerate(distinct)}
    return lambda value: 0 - place_of[value]


def _in_order(
    segment: SegmentView,
    column: OrderedColumn,
    hits: Hits,
    limit: int | None,
    is_falling: bool,
    is_reversed: bool,
) -> npt.NDArray[np.int32]:
    """The first hits of one segment in order, numbered in it."""
    if isinstance(hits, Listed):
        low, high = hits.docs.searchsorted((np.int32(segment.base), np.int32(segment.end)))
        own = hits.docs[low:high] - np.int32(segment.base)
        if len(own) * _FEW < segment.data.n_records or limit is None:
            groups = column.groups[own]
            order = np.argsort(-groups if is_falling else groups, kind="stable")
            docs = own[order[::-1] if is_reversed else order]
            return docs[:limit]
        is_found = np.zeros(segment.data.n_records, dtype=np.bool_)
        is_found[own] = True
    else:
        is_found = hits[segment.base : segment.end] > 0
    found = []
    n_left = segment.data.n_records if limit is None else limit
    for look in _looks(column, is_falling, is_reversed):
        docs = look[is_found.take(look)][:n_left]
        found.append(docs)
        n_left -= len(docs)
        if not n_left:
            break
    return np.concatenate(found) if found else np.empty(0, dtype=np.int32)


def _looks(
    column: OrderedColumn, is_falling: bool, is_reversed: bool
) -> Iterator[npt.NDArray[np.int32]]:
    """The records of a segment in order, ever larger parts at a time."""
    order = column.falling if is_falling else column.order
    if is_reversed:
        order = order[::-1]
    start, size = 0, _FIRST_LOOK
    while start < len(order):
        yield order[start : start + size]
        start += size
        size *= 4
