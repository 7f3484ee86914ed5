"""One field of several parts becomes the field of all their records.

Nothing is sorted but terms: of each term the postings of the parts follow each other, so each run
of postings is moved as a whole to where it belongs. What comes out is, array for array, what
indexing the kept records at once would have made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import PairTerms, Terms
from whoosh_columnar.errors import SegmentTooLarge
from whoosh_columnar.field_arrays import (
    FREQUENCY,
    GRAMS,
    VALUED,
    FieldArrays,
    Weights,
    kept_weights,
)
from whoosh_columnar.gram_rows import gram_field, is_continued, unit_dtype
from whoosh_columnar.inverting import MAX_TOKENS
from whoosh_columnar.posting_values import Frequencies, NoValues, Positions
from whoosh_columnar.postings import Bounds, Numbers, Postings
from whoosh_columnar.rows import Rows, bounds_of, concatenated, places, rows_of
from whoosh_columnar.whoosh_internals import formats


@dataclass(frozen=True, slots=True)
class FieldPart:
    """A field of one part. field: None where the part has no posting of it.

    kept: int64[n_kept] numbers of the records that stay, ascending; None for all.
    """

    field: FieldArrays | None
    n_records: int
    kept: npt.NDArray[np.int64] | None

    @property
    def n_kept(self) -> int:
        return self.n_records if self.kept is None else len(self.kept)


def merged_field(parts: Sequence[FieldPart]) -> FieldArrays | None:
    """The field of the kept records of all parts, one part after the other; None if none has it.

    Raises SegmentTooLarge where it would have 2^31 tokens or more.
    """
    kinds = {part.field.kind for part in parts if part.field is not None}
    if not kinds:
        return None
    if len(kinds) > 1:
        # The schema gave the field another format since: bytes are what all formats have.
        parts = [replace(part, field=_as_valued(part.field)) for part in parts]
    bases = bounds_of(np.array([part.n_kept for part in parts], dtype=np.int64))
    fields = [_kept(part) for part in parts]
    found = [
        (field, int(base))
        for field, base in zip(fields, bases[:-1], strict=True)
        if field is not None and field.postings.n_terms
    ]
    if not found:
        return None
    if len(parts) == 1:
        return fields[0]
    if kinds == {GRAMS}:
        return _merged_grams(found, fields, parts)
    if len(found) == 1:
        return _moved(*found[0])
    lists = [list(field.terms) for field, _ in found]
    terms = sorted(set().union(*lists))
    number_by_term = {term: number for number, term in enumerate(terms)}
    numbers = [
        np.fromiter(map(number_by_term.__getitem__, each), dtype=np.int64, count=len(each))
        for each in lists
    ]
    postings, weights, values = _merged_postings(found, numbers, len(terms))
    return FieldArrays(found[0][0].kind, Terms.from_sorted(terms), postings, weights, values)


def _merged_grams(
    found: Sequence[tuple[FieldArrays, int]],
    fields: Sequence[FieldArrays | None],
    parts: Sequence[FieldPart],
) -> FieldArrays:
    lists = [list(_pairs(field).units) for field, _ in found]
    units = sorted(set().union(*lists))
    number_by_unit = {unit: number for number, unit in enumerate(units, start=1)}
    renumbered = [
        np.array([0, *map(number_by_unit.__getitem__, each)], dtype=np.uint64) for each in lists
    ]
    keys = [
        _renumbered_keys(_pairs(field), numbers)
        for (field, _), numbers in zip(found, renumbered, strict=True)
    ]
    dtype = unit_dtype(len(units))
    rows = []
    each_renumbered = iter(renumbered)
    for field, part in zip(fields, parts, strict=True):
        if field is None or not field.postings.n_terms:
            # An end mark for each record.
            marks = np.zeros(part.n_kept, dtype=dtype)
            rows.append(Rows(marks, np.arange(part.n_kept + 1, dtype=np.int64)))
        else:
            forward = _forward(field)
            numbers = next(each_renumbered).astype(dtype)
            rows.append(Rows(numbers[forward.items], forward.bounds))
    distinct = np.unique(np.concatenate(keys)) if len(keys) > 1 else keys[0]
    postings, _, _ = _merged_postings(
        found, [np.searchsorted(distinct, each) for each in keys], len(distinct)
    )
    if dtype.itemsize == 2:
        distinct = (distinct >> np.uint64(16) | distinct & np.uint64(0xFFFF)).astype(np.uint32)
    terms = PairTerms(Terms.from_sorted(units), distinct)
    return FieldArrays(GRAMS, terms, postings, forward=concatenated(rows))


def _merged_postings(
    found: Sequence[tuple[FieldArrays, int]], numbers: Sequence[Bounds], n_terms: int
) -> tuple[Postings, Weights | None, Rows | None]:
    """numbers: for each field the number that each of its terms has in the whole, ascending."""
    every = [field.postings for field, _ in found]
    if sum(int(each.tf.sum(dtype=np.int64)) for each in every) >= MAX_TOKENS:
        raise SegmentTooLarge(what="tokens of a field", limit=MAX_TOKENS)
    df = np.zeros(n_terms, dtype=np.int64)
    for each, chosen in zip(every, numbers, strict=True):
        df[chosen] += np.diff(each.ptr)
    ptr = bounds_of(df)
    n = int(ptr[-1])
    docs, tf = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    weights = (
        np.empty(n, dtype=np.float32)
        if any(field.weights is not None for field, _ in found)
        else None
    )
    source = np.empty(n, dtype=np.int64) if found[0][0].values is not None else None
    begins = ptr[:-1].copy()
    n_before = 0
    for (field, base), chosen in zip(found, numbers, strict=True):
        postings = field.postings
        sizes = np.diff(postings.ptr)
        target = places(begins[chosen], sizes)
        begins[chosen] += sizes
        docs[target] = postings.docs + np.int32(base)
        tf[target] = postings.tf
        if weights is not None:
            weights[target] = postings.tf if field.weights is None else field.weights
        if source is not None:
            source[target] = np.arange(n_before, n_before + len(target), dtype=np.int64)
            n_before += len(target)
    positions = (
        _merged_positions(every, numbers, tf, ptr) if every[0].positions is not None else None
    )
    values = None
    if source is not None:
        values = concatenated([field.values for field, _ in found if field.values is not None])
        values = values.take(source)
    if weights is not None:
        weights = kept_weights(weights, tf)
    return Postings(ptr, docs, tf, positions), weights, values


def _merged_positions(
    every: Sequence[Postings], numbers: Sequence[Bounds], tf: Numbers, ptr: Bounds
) -> Numbers:
    ends = bounds_of(tf)
    positions = np.empty(int(ends[-1]), dtype=np.int32)
    begins = ends[ptr[:-1]]
    for postings, chosen in zip(every, numbers, strict=True):
        assert postings.positions is not None
        sizes = np.diff(bounds_of(postings.tf)[postings.ptr])
        positions[places(begins[chosen], sizes)] = postings.positions
        begins[chosen] += sizes
    return positions


def _moved(field: FieldArrays, base: int) -> FieldArrays:
    """The only field there is; its records begin at `base`."""
    if base == 0:
        return field
    postings = replace(field.postings, docs=field.postings.docs + np.int32(base))
    return replace(field, postings=postings)


def _kept(part: FieldPart) -> FieldArrays | None:
    """The field without the records that are left out; the others are numbered anew."""
    field, kept = part.field, part.kept
    if field is None or kept is None:
        return field
    forward = None
    if field.forward is not None:
        stops = is_continued(field.forward)[kept]
        forward = field.forward.take(kept)
        follows = np.append(np.diff(kept) == 1, False)
        if np.any(stops & ~follows):
            # A record went on into one that is left out: its last pair is another now.
            return _ended(field, forward, stops & ~follows)
    is_kept = np.zeros(part.n_records, dtype=np.bool_)
    is_kept[kept] = True
    renumbered = np.cumsum(is_kept, dtype=np.int32) - np.int32(1)
    postings = field.postings
    stays = is_kept[postings.docs]
    df = (
        np.add.reduceat(stays, postings.ptr[:-1], dtype=np.int64)
        if len(stays)
        else np.diff(postings.ptr)
    )
    left = np.flatnonzero(df)
    tf = postings.tf[stays]
    positions = None
    if postings.positions is not None:
        positions = postings.positions[np.repeat(stays, postings.tf)]
    chosen = Postings(bounds_of(df[left]), renumbered[postings.docs[stays]], tf, positions)
    weights = None if field.weights is None else kept_weights(field.weights[stays], tf)
    values = None if field.values is None else field.values.take(np.flatnonzero(stays))
    if forward is None:
        terms = Terms.from_sorted([field.terms.term(number) for number in left.tolist()])
        return FieldArrays(field.kind, terms, chosen, weights, values)
    pairs, forward = _without_unused_units(_pairs(field), left, forward)
    return FieldArrays(GRAMS, pairs, chosen, forward=forward)


def _ended(field: FieldArrays, forward: Rows, needs_mark: npt.NDArray[np.bool_]) -> FieldArrays:
    """The field of a forward store that lacks the end marks of some records."""
    bounds = bounds_of(forward.sizes + needs_mark)
    items = np.zeros(int(bounds[-1]), dtype=forward.items.dtype)
    items[places(bounds[:-1], forward.sizes)] = forward.items
    units = list(_pairs(field).units)
    is_used = np.bincount(items, minlength=len(units) + 1).astype(np.bool_)
    is_used[0] = True
    numbers = np.cumsum(is_used) - 1
    used = [unit for number, unit in enumerate(units, start=1) if is_used[number]]
    return gram_field(used, Rows(numbers.astype(unit_dtype(len(used)))[items], bounds))


def _without_unused_units(pairs: PairTerms, left: Bounds, forward: Rows) -> tuple[PairTerms, Rows]:
    units = list(pairs.units)
    is_used = np.bincount(forward.items, minlength=len(units) + 1).astype(np.bool_)
    is_used[0] = True
    numbers = np.cumsum(is_used, dtype=np.uint64) - np.uint64(1)
    used = [unit for number, unit in enumerate(units, start=1) if is_used[number]]
    dtype = unit_dtype(len(used))
    keys = _renumbered_keys(PairTerms(pairs.units, pairs.keys[left]), numbers)
    if dtype.itemsize == 2:
        keys = (keys >> np.uint64(16) | keys & np.uint64(0xFFFF)).astype(np.uint32)
    kept = PairTerms(Terms.from_sorted(used), keys)
    return kept, Rows(numbers.astype(dtype)[forward.items], forward.bounds)


def _renumbered_keys(
    pairs: PairTerms, numbers: npt.NDArray[np.uint64]
) -> npt.NDArray[np.unsignedinteger]:
    """uint64[n]: the pairs with their units renumbered, 32 bits each; ascending as before."""
    shift = pairs.keys.dtype.type(pairs.keys.itemsize * 4)
    firsts = pairs.keys >> shift
    seconds = pairs.keys & pairs.keys.dtype.type((1 << int(shift)) - 1)
    return numbers[firsts] << np.uint64(32) | numbers[seconds]


def _as_valued(field: FieldArrays | None) -> FieldArrays | None:
    """The same postings with the bytes that Whoosh's format makes of them."""
    if field is None or field.kind == VALUED:
        return field
    postings = field.postings
    values: NoValues | Frequencies | Positions
    if field.kind == FREQUENCY:
        values, format_ = Frequencies(postings.tf.tolist()), formats.Frequency()
    elif postings.positions is not None:
        bounds = bounds_of(postings.tf)
        values, format_ = Positions(postings.positions.tolist(), bounds), formats.Positions()
    else:
        values, format_ = NoValues(), formats.Existence()
    encoded = [values.encoded(place, format_) for place in range(len(postings.docs))]
    terms = Terms.from_sorted(list(field.terms))
    kept = replace(postings, positions=None)
    return FieldArrays(VALUED, terms, kept, field.weights, rows_of(encoded))


def _pairs(field: FieldArrays) -> PairTerms:
    assert isinstance(field.terms, PairTerms)
    return field.terms


def _forward(field: FieldArrays) -> Rows:
    assert field.forward is not None
    return field.forward
