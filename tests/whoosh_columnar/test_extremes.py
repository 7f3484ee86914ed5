"""The longest records, the most terms, and the strangest ones."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import analysis, fields, query
from whoosh.filedb.filestore import RamStorage

from whoosh_columnar.batch import Batch, Stream
from whoosh_columnar.errors import BatchRefused, SegmentTooLarge
from whoosh_columnar.field_types import Grams
from whoosh_columnar.index import ColumnarIndex, create_in, open_dir
from whoosh_columnar.inverting import MAX_TOKENS
from whoosh_columnar.segment_data import SegmentData, segment_data

SEPARATOR = "\x1f"


def an_index(**types: Any) -> ColumnarIndex:
    return ColumnarIndex.create(RamStorage(), fields.Schema(**types))


def stream(records: Sequence[Sequence[str]]) -> Stream:
    """Records as lists of terms."""
    terms = sorted({term for record in records for term in record})
    number = {term: place for place, term in enumerate(terms)}
    tokens = [number[term] for record in records for term in record]
    lengths = [len(record) for record in records]
    return Stream(terms, np.array(tokens, dtype=np.int32), np.array(lengths, dtype=np.int32))


def with_batch(index: ColumnarIndex, n: int, **streams: Stream) -> ColumnarIndex:
    writer = index.writer()
    writer.add_batch(Batch(n, streams))
    writer.commit()
    return index


def found(index: ColumnarIndex, asked: Any) -> list[int]:
    with index.searcher() as searcher:
        return sorted(hit.docnum for hit in searcher.search(asked, limit=None))


def data_of(index: ColumnarIndex) -> SegmentData:
    """The one segment; it stays open."""
    ((leaf, _),) = index.reader().leaf_readers()
    data = segment_data(leaf)
    assert data is not None
    return data


def run_of(units: Sequence[str]) -> Any:
    """The query for units side by side."""
    if len(units) == 1:
        return query.Prefix("units", units[0] + SEPARATOR)
    return query.Phrase("units", [a + SEPARATOR + b for a, b in pairwise(units)])


@pytest.fixture(scope="module")
def long_index(tmp_path_factory: pytest.TempPathFactory) -> ColumnarIndex:
    """A record of two million units between two short ones, by `add_document` and merged."""
    folder = tmp_path_factory.mktemp("long")
    index = create_in(folder, fields.Schema(units=Grams(), words=fields.KEYWORD(scorable=True)))
    text = ("政策" * 499_999 + "解释") * 2
    for units, words in (("甲", "甲"), (text, "甲 " * 120_000), ("政策解释", "甲 乙")):
        writer = index.writer()
        writer.add_document(units=units, words=words)
        writer.commit()
    writer = index.writer()
    writer.commit(optimize=True)
    return index


def test_a_record_of_two_million_units_is_found_by_any_run(long_index: ColumnarIndex):
    assert found(long_index, run_of("策解释政策")) == [1]
    assert found(long_index, run_of("策解释")) == [1, 2]
    assert found(long_index, run_of("释")) == [1, 2]
    assert found(long_index, run_of("解策")) == []
    assert found(long_index, run_of("甲")) == [0]


def test_a_record_of_two_million_units_is_kept_exactly(long_index: ColumnarIndex):
    with long_index.reader() as reader:
        ((leaf, _),) = reader.leaf_readers()
        data = segment_data(leaf)
        assert data is not None
        data.verify()
        assert data.lengths("units").tolist() == [1, 2_000_000, 4]
        assert data.lengths("words").tolist() == [1, 120_000, 2]
        field = data.field("words")
        assert field is not None
        assert field.postings.tf(field.terms.find("甲".encode())).tolist() == [1, 120_000, 1]
        units = data.field("units")
        assert units is not None and units.forward is not None
        assert len(units.forward) == 2_000_000 + 5 + 3
        number = units.terms.find("策\x1f政".encode())
        places = units.postings.positions(number, units.postings.cf(number))
        assert places.tolist()[:2] == [1, 3]
        assert len(places) == 2 * 499_998


def test_a_field_length_that_whoosh_cannot_count_is_its_last_step(long_index: ColumnarIndex):
    with long_index.reader() as reader:
        assert reader.doc_field_length(1, "words") == reader.max_field_length("words") == 106_374
        assert reader.field_length("words") == 120_003


def test_a_million_terms():
    n = 1_000_000
    terms = [f"{number:06}" for number in range(n)]
    tokens = np.arange(n, dtype=np.int32)
    lengths = np.full(1000, 1000, dtype=np.int32)
    index = with_batch(an_index(words=fields.KEYWORD()), 1000, words=Stream(terms, tokens, lengths))
    assert found(index, query.Term("words", "123456")) == [123]
    assert found(index, query.Prefix("words", "9995")) == [999]
    assert found(index, query.Term("words", "x")) == []
    with index.reader() as reader:
        assert reader.field_terms("words").__next__() == "000000"
        assert reader.doc_frequency("words", "999999") == 1


def test_a_term_in_every_record():
    n = 200_000
    every = Stream(["all"], np.zeros(n, dtype=np.int32), np.ones(n, dtype=np.int32))
    index = with_batch(an_index(words=fields.KEYWORD()), n, words=every)
    with index.searcher() as searcher:
        results = searcher.search(query.Term("words", "all"), limit=3)
        assert len(results) == n
        assert [hit.docnum for hit in results] == [0, 1, 2]


def test_a_term_of_64_kilobytes():
    long = "长" * 21_845 + "a"
    assert len(long.encode()) == 65_536
    index = an_index(words=fields.KEYWORD(), units=Grams())
    with index.writer() as writer:
        writer.add_document(words="短", units=["短"])
        writer.add_document(words=long, units=[long, "短"])
        writer.add_document(words=long[:-1], units=[long[:-1]])
    assert found(index, query.Term("words", long)) == [1]
    assert found(index, query.Term("words", long[:-1])) == [2]
    assert found(index, query.Prefix("words", long[:-1])) == [1, 2]
    assert found(index, run_of([long, "短"])) == [1]
    assert found(index, run_of([long[:-1]])) == [2]


STRANGE = [
    "\U00020000", "\U0002ceb0", "\U000323af", "\U0010ffff", "\uffff", "\ufffd", "\ue000", "é",
    "e\u0301", "ｆｕｌｌ", "שלום", "\u202eabc", "\0", "a\0", "a\0b", "\n", "a\nb",
    "\x1e", " ", "\ufeff",
]  # fmt: skip


def test_strange_terms_are_terms_in_the_order_of_their_bytes():
    index = with_batch(
        an_index(words=fields.KEYWORD()), len(STRANGE), words=stream([[term] for term in STRANGE])
    )
    for number, term in enumerate(STRANGE):
        assert found(index, query.Term("words", term)) == [number]
    with index.reader() as reader:
        terms = [term for _, term in reader.all_terms()]
    assert terms == sorted(term.encode() for term in STRANGE)
    assert [term.decode() for term in terms] == sorted(STRANGE), "of UTF-8 both orders are one"


def test_strange_units_are_units():
    units = [unit for unit in STRANGE if not unit.startswith("a")]
    index = with_batch(an_index(units=Grams()), 2, units=stream([units, list(reversed(units))]))
    assert found(index, run_of(units)) == [0]
    assert found(index, run_of(units[3:6])) == [0]
    assert found(index, run_of(units[::-1][5:9])) == [1]
    for unit in units:
        assert found(index, run_of([unit])) == [0, 1]


@pytest.mark.parametrize("unit", ["", "a\x1f", "\x1f", "\ud800", "x\udfff"])
def test_what_is_no_unit_is_refused_and_nothing_is_added(unit: str):
    index = with_batch(an_index(units=Grams()), 1, units=stream([["政"]]))
    writer = index.writer()
    with pytest.raises(BatchRefused, match="units"):
        writer.add_batch(Batch(1, {"units": stream([["政", unit]])}))
    with pytest.raises((ValueError, BatchRefused)):
        writer.add_document(units=["政", unit])
    writer.commit()
    assert found(index, query.Every()) == [0]
    assert found(index, run_of(["政"])) == [0]


def test_a_lone_surrogate_is_refused_as_a_word():
    index = an_index(words=fields.KEYWORD())
    writer = index.writer()
    with pytest.raises(BatchRefused, match="no text"):
        writer.add_batch(Batch(1, {"words": stream([["\ud800"]])}))
    writer.commit()
    assert found(index, query.Every()) == []


def spaced_text() -> Any:
    return fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer())


@pytest.mark.parametrize("of", [fields.KEYWORD, fields.ID, fields.NGRAM, spaced_text])
def test_a_record_that_is_refused_halfway_leaves_no_trace(of: Callable[[], Any]):
    """Some records hold a lone surrogate: the others are as without them."""
    records = [f"w{number % 7} same" for number in range(20)]
    expected, index = (an_index(words=of()) for _ in range(2))
    with expected.writer() as writer:
        for record in records:
            writer.add_document(words=record)
    with index.writer() as writer:
        for number, record in enumerate(records):
            if number % 5 == 0:
                with pytest.raises(UnicodeEncodeError):
                    writer.add_document(words=f"w1 same w2 \ud800{number} w3")
            writer.add_document(words=record)
    with expected.reader() as first, index.reader() as second:
        assert list(first.all_terms()) == list(second.all_terms())
        assert second.doc_count() == len(records)
        for name, term in first.all_terms():
            one, other = first.postings(name, term), second.postings(name, term)
            assert list(one.all_ids()) == list(other.all_ids())
            assert first.frequency(name, term) == second.frequency(name, term)


def test_a_lone_surrogate_in_a_query_finds_nothing():
    index = with_batch(an_index(words=fields.KEYWORD()), 1, words=stream([["a"]]))
    assert found(index, query.Term("words", "\ud800")) == []


def test_more_tokens_than_a_segment_can_number_are_refused():
    """Counted before anything is made of them: the arrays here are one number each."""
    n = 1 << 21
    tokens = np.broadcast_to(np.int32(0), MAX_TOKENS)
    lengths = np.full(n, MAX_TOKENS // n, dtype=np.int32)
    index = with_batch(an_index(words=fields.KEYWORD()), 1, words=stream([["a"]]))
    writer = index.writer()
    with pytest.raises(SegmentTooLarge, match="2147483648 tokens"):
        writer.add_batch(Batch(n, {"words": Stream(["a"], tokens, lengths)}))
    writer.commit()
    assert found(index, query.Every()) == [0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("ab \0\n政\U00020000", max_size=30), min_size=1, max_size=5),
    st.text("ab \0\n政\U00020000", min_size=1, max_size=4),
)
def test_a_run_of_characters_is_a_substring(texts: list[str], run: str):
    index = with_batch(an_index(units=Grams()), len(texts), units=stream(texts))
    expected = [number for number, text in enumerate(texts) if run in text]
    assert found(index, run_of(run)) == expected


@pytest.mark.parametrize("n", [0, 1, 2])
def test_records_without_any_token(n: int, tmp_path: Path):
    index = create_in(tmp_path, fields.Schema(units=Grams(), words=fields.KEYWORD()))
    with_batch(index, n, units=stream([[]] * n), words=stream([[]] * n))
    index = open_dir(tmp_path)
    assert found(index, query.Every()) == list(range(n))
    assert found(index, query.Term("words", "a")) == []
    assert found(index, run_of("ab")) == []
    index.verify()
