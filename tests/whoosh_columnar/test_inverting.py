"""Inverting is what a dictionary of lists does, for tokens and for pairs of units."""

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoosh_columnar.errors import SegmentTooLarge
from whoosh_columnar.inverting import BLOCK, MAX_TOKENS, invert, invert_pairs
from whoosh_columnar.postings import Postings

# Records as lists of terms; few terms, so that they come again.
RECORDS = st.lists(st.lists(st.integers(0, 5), max_size=12), max_size=12)
UNITS = st.lists(st.tuples(st.lists(st.integers(1, 4), max_size=8), st.booleans()), max_size=10)
Index = dict[int, dict[int, list[int]]]


def inverted(records: list[list[int]]) -> Index:
    """The oracle: term → record → places."""
    index: Index = defaultdict(lambda: defaultdict(list))
    for number, terms in enumerate(records):
        for place, term in enumerate(terms):
            index[term][number].append(place)
    return index


def pairs_of(forward: list[int], starts: list[int]) -> Index:
    """The oracle for pairs: (first, second) → record → places."""
    index: Index = defaultdict(lambda: defaultdict(list))
    for number, (start, end) in enumerate(pairwise(starts)):
        for place in range(start, end):
            if forward[place]:
                index[forward[place], forward[place + 1]][number].append(place - start)
    return index


def assert_same(found: Postings, index: Index, *, with_positions: bool = True) -> None:
    rows = [sorted(index[term].items()) for term in sorted(index)]
    places = [places for row in rows for _, places in row]
    assert found.ptr.tolist() == np.cumsum([0, *map(len, rows)]).tolist()
    assert found.docs.tolist() == [record for row in rows for record, _ in row]
    assert found.tf.tolist() == [len(each) for each in places]
    assert (found.ptr.dtype, found.docs.dtype, found.tf.dtype) == (np.int64, np.int32, np.int32)
    if with_positions:
        assert found.positions is not None and found.positions.dtype == np.int32
        assert found.positions.tolist() == [place for each in places for place in each]
    else:
        assert found.positions is None


def assert_inverts(records: list[list[int]]) -> None:
    distinct = sorted({term for record in records for term in record})
    number = {term: place for place, term in enumerate(distinct)}
    records = [[number[term] for term in record] for record in records]
    terms = np.array([term for record in records for term in record], dtype=np.int32)
    lengths = [len(record) for record in records]
    docs = np.repeat(np.arange(len(records), dtype=np.int32), lengths)
    places = np.array([place for n in lengths for place in range(n)], dtype=np.int32)
    index = inverted(records)
    assert_same(invert(terms, docs, len(distinct)), index, with_positions=False)
    assert_same(invert(terms, docs, len(distinct), places), index)


def assert_inverts_pairs(
    records: list[tuple[list[int], bool]], dtype: type[np.unsignedinteger], above: int = 0
) -> None:
    """records: (units, whether the next record goes on there)."""
    if records:
        records = [*records[:-1], (records[-1][0], False)]
    rows = [[unit + above for unit in units] + [0] * (not goes_on) for units, goes_on in records]
    forward = [unit for row in rows for unit in row]
    starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    keys, postings = invert_pairs(np.array(forward, dtype=dtype), starts)
    index = pairs_of(forward, starts.tolist())
    shift = keys.itemsize * 4
    assert [(key >> shift, key & ((1 << shift) - 1)) for key in keys.tolist()] == sorted(index)
    assert_same(postings, index)


@settings(deadline=None)
@given(RECORDS)
def test_tokens(records):
    assert_inverts(records)


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
@settings(deadline=None)
@given(UNITS)
def test_pairs(dtype, records):
    assert_inverts_pairs(records, dtype)


@settings(deadline=None)
@given(UNITS)
def test_pairs_of_more_units_than_16_bits_number(records):
    assert_inverts_pairs(records, np.uint32, above=(1 << 16) - 2)


@pytest.mark.parametrize("n", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1])
@pytest.mark.parametrize("split", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_term_may_go_on_over_the_end_of_a_block(n, split):
    """One term in one record, and in two: equal neighbours on both sides of the blocks' ends."""
    ones, split = [0] * n, min(split, n)
    assert_inverts([ones[:split], ones[split:]])
    assert_inverts([ones[:split] + [1] * (n - split)])
    assert_inverts_pairs([([1] * split, False), ([1] * (n - split), False)], np.uint16)
    assert_inverts_pairs([([1] * split + [2] * (n - split), False)], np.uint16)


def test_many_tokens_in_an_order_without_rule():
    draws = np.random.default_rng(7).geometric(0.05, 3 * BLOCK) % 50
    records = [part.tolist() for part in np.array_split(draws, 1000)]
    assert_inverts(records)
    assert_inverts_pairs([([unit + 1 for unit in part], False) for part in records], np.uint16)


def test_the_largest_numbers():
    largest = (1 << 31) - 1
    docs = np.array([0, largest - 1, largest], dtype=np.int32)
    found = invert(np.zeros(3, dtype=np.int32), docs, 1, docs)
    assert found.docs.tolist() == docs.tolist()
    assert found.positions is not None and found.positions.tolist() == docs.tolist()
    assert invert(np.zeros(3, dtype=np.int32), docs, 1).docs.tolist() == docs.tolist()
    keys, _ = invert_pairs(np.array([65535, 65535, 0], np.uint16), np.array([0, 3]))
    assert keys.tolist() == [65535 << 16, 65535 << 16 | 65535]
    assert keys.dtype == np.uint32


def test_more_tokens_than_can_be_numbered_are_refused():
    many = np.broadcast_to(np.int32(0), MAX_TOKENS)  # no memory: one number, shown 2^31 times
    with pytest.raises(SegmentTooLarge, match="2147483648 tokens"):
        invert(many, many, 1)
    with pytest.raises(SegmentTooLarge, match="2147483648 tokens"):
        invert_pairs(many.view(np.uint32), np.array([0, MAX_TOKENS]))
