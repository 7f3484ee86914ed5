"""What is added, replaced and deleted, one by one and in bulk, and what a commit leaves."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import analysis, fields, query
from whoosh.filedb.filestore import RamStorage
from whoosh.writing import CLEAR, MERGE_SMALL, NO_MERGE, OPTIMIZE, BufferedWriter, IndexingError

from tests.whoosh_columnar.small_index import (
    a_small_index,
    add,
    answers,
    file_names,
    keys,
    names_in_use,
)
from whoosh_columnar import (
    Batch,
    BatchRefused,
    ColumnarIndex,
    Grams,
    Stream,
    deleted_mask,
    segment_data,
)

SCHEMA = fields.Schema(
    key=fields.ID(unique=True, stored=True),
    other=fields.ID(unique=True),
    words=fields.KEYWORD(scorable=True),
    units=Grams(),
    year=fields.NUMERIC(sortable=True),
    text=fields.TEXT(chars=True),
)


def an_index() -> ColumnarIndex:
    return ColumnarIndex.create(RamStorage(), SCHEMA)


def stored_keys(index: ColumnarIndex) -> list[str]:
    with index.reader() as reader:
        return [stored["key"] for stored in reader.all_stored_fields()]


def a_batch(*keys_: str) -> Batch:
    n = len(keys_)
    numbers = np.arange(n, dtype=np.int32)
    ones = np.ones(n, dtype=np.int32)
    return Batch(n, {"key": Stream(keys_, numbers, ones)}, stored=[{"key": key} for key in keys_])


def test_replacing_a_committed_record_leaves_the_new_one(tmp_path: Path):
    index = a_small_index(tmp_path)
    writer = index.writer()
    writer.update_document(key="5", words="neu")
    writer.commit()
    assert keys(index) == list(range(1, 11))


@pytest.mark.parametrize("limit", [1, 1000])
def test_replacing_twice_in_one_writer_leaves_the_last(limit: int):
    index = an_index()
    writer = index.writer(limit_tokens=limit)
    writer.add_document(key="a", words="x")
    writer.add_document(key="b", words="x")
    writer.update_document(key="a", words="y")
    writer.add_document(key="c", words="x")
    writer.update_document(key="a", words="z")
    writer.update_document(key="c", words="z")
    writer.commit(merge=False)
    assert sorted(stored_keys(index)) == ["a", "b", "c"]
    with index.searcher() as searcher:
        assert searcher.document(key="a") == {"key": "a"}
        assert sorted(hit["key"] for hit in searcher.search(_term("words", "z"))) == ["a", "c"]
        assert not searcher.search(_term("words", "y"))


def test_any_unique_field_replaces():
    index = an_index()
    writer = index.writer()
    writer.add_document(key="a", other="1")
    writer.add_document(key="b", other="2")
    writer.update_document(key="c", other="1")
    writer.commit()
    assert stored_keys(index) == ["b", "c"]


def test_records_are_deleted_by_number_in_bulk(tmp_path: Path):
    index = a_small_index(tmp_path)
    writer = index.writer()
    writer.delete_many(np.array([11, 4, 4, 7], dtype=np.int32))
    writer.delete_many([])
    writer.commit(merge=False)
    assert keys(index) == [1, 2, 3, 5, 6, 8, 9, 10]
    with index.reader() as reader:
        masks = [deleted_mask(leaf).tolist() for leaf, _ in reader.leaf_readers()]
        assert masks[1] == [True, False, False, True]


@pytest.mark.parametrize("numbers", [[12], [-1, 3]])
def test_a_number_of_no_record_is_refused_and_none_is_deleted(tmp_path: Path, numbers: list[int]):
    index = a_small_index(tmp_path)
    writer = index.writer()
    with pytest.raises(IndexingError):
        writer.delete_many(numbers)
    writer.commit()
    assert keys(index) == list(range(1, 11))


def test_a_deletion_can_be_taken_back_until_the_merge(tmp_path: Path):
    index = a_small_index(tmp_path)
    writer = index.writer()
    writer.delete_document(5)
    assert writer.is_deleted(5) and writer.deleted_count() == 3
    writer.delete_document(5, delete=False)
    writer.delete_document(0, delete=False)
    writer.commit(merge=False)
    assert keys(index) == list(range(11))


def test_a_writer_reads_what_it_has_deleted_as_gone(tmp_path: Path):
    index = a_small_index(tmp_path)
    writer = index.writer()
    assert writer.delete_by_term("key", "5") == 1
    with writer.searcher() as searcher:
        assert searcher.document(key="5") is None
        assert searcher.document(key="6")["key"] == "6"
    assert 5 in keys(index)
    writer.cancel()
    assert 5 in keys(index)


def test_all_deleted_is_an_empty_index(tmp_path: Path):
    index = a_small_index(tmp_path)
    writer = index.writer()
    writer.delete_many(np.arange(12))
    writer.commit(merge=False)
    assert keys(index) == []
    index.optimize()
    assert index._segments() == []
    assert keys(index) == []
    add(index, [3])
    assert keys(index) == [3]


@pytest.mark.parametrize("policy", [None, NO_MERGE, MERGE_SMALL, OPTIMIZE])
def test_a_merge_changes_no_answer(tmp_path: Path, policy: Any):
    index = a_small_index(tmp_path, n_segments=6)
    before = answers(index)
    writer = index.writer()
    writer.commit(mergetype=policy)
    after = answers(index)
    # Deleted records count in scores, and in the column and the terms, until they are merged away.
    if policy in (None, OPTIMIZE):
        live = ColumnarIndex.create(RamStorage(), index.schema)
        add(live, range(1, 23))
        assert after == answers(live)
    elif policy is NO_MERGE:
        assert after == before
    for name in before:
        if name not in ("terms", "extra"):
            assert [_without_score(hit) for hit in _listed(after[name])] == [
                _without_score(hit) for hit in _listed(before[name])
            ]


def test_clearing_leaves_what_was_added():
    index = an_index()
    writer = index.writer()
    writer.add_batch(a_batch("a"))
    writer.commit()
    writer = index.writer(limit_tokens=1)
    writer.add_batch(a_batch("b"))
    writer.add_batch(a_batch("c"))
    writer.commit(mergetype=CLEAR)
    assert sorted(stored_keys(index)) == ["b", "c"]


def test_a_commit_removes_what_killed_writers_left(tmp_path: Path):
    index = a_small_index(tmp_path)
    for name in ("MAIN_abc.col", "_MAIN_9.toc.0123", "_MAIN_1.toc"):
        (tmp_path / name).write_bytes(b"half")
    others = {"OTHER_abc.col", "_MAIN_of_another_9.toc.0123"}
    for name in others:
        (tmp_path / name).write_bytes(b"of another index")
    writer = index.writer()
    writer.commit()
    assert file_names(tmp_path) == names_in_use(index) | others


def test_a_full_writer_writes_segments_before_the_commit():
    index = an_index()
    writer = index.writer(limit_tokens=2)
    for key in "abcdefgh":
        writer.add_document(key=key)
    assert len([name for name in index.storage.list() if name.endswith(".col")]) == 4
    assert stored_keys(index) == []
    writer.commit(merge=False)
    assert stored_keys(index) == list("abcdefgh")
    assert [segment.doc_count_all() for segment in index._segments()] == [2, 2, 2, 2]


def test_a_group_stays_in_one_segment():
    index = an_index()
    writer = index.writer(limit_tokens=2)
    with writer.group():
        for key in "abcde":
            writer.add_document(key=key)
    writer.add_document(key="f")
    writer.commit(merge=False)
    assert [segment.doc_count_all() for segment in index._segments()] == [5, 1]


def test_records_and_batches_keep_their_order():
    index = an_index()
    writer = index.writer()
    writer.add_document(key="a")
    writer.add_batch(a_batch("b", "c"))
    writer.add_document(key="d")
    writer.add_batch(a_batch("e"))
    writer.commit()
    assert stored_keys(index) == list("abcde")
    with index.reader() as reader:
        field = segment_data(reader).field("key")
        numbers = [field.postings.docs(n).tolist() for n in range(5)]
        assert numbers == [[0], [1], [2], [3], [4]]


def test_a_record_that_an_analyzer_refuses_leaves_no_trace():
    index = an_index()
    writer = index.writer()
    writer.add_document(key="a")
    with pytest.raises(ValueError):
        writer.add_document(key="b", words="x", year="not a number")
    writer.add_document(key="c")
    writer.commit()
    assert stored_keys(index) == ["a", "c"]
    with index.reader() as reader:
        assert list(reader.lexicon("key")) == [b"a", b"c"]
        assert ("words", b"x") not in reader


def test_notes_are_in_the_header_of_what_was_written():
    index = an_index()
    writer = index.writer()
    writer.notes["analyzer"] = {"version": 3}
    writer.add_document(key="a")
    writer.commit()
    with index.reader() as reader:
        assert segment_data(reader).header["notes"] == {"analyzer": {"version": 3}}


def test_whooshs_buffered_writer_works():
    index = an_index()
    writer = BufferedWriter(index, period=None, limit=3)
    for key in "abcd":
        writer.update_document(key=key, words="x")
    writer.update_document(key="d", words="y", text="some text")
    writer.close()
    assert sorted(stored_keys(index)) == list("abcd")
    with index.searcher() as searcher:
        assert [hit["key"] for hit in searcher.search(_term("words", "y"))] == ["d"]
        assert [hit["key"] for hit in searcher.search(_term("text", "text"))] == ["d"]


def test_a_batch_of_an_unknown_format_or_field_is_refused():
    one = Stream(("x",), np.zeros(1, dtype=np.int32), np.ones(1, dtype=np.int32))
    wrong = {
        "field": Batch(1, {"none": one}),
        "format": Batch(1, {"text": one}),
        "lengths": Batch(2, {"words": one}),
        "sum": Batch(1, {"words": Stream(("x",), one.tokens, np.array([2], dtype=np.int32))}),
        "negative": Batch(
            2,
            {"words": Stream(("x",), one.tokens, np.array([2, -1], dtype=np.int32))},
        ),
        "term": Batch(1, {"words": Stream((), one.tokens, one.lengths)}),
        "dtype": Batch(1, {"words": Stream(("x",), np.zeros(1, dtype=np.int64), one.lengths)}),
        "positions": Batch(
            1, {"words": Stream(("x",), one.tokens, one.lengths, np.zeros(2, dtype=np.int32))}
        ),
        "continues": Batch(
            1, {"units": Stream(("x",), one.tokens, one.lengths, continues=np.array([True]))}
        ),
        "unit": Batch(1, {"units": Stream(("",), one.tokens, one.lengths)}),
        "column": Batch(1, {}, {"words": ["x"]}),
        "values": Batch(1, {}, {"year": [1, 2]}),
        "stored": Batch(1, stored=[{"none": 1}]),
        "stored count": Batch(1, stored=[]),
    }
    index = an_index()
    writer = index.writer()
    for name, batch in wrong.items():
        with pytest.raises(BatchRefused):
            writer.add_batch(batch)
            pytest.fail(name)
    writer.commit()
    assert index._segments() == []


def test_positions_of_a_batch_may_have_gaps():
    schema = fields.Schema(a=fields.TEXT(analyzer=analysis.KeywordAnalyzer()))
    index = ColumnarIndex.create(RamStorage(), schema)
    writer = index.writer()
    tokens = np.array([0, 1, 0], dtype=np.int32)
    places = np.array([5, 9, 2], dtype=np.int32)
    stream = Stream(("x", "y"), tokens, np.array([3], dtype=np.int32), places)
    writer.add_batch(Batch(1, {"a": stream}))
    writer.commit()
    with index.reader() as reader:
        assert reader.postings("a", "x").value_as("positions") == [2, 5]
        assert reader.postings("a", "y").value_as("positions") == [9]


def _term(name: str, text: str) -> Any:
    return query.Term(name, text)


def _listed(answer: Any) -> Any:
    return answer if isinstance(answer, list) else [answer]


def _without_score(hit: Any) -> Any:
    return (hit[0], *hit[2:]) if isinstance(hit, tuple) else hit
