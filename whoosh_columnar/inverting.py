"""From tokens in the order of the text to postings in the order of terms: one sort of integers.

A key holds the term above the token's place, so that sorting keys alone brings the tokens in order
and tells where each came from; NumPy sorts 64-bit integers several times faster than it finds the
order that sorts an array. Beside the keys, arrays of their length are made only for what is given
back, and the steps between go block by block: touching fresh memory costs more than the arithmetic
on it.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import MAX_SHORT_UNITS
from whoosh_columnar.errors import SegmentTooLarge
from whoosh_columnar.postings import Bounds, Numbers, Postings

MAX_TOKENS = 1 << 31
# Half a megabyte of keys: what is made of a block stays in the second cache.
BLOCK = 1 << 16
_SHIFT = np.uint64(32)

Keys = npt.NDArray[np.uint64]
Low = npt.NDArray[np.uint32]
# From the low halves of keys to records, and to the positions in them where those are kept.
Locate = Callable[[Low], tuple[Numbers, Numbers | None]]


def invert(
    terms: Numbers, docs: Numbers, n_terms: int, positions: Numbers | None = None
) -> Postings:
    """Invert tokens that stand in the order of records (and of positions, within a record).

    terms: int32[n] numbers of terms, in the order of the dictionary; each of n_terms stands there.
    docs, positions: int32[n] the token's record, and its place in it where places are kept.
    """
    _check_size(len(terms))
    keys = np.empty(len(terms), dtype=np.uint64)
    np.left_shift(terms, _SHIFT, out=keys, dtype=np.uint64, casting="unsafe")
    if positions is None:
        keys |= docs.view(np.uint32)
        keys.sort()
        _, postings = _grouped(keys, lambda low: (low.view(np.int32), None))
    else:
        keys |= np.arange(len(terms), dtype=np.uint32)
        keys.sort()
        _, postings = _grouped(keys, lambda low: (docs[low], positions[low]))
    assert postings.n_terms == n_terms, "a term without a token"
    return postings


def invert_pairs(
    forward: npt.NDArray[np.unsignedinteger], starts: Bounds
) -> tuple[npt.NDArray[np.unsignedinteger], Postings]:
    """The pairs of neighbours in a forward store, ascending, and their postings with positions.

    forward: uint16[n] or uint32[n] numbers of units, 0 the end mark, which the last one is.
    starts: int64[n_records + 1]: record r has forward[starts[r]:starts[r + 1]].
    A pair belongs to the record in which it begins, at the place of its first unit.
    Gives keys uint32 where the units fit 16 bits, else uint64 (see dictionary.PairTerms).
    """
    _check_size(len(forward))
    record_of_place = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    first_place = starts.astype(np.int32)

    def locate(places: Low) -> tuple[Numbers, Numbers]:
        docs = record_of_place[places]
        return docs, places.view(np.int32) - first_place[docs]

    if int(forward.max(initial=0)) < MAX_SHORT_UNITS:
        keys = _short_pairs(forward)
        keys.sort()
        return _grouped(keys, locate)
    begins = np.flatnonzero(forward[:-1]).astype(np.uint32)
    pairs = forward[begins].astype(np.uint64) << _SHIFT | forward[1:][begins]
    distinct, numbers = np.unique(pairs, return_inverse=True)
    keys = numbers.astype(np.uint64) << _SHIFT | begins
    keys.sort()
    return distinct, _grouped(keys, locate)[1]


def _short_pairs(forward: npt.NDArray[np.unsignedinteger]) -> Keys:
    """Every pair that begins with a unit, 16 bits each, above its place; in the text's order."""
    keys = np.empty(np.count_nonzero(forward), dtype=np.uint64)
    n = 0
    for start in range(0, len(forward) - 1, BLOCK):
        after = forward[start + 1 : start + 1 + BLOCK]
        units = forward[start : start + len(after)]
        found = units.astype(np.uint64)
        found <<= np.uint64(16)
        found |= after
        found <<= _SHIFT
        found |= np.arange(start, start + len(after), dtype=np.uint32)
        found = found[units != 0]
        keys[n : n + len(found)] = found
        n += len(found)
    return keys


def _grouped(keys: Keys, locate: Locate) -> tuple[npt.NDArray[np.uint32], Postings]:
    """The distinct upper halves of ascending keys, and their postings."""
    n = len(keys)
    # Of what is too long by far the end is never touched, and takes no memory.
    docs, firsts, positions = (np.empty(n, dtype=np.int32) for _ in range(3))
    keeps_positions = locate(np.empty(0, dtype=np.uint32))[1] is not None
    terms: list[npt.NDArray[np.uint32]] = [np.empty(0, dtype=np.uint32)]
    ptr: list[Bounds] = []
    n_postings = 0
    last = (-1, -1)
    for start in range(0, n, BLOCK):
        block = keys[start : start + BLOCK]
        term = (block >> _SHIFT).astype(np.uint32)
        doc, position = locate(block.astype(np.uint32))
        if position is not None:
            positions[start : start + len(block)] = position
        begins_term = _differs(term, last[0])
        is_first = _differs(doc, last[1])
        is_first |= begins_term
        found = np.flatnonzero(is_first)
        end = n_postings + len(found)
        docs[n_postings:end] = doc[found]
        firsts[n_postings:end] = found + start
        terms.append(term[begins_term])
        ptr.append(np.flatnonzero(begins_term[found]) + n_postings)
        n_postings = end
        last = int(term[-1]), int(doc[-1])
    ptr.append(np.array([n_postings], dtype=np.int64))
    firsts = firsts[:n_postings]
    tf = np.diff(firsts, append=np.int32(n))
    kept = positions if keeps_positions else None
    return np.concatenate(terms), Postings(np.concatenate(ptr), docs[:n_postings], tf, kept)


def _differs(values: npt.NDArray[np.integer], before: int) -> npt.NDArray[np.bool_]:
    """Whether each number is another than the one before it."""
    differs = np.empty(len(values), dtype=np.bool_)
    differs[0] = int(values[0]) != before
    np.not_equal(values[1:], values[:-1], out=differs[1:])
    return differs


def _check_size(n_tokens: int) -> None:
    if n_tokens >= MAX_TOKENS:
        raise SegmentTooLarge(what="tokens of a field", limit=MAX_TOKENS)
