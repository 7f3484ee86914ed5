"""From tokens in the order of the text to postings in the order of terms: one sort of integers.

A key holds the term above the token's place, so that sorting keys alone brings the tokens in order
and tells where each came from; NumPy sorts 64-bit integers several times faster than it finds the
order that sorts an array.
"""

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import MAX_SHORT_UNITS
from whoosh_columnar.errors import SegmentTooLarge
from whoosh_columnar.postings import Bounds, Numbers, Postings

MAX_TOKENS = 1 << 31


def invert(
    terms: Numbers, docs: Numbers, n_terms: int, positions: Numbers | None = None
) -> Postings:
    """Invert tokens that stand in the order of records (and of positions, within a record).

    terms: int32[n] numbers of terms, in the order of the dictionary; each of n_terms stands there.
    docs, positions: int32[n] the token's record, and its place in it where places are kept.
    """
    _check_size(len(terms))
    keys = terms.astype(np.uint64)
    if positions is None:
        keys <<= np.uint64(32)
        keys |= docs.astype(np.uint64)
        keys.sort()
        sorted_terms = (keys >> np.uint64(32)).astype(np.int32)
        sorted_docs = (keys & np.uint64(0xFFFFFFFF)).astype(np.int32)
        return _counted(sorted_terms, sorted_docs, n_terms)
    keys <<= np.uint64(32)
    keys |= np.arange(len(terms), dtype=np.uint64)
    keys.sort()
    sorted_terms = (keys >> np.uint64(32)).astype(np.int32)
    order = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    del keys
    return _counted(sorted_terms, docs[order], n_terms, positions[order])


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
    is_short = int(forward.max(initial=0)) < MAX_SHORT_UNITS
    begins = np.flatnonzero(forward[:-1]).astype(np.uint32)
    firsts, seconds = forward[:-1][begins], forward[1:][begins]
    if is_short:
        keys = firsts.astype(np.uint64)
        keys <<= np.uint64(16)
        keys |= seconds.astype(np.uint64)
        keys <<= np.uint64(32)
        keys |= begins.astype(np.uint64)
        keys.sort()
        places = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        keys >>= np.uint64(32)
        pairs: npt.NDArray[np.unsignedinteger] = keys.astype(np.uint32)
    else:
        pairs = firsts.astype(np.uint64) << np.uint64(32) | seconds.astype(np.uint64)
        order = np.argsort(pairs, kind="stable")
        pairs, places = pairs[order], begins[order]
    del firsts, seconds, begins
    is_first = np.empty(len(pairs), dtype=np.bool_)
    is_first[:1] = True
    np.not_equal(pairs[1:], pairs[:-1], out=is_first[1:])
    distinct = pairs[is_first]
    terms = np.cumsum(is_first, dtype=np.int32)
    terms -= np.int32(1)
    sizes = np.diff(starts)
    record_of_place = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    docs = record_of_place[places]
    del record_of_place
    positions = places.view(np.int32) - starts.astype(np.int32)[docs]
    return distinct, _counted(terms, docs, len(distinct), positions)


def _counted(
    terms: Numbers, docs: Numbers, n_terms: int, positions: Numbers | None = None
) -> Postings:
    """Equal neighbours become one posting with a frequency."""
    is_first = np.empty(len(terms), dtype=np.bool_)
    is_first[:1] = True
    np.not_equal(docs[1:], docs[:-1], out=is_first[1:])
    is_first[1:] |= terms[1:] != terms[:-1]
    firsts = np.flatnonzero(is_first)
    tf = np.diff(firsts, append=len(terms)).astype(np.int32)
    ptr = np.zeros(n_terms + 1, dtype=np.int64)
    np.cumsum(np.bincount(terms[firsts], minlength=n_terms), out=ptr[1:])
    return Postings(ptr, docs[firsts], tf, positions)


def _check_size(n_tokens: int) -> None:
    if n_tokens >= MAX_TOKENS:
        raise SegmentTooLarge(what="tokens of a field", limit=MAX_TOKENS)
