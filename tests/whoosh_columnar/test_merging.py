"""A merged segment is, byte for byte, what indexing its records at once makes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import columns, fields
from whoosh.filedb.filestore import RamStorage

from whoosh_columnar import Batch, ColumnarIndex, Grams, Stream, segment_data

WORDS = ("甲", "乙", "丙", "丁戊", "a", "zz")
Record = dict[str, Any]

SCHEMA = fields.Schema(
    key=fields.ID(stored=True),
    words=fields.KEYWORD(scorable=True),
    text=fields.TEXT(analyzer=fields.KEYWORD().analyzer),
    weighted=fields.TEXT(analyzer=fields.KEYWORD().analyzer, chars=True, vector=True),
    units=Grams(),
    number=fields.NUMERIC(sortable=True, stored=True),
    kind=fields.ID(sortable=columns.RefBytesColumn()),
    plain=fields.ID(sortable=True),
    flag=fields.BOOLEAN(),
    bit=fields.COLUMN(columns.BitColumn()),
    thing=fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn())),
)

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
records = st.fixed_dictionaries(
    {
        "key": st.sampled_from(WORDS),
        "number": st.integers(-(2**31), 2**31 - 1),
        "kind": st.sampled_from(WORDS),
        "plain": st.sampled_from(WORDS),
        "bit": st.booleans(),
        "thing": st.sampled_from([{"a": 1}, [2], "b"]),
    },
    optional={
        "words": texts,
        "text": texts,
        "weighted": texts,
        "units": st.lists(st.sampled_from(WORDS), max_size=5),
        "flag": st.booleans(),
        "_words_boost": st.sampled_from([1.0, 2.0, 2.5]),
    },
)


def an_index() -> ColumnarIndex:
    return ColumnarIndex.create(RamStorage(), SCHEMA)


def commit(index: ColumnarIndex, added: Sequence[Record], **options: Any) -> None:
    writer = index.writer()
    for record in added:
        writer.add_document(**record)
    writer.commit(**options)


def contents(index: ColumnarIndex) -> list[bytes]:
    """The bytes of each segment."""
    storage = index.storage
    return [storage.files[segment.file_name] for segment in index._segments()]


@settings(max_examples=60, deadline=None)
@given(st.lists(records, min_size=1, max_size=12), st.data())
def test_merging_what_is_left_is_indexing_it_at_once(added: list[Record], data: st.DataObject):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(added)), max_size=3)))
    deleted = data.draw(st.sets(st.integers(0, len(added) - 1)))
    index = an_index()
    for first, end in zip([0, *cuts], [*cuts, len(added)], strict=True):
        commit(index, added[first:end], merge=False)
    writer = index.writer()
    writer.delete_many(sorted(deleted))
    writer.commit(merge=False)
    writer = index.writer()
    writer.commit(optimize=True)

    whole = an_index()
    commit(whole, [record for n, record in enumerate(added) if n not in deleted])
    assert contents(index) == contents(whole)


pieces = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), max_size=4), st.booleans()), min_size=1, max_size=8
)


def a_batch(rows: Sequence[tuple[list[str], bool]]) -> Batch:
    """Rows of units, each with whether it continues the one before it."""
    tokens = [WORDS.index(unit) for row, _ in rows for unit in row]
    continues = [goes_on and number > 0 for number, (_, goes_on) in enumerate(rows)]
    stream = Stream(
        WORDS,
        np.array(tokens, dtype=np.int32),
        np.array([len(row) for row, _ in rows], dtype=np.int32),
        continues=np.array(continues, dtype=np.bool_),
    )
    return Batch(len(rows), {"units": stream})


@settings(max_examples=100, deadline=None)
@given(pieces, st.data())
def test_a_record_that_went_on_into_a_deleted_one_ends(rows: list[Any], data: st.DataObject):
    deleted = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    index = an_index()
    writer = index.writer()
    writer.add_batch(a_batch(rows))
    writer.commit()
    writer = index.writer()
    writer.delete_many(np.array(sorted(deleted), dtype=np.int32))
    writer.commit(optimize=True)

    left = [
        (row, goes_on and number - 1 not in deleted)
        for number, (row, goes_on) in enumerate(rows)
        if number not in deleted
    ]
    whole = an_index()
    if left:
        writer = whole.writer()
        writer.add_batch(a_batch(left))
        writer.commit()
    assert contents(index) == contents(whole)


def test_a_pair_runs_on_into_a_record_that_continues():
    index = an_index()
    writer = index.writer()
    writer.add_batch(a_batch([(["甲"], False), (["乙"], True), (["丙"], False)]))
    writer.commit()
    with index.reader() as reader:
        assert [term.decode() for _, term in reader.all_terms()] == ["丙\x1f", "乙\x1f", "甲\x1f乙"]


def test_any_way_to_cut_batches_gives_the_same_bytes():
    rows = [([WORDS[n % 6], WORDS[n % 4]], False) for n in range(30)]
    found = []
    for size in (1, 7, 30):
        index = an_index()
        writer = index.writer()
        for first in range(0, 30, size):
            writer.add_batch(a_batch(rows[first : first + size]))
        writer.commit()
        found.append(contents(index))
    assert found[0] == found[1] == found[2]


def test_a_batch_is_the_same_records_added_one_by_one():
    index, other = an_index(), an_index()
    words = [["甲", "乙", "甲"], [], ["丙"]]
    tokens = np.array([0, 1, 0, 2], dtype=np.int32)
    stream = Stream(("甲", "乙", "丙"), tokens, np.array([3, 0, 1], dtype=np.int32))
    ids = Stream(("x", "y"), np.array([1, 0], dtype=np.int32), np.array([1, 0, 1], dtype=np.int32))
    batch = Batch(
        3,
        {"words": stream, "text": stream, "units": stream, "key": ids, "kind": ids},
        {"kind": ["y", None, "x"], "number": np.array([-5, 7, 2**31 - 1])},
        [{"key": "y", "number": -5}, None, {"key": "x", "number": 1}],
    )
    writer = index.writer()
    writer.add_batch(batch)
    writer.commit()
    writer = other.writer()
    schema = other.schema
    for row, key, number in zip(words, ("y", None, "x"), (-5, 7, 2**31 - 1), strict=True):
        text = " ".join(row)
        writer.add_document(words=text, text=text, units=row, key=key, kind=key, number=number)
    writer.commit()
    with index.reader() as reader, other.reader() as expected:
        for name in ("words", "text", "units", "key", "kind"):
            ours, theirs = segment_data(reader).field(name), segment_data(expected).field(name)
            assert list(ours.terms) == list(theirs.terms)
            for number in range(len(ours.terms)):
                assert np.array_equal(ours.postings.docs(number), theirs.postings.docs(number))
                assert np.array_equal(ours.postings.tf(number), theirs.postings.tf(number))
            assert np.array_equal(ours.lengths, theirs.lengths)
        assert list(reader.column_reader("number")) == list(expected.column_reader("number"))
        assert list(reader.column_reader("kind")) == ["y", "", "x"]
        assert reader.stored_fields(0) == {"key": "y", "number": -5}
        assert reader.stored_fields(1) == {}
    assert schema.names()


def test_a_field_that_was_removed_goes_with_the_next_merge():
    index = an_index()
    commit(index, [{"key": "a", "number": 1, "words": "甲"}])
    writer = index.writer()
    writer.remove_field("number")
    writer.remove_field("words")
    writer.commit()
    writer = index.writer()
    writer.add_document(key="b")
    writer.commit(optimize=True)
    with index.reader() as reader:
        data = segment_data(reader)
        assert data.header["stored"] == ["key"]
        assert "words" not in data.field_names
        assert "number" not in data.column_names
        assert [data.stored(number) for number in range(2)] == [{"key": "b"}, {"key": "a"}]


def test_a_field_that_changed_its_format_is_merged_by_the_bytes_of_values():
    index = ColumnarIndex.create(RamStorage(), fields.Schema(a=fields.KEYWORD(scorable=True)))
    commit(index, [{"a": "x x"}])
    positions = fields.Schema(a=fields.TEXT(analyzer=fields.KEYWORD().analyzer))
    changed = ColumnarIndex(index.storage, schema=positions)
    commit(changed, [{"a": "x y"}], optimize=True)
    with changed.reader() as reader:
        assert segment_data(reader).field("a").kind == "valued"
        postings = reader.postings("a", "x")
        assert list(postings.all_ids()) == [0, 1]
        assert reader.frequency("a", "x") == 3
        assert reader.postings("a", "x").value_as("positions") == [0]


@pytest.mark.parametrize("n_parts", [1, 2, 5])
def test_the_bytes_do_not_depend_on_how_a_build_was_flushed(n_parts: int, tmp_path: Path):
    rows = [([WORDS[n % 6]] * 3, False) for n in range(20)]
    whole, index = an_index(), an_index()
    writer = whole.writer()
    writer.add_batch(a_batch(rows))
    writer.commit()
    writer = index.writer(limit_tokens=60 // n_parts)
    for first in range(0, 20, 20 // n_parts):
        writer.add_batch(a_batch(rows[first : first + 20 // n_parts]))
    writer.commit(optimize=True)
    assert contents(index) == contents(whole)
