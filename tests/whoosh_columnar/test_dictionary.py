"""Both dictionaries answer as a sorted list of byte strings does."""

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.whoosh_columnar.files import reopened
from whoosh_columnar.dictionary import MAX_BYTES, MAX_SHORT_UNITS, SEPARATOR, PairTerms, Terms
from whoosh_columnar.errors import SegmentTooLarge

# Short, of few letters, so that terms are often prefixes of one another.
TERM = st.one_of(
    st.lists(st.sampled_from(b"\x00\x01\x1e\x1f ab\xfe\xff"), max_size=4).map(bytes),
    st.text(max_size=3).map(str.encode),
)
UNIT = st.one_of(
    st.text("ab é政策\U00020bb7", min_size=1, max_size=3).map(str.encode),
    # A byte below the separator only where no other unit stops.
    st.sampled_from([b"\n", b"\x00", b"\x1e", b"\t\n", b"\xff", b"\xff\xff"]),
)


def as_list_does(found, terms: list[bytes], probe: bytes) -> None:
    """`find`, `lower_bound` and `prefix_range`, each in one line of lists."""
    assert found.lower_bound(probe) == bisect_left(terms, probe)
    assert found.find(probe) == (terms.index(probe) if probe in terms else -1)
    numbers = [number for number, term in enumerate(terms) if term.startswith(probe)]
    low, high = found.prefix_range(probe)
    assert list(range(low, high)) == numbers


@settings(deadline=None)
@given(st.sets(TERM), st.lists(TERM))
def test_terms_are_a_sorted_list(distinct, probes):
    terms = sorted(distinct)
    made = Terms.from_sorted(terms)
    read = Terms.read(reopened(lambda writer: made.write(writer, "t")), "t")
    for found in (made, read):
        assert len(found) == len(terms)
        assert list(found) == terms
        assert [found.term(number) for number in range(len(terms))] == terms
        for probe in [*terms, *probes]:
            as_list_does(found, terms, probe)


def pair_terms(pairs: set[tuple[bytes, bytes]], shift: int) -> tuple[PairTerms, list[bytes]]:
    units = sorted({unit for pair in pairs for unit in pair if unit})
    number = {b"": 0} | {unit: place for place, unit in enumerate(units, start=1)}
    keys = sorted(number[first] << shift | number[second] for first, second in pairs)
    dtype = np.uint32 if shift == 16 else np.uint64
    made = PairTerms(Terms.from_sorted(units), np.array(keys, dtype=dtype))
    return made, sorted(first + SEPARATOR + second for first, second in pairs)


@pytest.mark.parametrize("shift", [16, 32])
@settings(deadline=None)
@given(
    st.sets(st.tuples(UNIT, st.one_of(UNIT, st.just(b""))), max_size=8),
    st.lists(st.one_of(TERM, st.tuples(UNIT, TERM).map(lambda t: t[0] + SEPARATOR + t[1]))),
    TERM,
)
def test_pairs_are_a_sorted_list(shift, pairs, probes, end):
    made, terms = pair_terms(pairs, shift)
    read = PairTerms.read(reopened(lambda writer: made.write(writer, "p")), "p")
    near = [term[:length] + end for term in terms for length in range(len(term))]
    for found in (made, read):
        assert len(found) == len(terms)
        assert list(found) == terms
        assert [found.term(number) for number in range(len(terms))] == terms
        for probe in {*terms, *probes, *near}:
            as_list_does(found, terms, probe)


@settings(deadline=None)
@given(st.sets(st.tuples(UNIT, st.one_of(UNIT, st.just(b"")))))
def test_pairs_are_found_by_their_units(pairs):
    made, terms = pair_terms(pairs, 16)
    for first, second in pairs:
        numbers = made.unit(first), made.unit(second)
        assert made.find_pair(*numbers) == terms.index(first + SEPARATOR + second)
        low, high = made.pairs_of(numbers[0])
        assert terms[low:high] == [term for term in terms if term.startswith(first + SEPARATOR)]
    assert made.unit(b"") == 0
    assert made.unit(b"nowhere") == -1


def test_the_largest_numbers_of_units_fit_short_keys():
    n = MAX_SHORT_UNITS - 1
    units = [f"{number:05}".encode() for number in range(n)]
    keys = [(first << 16) + second for first in (n - 1, n) for second in (0, 1, n)]
    made = PairTerms(Terms.from_sorted(units), np.array(keys, dtype=np.uint32))
    ends = (b"", units[0], units[-1])
    terms = [first + SEPARATOR + second for first in units[-2:] for second in ends]
    assert list(made) == terms
    for term in terms:
        for probe in (term, term + b"\xff", term[:-1], term + SEPARATOR):
            as_list_does(made, terms, probe)


def test_a_term_of_64_kilobytes_and_a_million_terms():
    terms = [b"%07d" % number for number in range(1_000_000)] + [b"z" * 65536]
    found = Terms.read(reopened(lambda writer: Terms.from_sorted(terms).write(writer, "t")), "t")
    assert len(found) == 1_000_001
    assert found.find(b"z" * 65536) == 1_000_000
    assert found.find(b"z" * 65535) == -1
    assert found.prefix_range(b"012345") == (123450, 123460)


def test_terms_of_more_bytes_than_can_be_numbered_are_refused():
    mebibyte = bytes(1 << 20)
    with pytest.raises(SegmentTooLarge, match="bytes of a field's distinct terms"):
        Terms.from_sorted([mebibyte] * (MAX_BYTES >> 20))
