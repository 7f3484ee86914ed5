"""Queries that stand for many terms: the sum of what the terms find, each with its own weight.

Whoosh scores them so as well, except in segments of 5,000 records and fewer, and for more than
1,023 terms, where it gives each record 1. Here they are scored everywhere, so that an answer does
not depend on how records are spread over segments.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import Listed, Scores, listed
from whoosh_columnar.execute.ranges import every_hits
from whoosh_columnar.execute.terms import impacts, joined
from whoosh_columnar.execute.view import FieldView, Part, View
from whoosh_columnar.postings import Numbers, Postings

# Which terms of a part of a field: their numbers, ascending.
Expand = Callable[[FieldView, Part], Sequence[int]]


def prefix_hits(view: View, query: Any) -> Listed:
    """The hits of all terms that begin with a text; of an empty one, of whatever has the field."""
    if query.text == "":
        return every_hits(view, query.fieldname)

    def expand(field: FieldView, part: Part) -> range:
        text = query.text if isinstance(query.text, bytes) else query.text.encode()
        return range(*part.data.terms.prefix_range(text))

    return _expanded(view, query, (query.text,), expand)


def wildcard_hits(view: View, query: Any) -> Listed:
    """The hits of all terms that match a pattern with * and ?."""
    if query.text == "*":
        return every_hits(view, query.fieldname)
    return _expanded(view, query, (query.text,), _by_reader(query))


def regex_hits(view: View, query: Any) -> Listed:
    """The hits of all terms that match a regular expression."""
    if query.text == ".*":
        return every_hits(view, query.fieldname)
    return _expanded(view, query, (query.text,), _by_reader(query))


def fuzzy_hits(view: View, query: Any) -> Listed:
    """The hits of all terms within a distance of a text."""
    key = (query.text, query.maxdist, query.prefixlength)
    return _expanded(view, query, key, _by_reader(query))


def variation_hits(view: View, query: Any) -> Listed:
    """The hits of all forms of an English word."""
    return _expanded(view, query, (query.text,), _by_reader(query))


def term_range_hits(view: View, query: Any) -> Listed:
    """The hits of all terms between two, in the order of bytes."""

    def expand(field: FieldView, part: Part) -> range:
        terms = part.data.terms
        try:
            start = b"" if query.start is None else field.type.to_bytes(query.start)
            end = b"\xff\xff\xff\xff" if query.end is None else field.type.to_bytes(query.end)
        except ValueError:
            return range(0)
        low, high = terms.lower_bound(start), terms.lower_bound(end)
        low += query.startexcl and terms.find(start) == low
        high += not query.endexcl and terms.find(end) == high
        return range(low, high)

    bounds = (query.start, query.end)
    key = (*bounds, *map(type, bounds), query.startexcl, query.endexcl)
    return _expanded(view, query, key, expand)


def _by_reader(query: Any) -> Expand:
    """Expand as Whoosh's own reader of a segment does."""

    def expand(field: FieldView, part: Part) -> list[int]:
        # Some kinds give text, others bytes.
        terms = map(field.type.to_bytes, query._btexts(part.segment.reader))
        return sorted(number for number in map(part.data.terms.find, terms) if number >= 0)

    return expand


def _expanded(view: View, query: Any, text: tuple[Any, ...], expand: Expand) -> Listed:
    field = view.field(query.fieldname)
    if field is None:
        raise Fallback
    key = (query.__class__, field.name, query.boost == 1, *text)
    try:
        found = view.hits.get(key)
    except TypeError as error:
        raise Fallback from error
    if found is None:
        numbers = [_without_empty(part, expand(field, part)) for part in field.parts]
        if query.boost != 1 and any(len(each) == 1 for each in numbers):
            raise Fallback  # Whoosh forgets the boost there
        found = _summed(view, field, numbers)
        view.hits.put(key, found, found.docs.nbytes + found.scores.nbytes + 300)
    return found


def _without_empty(part: Part, numbers: Sequence[int]) -> Sequence[int]:
    if len(numbers) and numbers[0] == 0 and part.data.terms.term(0) == b"":
        return numbers[1:]
    return numbers


def _summed(view: View, field: FieldView, numbers: list[Sequence[int]]) -> Listed:
    postings = [_postings(part, each) for part, each in zip(field.parts, numbers, strict=True)]
    frequencies = _frequencies(view, field, numbers, postings)
    scores = view.scratch.take()
    parts = zip(field.parts, numbers, postings, strict=True)
    for (part, chosen, found), n_found in zip(parts, frequencies, strict=True):
        if not len(chosen):
            continue
        docs = found.docs + np.int32(part.segment.base)
        n_all = view.n_live or 1 if view.live else view.n_records
        idf = (np.log(n_all / (n_found + 1)) + 1).astype(np.float32)
        spread = np.repeat(idf, np.diff(found.ptr))
        np.add.at(scores, docs, impacts(field, docs, _weights(part, chosen, found), spread))
    total = listed(scores)
    view.scratch.give_back(scores)
    return total


def _postings(part: Part, numbers: Sequence[int]) -> Postings:
    source = part.data.postings
    if isinstance(numbers, range):
        return source.frequencies(numbers.start, max(numbers.start, numbers.stop))
    none = [np.empty(0, dtype=np.int32)]
    docs = [source.docs(number) for number in numbers]
    ptr = np.zeros(len(docs) + 1, dtype=np.int64)
    np.cumsum([len(each) for each in docs], out=ptr[1:])
    tf = [source.tf(number) for number in numbers]
    return Postings(ptr, np.concatenate(docs or none), np.concatenate(tf or none))


def _weights(part: Part, numbers: Sequence[int], postings: Postings) -> Scores:
    if part.data.weights is None:
        return postings.tf.astype(np.float32)
    return joined([part.data.term_weights(number) for number in numbers])


def _frequencies(
    view: View, field: FieldView, numbers: list[Sequence[int]], postings: list[Postings]
) -> list[Numbers]:
    """For each part, how many records of all parts have each of its terms."""
    own = []
    for part, found in zip(field.parts, postings, strict=True):
        n_found = np.diff(found.ptr)
        if view.live and len(n_found):
            is_live = ~part.segment.deleted[found.docs]
            n_found = np.add.reduceat(is_live, found.ptr[:-1], dtype=np.int64)
        own.append(n_found.astype(np.int32))
    if len(own) <= 1:
        return own
    terms = [
        [part.data.terms.term(number) for number in each]
        for part, each in zip(field.parts, numbers, strict=True)
    ]
    total: dict[bytes, int] = {}
    for each, n_found in zip(terms, own, strict=True):
        for term, n in zip(each, n_found.tolist(), strict=True):
            total[term] = total.get(term, 0) + n
    return [np.array([total[term] for term in each], dtype=np.int32) for each in terms]
