"""Postings written to a file are read back term by term, range by range, and whole."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.whoosh_columnar.files import reopened
from whoosh_columnar.postings import Postings, PostingsFile, write_postings

LARGEST = (1 << 31) - 1
RECORD = st.one_of(st.integers(0, 20), st.sampled_from([255, 256, 65536, LARGEST - 1, LARGEST]))
PLACES = st.lists(
    st.one_of(st.integers(0, 300), st.sampled_from([65535, 65536, LARGEST])),
    min_size=1, max_size=5, unique=True,
).map(sorted)  # fmt: skip
# A term is a map from its records to its places in them.
TERMS = st.lists(st.dictionaries(RECORD, PLACES, min_size=1, max_size=30), max_size=6)
Term = dict[int, list[int]]


def postings_of(terms: list[Term], *, with_positions: bool = True) -> Postings:
    rows = [(record, term[record]) for term in terms for record in sorted(term)]
    places = [place for _, found in rows for place in found]
    return Postings(
        np.cumsum([0, *map(len, terms)], dtype=np.int64),
        np.array([record for record, _ in rows], dtype=np.int32),
        np.array([len(found) for _, found in rows], dtype=np.int32),
        np.array(places, dtype=np.int32) if with_positions else None,
    )


def file_of(postings: Postings) -> PostingsFile:
    return PostingsFile(reopened(lambda writer: write_postings(writer, "p", postings)), "p")


def assert_equal(found: Postings, expected: Postings) -> None:
    assert found.n_terms == expected.n_terms
    assert found.ptr.dtype == np.int64 and found.ptr.tolist() == expected.ptr.tolist()
    assert found.docs.dtype == np.int32 and found.docs.tolist() == expected.docs.tolist()
    assert found.tf.dtype == np.int32 and found.tf.tolist() == expected.tf.tolist()
    if expected.positions is None:
        assert found.positions is None
    else:
        assert found.positions is not None and found.positions.dtype == np.int32
        assert found.positions.tolist() == expected.positions.tolist()


@settings(deadline=None)
@given(TERMS)
def test_each_term_is_read_alone(terms):
    file = file_of(postings_of(terms))
    assert file.n_terms == len(terms) and file.has_positions
    for number, term in enumerate(terms):
        records = sorted(term)
        places = [place for record in records for place in term[record]]
        assert file.df(number) == len(records) and file.cf(number) == len(places)
        docs, tf = file.docs(number), file.tf(number)
        positions = file.positions(number, len(places))
        assert docs.dtype == tf.dtype == positions.dtype == np.int32
        assert docs.tolist() == records
        assert tf.tolist() == [len(term[record]) for record in records]
        assert positions.tolist() == places


@settings(deadline=None)
@given(TERMS, st.booleans(), st.data())
def test_ranges_of_terms_are_read_at_once(terms, with_positions, data):
    file = file_of(postings_of(terms, with_positions=with_positions))
    assert file.has_positions is with_positions
    assert_equal(file.all(), postings_of(terms, with_positions=with_positions))
    first = data.draw(st.integers(0, len(terms)))
    end = data.draw(st.integers(first, len(terms)))
    expected = postings_of(terms[first:end], with_positions=with_positions)
    assert_equal(file.part(first, end), expected)
    assert_equal(file.frequencies(first, end), postings_of(terms[first:end], with_positions=False))


def test_frequencies_are_exact_up_to_the_largest():
    tf = [1, 255, 256, 257, 65536, 65537, LARGEST]
    postings = Postings(
        np.array([0, 7, 14], dtype=np.int64),
        np.tile(np.arange(7, dtype=np.int32), 2),
        np.array(tf + tf[::-1], dtype=np.int32),
    )
    file = file_of(postings)
    assert file.tf(0).tolist() == tf
    assert file.tf(1).tolist() == tf[::-1]
    assert file.cf(0) == file.cf(1) == sum(tf)
    assert_equal(file.all(), postings)


def test_a_term_in_every_record_takes_a_byte_for_each_at_most():
    n = 100_000
    postings = Postings(
        np.array([0, n], dtype=np.int64), np.arange(n, dtype=np.int32), np.ones(n, dtype=np.int32)
    )
    file = reopened(lambda writer: write_postings(writer, "p", postings))
    assert file.n_bytes < n + 4096
    assert_equal(PostingsFile(file, "p").all(), postings)


def test_a_field_without_terms():
    file = file_of(postings_of([]))
    assert file.n_terms == 0
    assert_equal(file.all(), postings_of([]))
