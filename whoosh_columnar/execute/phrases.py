"""Phrases: words side by side, in the positions of a field or in a forward store of units.

The rarest word is looked up, and the others are looked for beside it: in a forward store by
reading the units that stand there, else in the positions of each word.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import PairTerms
from whoosh_columnar.execute.fallback import Fallback
from whoosh_columnar.execute.hits import NOTHING, Listed, Records, scores_at
from whoosh_columnar.execute.segment_view import Places
from whoosh_columnar.execute.terms import joined, numbers_of, term_hits
from whoosh_columnar.execute.view import FieldView, Part, View
from whoosh_columnar.field_arrays import GRAMS

# Below this many places all units are compared at once; above, one after the other, for most
# places fall out at the first.
_FEW = 64

Mask = npt.NDArray[np.bool_]


def phrase_hits(view: View, query: Any) -> Listed:
    """The records in which the words of a phrase stand one after the other.

    The score is the sum of the words' scores in the record, or with `whole_phrases` that of one
    term that stands once in each of these records.
    """
    field = view.field(query.fieldname)
    words = query.words
    if query.slop != 1 or not words or (field is not None and not field.has_positions):
        raise Fallback
    if field is None:
        return NOTHING
    if len(words) == 1 and not view.whole_phrases:
        return term_hits(view, field.name, words[0])
    numbers = [numbers_of(view, field, word) for word in words]
    found: list[Records] = []
    for at, part in enumerate(field.parts):
        own = [each[at] for each in numbers]
        if min(own) >= 0:
            docs = _docs(field, part, own)
            if len(docs):
                found.append(docs + np.int32(part.segment.base))
    if not found:
        return NOTHING
    docs = joined(found)
    if view.whole_phrases:
        idf = view.idf(len(docs), docs)
        return Listed(docs, np.full(len(docs), idf, dtype=np.float32))
    scores = np.zeros(len(docs), dtype=np.float32)
    for word in words:
        scores += scores_at(term_hits(view, field.name, word), docs)
    return Listed(docs, scores)


def _docs(field: FieldView, part: Part, numbers: Sequence[int]) -> Records:
    """int32[n]: the records of a segment that have the terms side by side, ascending."""
    if len(numbers) == 1:
        only: Records = part.data.postings.docs(numbers[0])
        return only
    df = [part.data.postings.df(number) for number in numbers]
    rarest = df.index(min(df))
    places = _places(part, numbers[rarest])
    if part.data.kind == GRAMS:
        docs = _beside_in_forward(part, numbers, rarest, places)
    else:
        docs = _beside_in_positions(part, numbers, df, rarest, places)
    if len(docs) < 2:
        return docs
    is_first = np.empty(len(docs), dtype=np.bool_)
    is_first[0] = True
    np.not_equal(docs[1:], docs[:-1], out=is_first[1:])
    return docs[is_first]


def _beside_in_forward(part: Part, numbers: Sequence[int], rarest: int, places: Places) -> Records:
    """The records of the places of a gram that has the others around it."""
    forward, starts, terms = part.data.forward, part.data.starts, part.data.terms
    assert forward is not None and starts is not None and isinstance(terms, PairTerms)
    units = _units(terms, numbers)
    if not units:
        return NOTHING.docs
    begins, docs = places.places - np.int32(rarest), places.docs
    # The rarest gram covers two units. Places outside are clipped, and fall out at the end.
    offsets = [at for at in range(len(units)) if not 0 <= at - rarest <= 1]
    for i, offset in enumerate(offsets):
        if len(begins) <= _FEW:
            rest = np.array(offsets[i:], dtype=np.int32)
            wanted = np.array([units[at] for at in offsets[i:]], dtype=forward.dtype)
            is_there = (forward.take(begins[:, None] + rest, mode="clip") == wanted).all(axis=1)
            begins, docs = begins[is_there], docs[is_there]
            break
        is_there = forward.take(begins + np.int32(offset), mode="clip") == units[offset]
        begins, docs = begins[is_there], docs[is_there]
    # All grams begin in the record of the rarest one.
    is_inside = begins >= starts[docs]
    is_inside &= begins + np.int32(len(numbers) - 1) < starts[docs + np.int32(1)]
    return docs[is_inside]


def _units(terms: PairTerms, numbers: Sequence[int]) -> list[int]:
    """The units that grams side by side cover; none if they cannot stand so."""
    keys = terms.keys
    shift = keys.itemsize * 4
    mask = (1 << shift) - 1
    units: list[int] = []
    second = -1
    for number in numbers:
        key = int(keys[number])
        if second not in (-1, key >> shift):
            return []
        units.append(key >> shift)
        second = key & mask
    units.append(second)
    return units


def _beside_in_positions(
    part: Part, numbers: Sequence[int], df: Sequence[int], rarest: int, places: Places
) -> Records:
    """The records of the positions of a word that has the others around it."""
    begins, docs = places.places - rarest, places.docs
    for at in sorted(range(len(numbers)), key=df.__getitem__):
        if at == rarest:
            continue
        others = _places(part, numbers[at]).places
        wanted = begins + at
        is_there = others.take(others.searchsorted(wanted), mode="clip") == wanted
        begins, docs = begins[is_there], docs[is_there]
        if not len(docs):
            break
    return docs


def _places(part: Part, number: int) -> Places:
    memory = part.segment.memory.places
    key = (part.data.name, number)
    found = memory.get(key)
    if found is None:
        postings = part.data.postings
        docs, tf = postings.docs(number), postings.tf(number)
        spread = np.repeat(docs, tf)
        positions = postings.positions(number, len(spread))
        starts = part.data.starts
        if starts is not None:
            found = Places(starts.astype(np.int32)[spread] + positions, spread)
        else:
            found = Places((spread.astype(np.int64) << 32) + positions, spread)
        memory.put(key, found, found.n_bytes + 200)
    return found
