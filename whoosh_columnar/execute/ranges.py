"""The records that have any term of a field, or a number in a range; each with a score of 1."""

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import Listed, listed
from whoosh_columnar.execute.view import FieldView, Part, View
from whoosh_columnar.whoosh_internals import fields

# Terms whose postings are read at a time.
_BLOCK = 4096


def every_hits(view: View, name: str) -> Listed:
    """The records that have some term of a field."""
    field = view.field(name)
    if field is None:
        raise Fallback
    key = ("every", name)
    found = view.hits.get(key)
    if found is None:
        found = _marked(view, field, lambda part: [(0, part.data.postings.n_terms)])
        view.hits.put(key, found, found.docs.nbytes + found.scores.nbytes + 200)
    return found


def number_range_hits(view: View, query: Any) -> Listed:
    """The records with a number in a range."""
    field = view.field(query.fieldname)
    if field is None or not isinstance(field.type, fields.NUMERIC) or not query.constantscore:
        raise Fallback
    bounds = (query.start, query.end)
    key = (query.__class__, field.name, *bounds, *map(type, bounds), query.startexcl, query.endexcl)
    try:
        found = view.hits.get(key)
    except TypeError as error:
        raise Fallback from error
    if found is None:
        # Whoosh keeps numbers at several resolutions, so that a range is a few ranges of terms.
        compiled = query._compile_query(view.segments[0].reader)
        ranges = list(_term_ranges(compiled))
        found = _marked(view, field, lambda part: _numbers(part, ranges))
        view.hits.put(key, found, found.docs.nbytes + found.scores.nbytes + 300)
    return found


def _term_ranges(compiled: Any) -> Iterator[tuple[bytes, bytes]]:
    """The least and the largest term of each range of a compiled query."""
    child = getattr(compiled, "child", None)
    if child is not None:
        for each in getattr(child, "subqueries", (child,)):
            yield (each.text, each.text) if hasattr(each, "text") else (each.start, each.end)


def _numbers(part: Part, ranges: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[int, int]]:
    terms = part.data.terms
    for start, end in ranges:
        high = terms.lower_bound(end)
        yield terms.lower_bound(start), high + (terms.find(end) == high)


def _marked(view: View, field: FieldView, numbers_of: Any) -> Listed:
    """The records that have a term of some range of numbers [low, high)."""
    scores = view.scratch.take()
    for part in field.parts:
        own = scores[part.segment.base : part.segment.end]
        for low, high in numbers_of(part):
            for first in range(low, high, _BLOCK):
                own[part.data.postings.frequencies(first, min(first + _BLOCK, high)).docs] = 1
    found = listed(scores)
    view.scratch.give_back(scores)
    return found
