"""Found records counted or listed by the values of a column."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

import numpy as np

from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import Hits, Listed
from whoosh_columnar.execute.sorting import Keyed, columns_of
from whoosh_columnar.execute.view import View
from whoosh_columnar.whoosh_internals import sorting

_LISTS = (sorting.OrderedList, sorting.UnorderedList, sorting.Best)


def facet_maps(
    view: View, hits: Hits, groupedby: Any, maptype: Any, in_order: Callable[[], list[Keyed]]
) -> Mapping[str, Any]:
    """Whoosh's map for each facet; Fallback for facets that are no plain fields.

    in_order: gives what orders the hits, and their records, all of them in order.
    """
    facets = dict(sorting.Facets.from_groupedby(groupedby).items())
    maps = {}
    for name, facet in facets.items():
        is_plain = type(facet) is sorting.FieldFacet
        if not is_plain or facet.allow_overlap or facet.reverse:
            raise Fallback
        found = facet.map(maptype)
        if type(found) is sorting.Count:
            _count(view, hits, facet.fieldname, found)
        elif type(found) in _LISTS:
            _list(view, facet.fieldname, in_order(), found)
        else:
            raise Fallback
        maps[name] = found
    return maps


def _count(view: View, hits: Hits, name: str, counted: Any) -> None:
    from_value = view.schema[name].from_column_value
    for segment, column in zip(view.segments, columns_of(view, name), strict=True):
        if isinstance(hits, Listed):
            low, high = hits.docs.searchsorted((np.int32(segment.base), np.int32(segment.end)))
            groups = column.groups[hits.docs[low:high] - np.int32(segment.base)]
            counts = np.bincount(groups, minlength=len(column.keys))
        elif len(column.keys):
            # In the order of the column each group is one run: 0.11 ms for 160,000 records,
            # where picking the groups of the found ones and counting them takes 0.75.
            is_found = (hits[segment.base : segment.end] > 0).take(column.order)
            counts = np.add.reduceat(is_found.view(np.uint8), column.starts, dtype=np.int32)
        else:
            continue
        chosen = np.flatnonzero(counts)
        for group, n_found in zip(chosen.tolist(), counts[chosen].tolist(), strict=True):
            counted.dict[from_value(column.keys[group])] += n_found


def _list(view: View, name: str, in_order: list[Keyed], listed: Any) -> None:
    from_value = view.schema[name].from_column_value
    ordered = columns_of(view, name)
    value_of: dict[int, Any] = {}
    docs = np.array([doc for _, doc in in_order], dtype=np.int64)
    for segment, column in zip(view.segments, ordered, strict=True):
        own = docs[(docs >= segment.base) & (docs < segment.end)]
        names = [from_value(key) for key in column.keys]
        groups = column.groups[own - segment.base].tolist()
        value_of.update(zip(own.tolist(), (names[group] for group in groups), strict=True))
    if type(listed) is sorting.UnorderedList:
        in_order = sorted(in_order, key=itemgetter(1))
    for key, doc in in_order:
        listed.add(value_of[doc], doc, key)
