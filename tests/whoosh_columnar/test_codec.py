"""What Whoosh reads from our segments is what it reads from its own."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from whoosh import columns, fields, formats, index, query, writing
from whoosh.analysis import KeywordAnalyzer, StemmingAnalyzer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage

from whoosh_columnar import ColumnarCodec, ColumnarIndex, Grams, segment_data

ANALYZER = KeywordAnalyzer()
SCHEMA = fields.Schema(
    key=fields.ID(stored=True, unique=True, sortable=True),
    existence=fields.FieldType(formats.Existence(), ANALYZER, scorable=True),
    frequency=fields.FieldType(formats.Frequency(), ANALYZER, scorable=True),
    positions=fields.FieldType(formats.Positions(), ANALYZER, scorable=True, vector=True),
    boosted=fields.FieldType(formats.Positions(field_boost=2.0), ANALYZER, scorable=True),
    characters=fields.FieldType(formats.Characters(), ANALYZER, scorable=True),
    weighted=fields.FieldType(formats.PositionBoosts(), ANALYZER, scorable=True),
    stemmed=fields.TEXT(analyzer=StemmingAnalyzer(), spelling=True, stored=True),
    units=Grams(stored=True),
    ngrams=fields.NGRAM(minsize=1, maxsize=2),
    number=fields.NUMERIC(sortable=True, stored=True),
    numbers=fields.NUMERIC(),
    price=fields.NUMERIC(float),
    day=fields.DATETIME(sortable=True, stored=True),
    flag=fields.BOOLEAN(stored=True),
    kind=fields.ID(sortable=columns.RefBytesColumn()),
    note=fields.STORED(),
)
# Of two numbers that share a coarser term Whoosh names the record twice, and of a word for spelling
# the segment's first record, as often as it stands there.
NAMED_TWICE = ("numbers", "spell_stemmed")
TEXTS = ("a b c a", "b", "c c c d", "", "running runs ran", "甲 乙 甲", "a " * 300)


def documents() -> Iterator[dict[str, Any]]:
    for number, text in enumerate(TEXTS):
        yield {
            "key": f"k{number}",
            **dict.fromkeys(("existence", "frequency", "positions", "boosted"), text),
            **dict.fromkeys(("characters", "weighted", "stemmed", "ngrams"), text),
            "units": text.replace(" ", ""),
            "number": number * 7 - 10,
            "numbers": [number, number + 1000],
            "price": number / 4,
            "day": datetime.datetime(2020, 1, 1 + number),
            "flag": number % 2 == 0,
            "kind": "xyz"[number % 3],
            "note": {"any": ["thing", number]},
            "_frequency_boost": 1.5 if number == 2 else 1.0,
        }
    yield {"key": "bare"}


def an_index(kind: type, codec: Any) -> Any:
    made = kind.create(RamStorage(), SCHEMA)
    for first, end in ((0, 3), (3, 8)):
        writer = made.writer(codec=codec) if codec else made.writer()
        for document in list(documents())[first:end]:
            writer.add_document(**document)
        writer.delete_by_term("key", "k1")
        writer.commit(merge=False)
    return made


@pytest.fixture(scope="module")
def stock() -> Any:
    return an_index(index.FileIndex, W3Codec())


@pytest.fixture(
    scope="module",
    params=[(index.FileIndex, ColumnarCodec), (ColumnarIndex, None)],
    ids=["whoosh's writer", "our writer"],
)
def ours(request: pytest.FixtureRequest) -> Any:
    kind, codec = request.param
    return an_index(kind, codec and codec())


def postings(reader: Any, name: str, term: bytes) -> list[Any]:
    matcher = reader.postings(name, term)
    format_ = reader.schema[name].format
    found = []
    while matcher.is_active():
        meanings = {
            meaning: matcher.value_as(meaning)
            for meaning in ("frequency", "positions", "characters", "position_boosts")
            if format_.supports(meaning)
        }
        found.append((matcher.id(), matcher.weight(), meanings))
        matcher.next()
    return found


def test_terms_and_postings_are_the_same(stock: Any, ours: Any):
    with stock.reader() as expected, ours.reader() as reader:
        terms = list(expected.all_terms())
        assert list(reader.all_terms()) == terms
        for name, term in terms:
            if name not in NAMED_TWICE:
                assert postings(reader, name, term) == postings(expected, name, term), (name, term)


def test_statistics_are_the_same(stock: Any, ours: Any):
    with stock.reader() as expected, ours.reader() as reader:
        for name, term in expected.all_terms():
            if name in NAMED_TWICE:
                continue
            ours_, theirs = reader.term_info(name, term), expected.term_info(name, term)
            for what in ("weight", "doc_frequency", "max_weight", "min_id", "max_id", "max_length"):
                assert getattr(ours_, what)() == getattr(theirs, what)(), (name, term, what)
            assert reader.doc_frequency(name, term) == expected.doc_frequency(name, term)
            assert reader.frequency(name, term) == expected.frequency(name, term)
        for name in SCHEMA.names():
            assert reader.field_length(name) == expected.field_length(name), name
            for number in range(8):
                assert (reader.doc_field_length(number, name) or 0) == (
                    expected.doc_field_length(number, name) or 0
                )


def test_stored_values_columns_and_vectors_are_the_same(stock: Any, ours: Any):
    with stock.reader() as expected, ours.reader() as reader:
        assert [reader.stored_fields(n) for n in range(8)] == [
            expected.stored_fields(n) for n in range(8)
        ]
        assert list(reader.all_doc_ids()) == list(expected.all_doc_ids()) == [0, 2, 3, 4, 5, 6, 7]
        for name in ("key", "number", "day", "kind"):
            found, wanted = reader.column_reader(name), expected.column_reader(name)
            assert [found[n] for n in range(7)] == [wanted[n] for n in range(7)], name
            assert [found.sort_key(n) for n in range(7)] == [wanted.sort_key(n) for n in range(7)]
        assert list(reader.vector_as("positions", 2, "positions")) == list(
            expected.vector_as("positions", 2, "positions")
        )
        assert not reader.has_vector(7, "positions")


def test_lexicons_prefixes_and_near_words_are_the_same(stock: Any, ours: Any):
    with stock.reader() as expected, ours.reader() as reader:
        for name in ("positions", "units", "number"):
            assert list(reader.lexicon(name)) == list(expected.lexicon(name))
        assert list(reader.expand_prefix("units", "a")) == list(
            expected.expand_prefix("units", "a")
        )
        assert sorted(reader.terms_within("positions", "ram", 1)) == ["ran"]
        assert sorted(reader.corrector("stemmed").suggest("runnin")) == sorted(
            expected.corrector("stemmed").suggest("runnin")
        )


def test_numbers_are_kept_as_numbers(ours: Any):
    with ours.reader() as reader:
        data = segment_data(reader.leaf_readers()[1][0])
        kinds = {name: data.field(name).kind for name in data.field_names}
        assert kinds == {
            **dict.fromkeys(("existence", "key", "kind", "number", "numbers"), "existence"),
            **dict.fromkeys(("price", "day", "flag"), "existence"),
            "frequency": "frequency",
            **dict.fromkeys(("positions", "boosted"), "positions"),
            **dict.fromkeys(("characters", "weighted"), "valued"),
            **dict.fromkeys(("stemmed", "positions"), "positions"),
            "ngrams": "frequency",
            "spell_stemmed": "valued",
            "units": "grams",
        }
        assert data.column("number").values.tolist()[0] == 2**31 + 11
        assert data.column("kind").uniques == [b"", b"x", b"y", b"z"]


def test_segments_of_both_codecs_answer_as_one_and_merge(stock: Any):
    storage = RamStorage()
    old = index.FileIndex.create(storage, SCHEMA)
    writer = old.writer()
    for document in list(documents())[:3]:
        writer.add_document(**document)
    writer.commit()
    mixed = ColumnarIndex(storage)
    writer = mixed.writer()
    for document in list(documents())[3:]:
        writer.add_document(**document)
    writer.delete_by_term("key", "k1")
    writer.commit(merge=False)
    with mixed.reader() as reader, stock.reader() as expected:
        assert [segment_data(leaf) is None for leaf, _ in reader.leaf_readers()] == [True, False]
        assert list(reader.all_terms()) == list(expected.all_terms())
        assert [r["key"] for r in reader.all_stored_fields()] == [
            r["key"] for r in expected.all_stored_fields()
        ]
    mixed.optimize()
    with mixed.reader() as reader, stock.reader() as expected:
        assert segment_data(reader) is not None
        live = [n for n in range(8) if n != 1]
        for name, term in reader.all_terms():
            if name not in NAMED_TWICE:
                found = [(live[n], w, m) for n, w, m in postings(reader, name, term)]
                assert found == postings(expected, name, term), (name, term)
        found = [reader.column_reader("number")[n] for n in range(7)]
        assert found == [n * 7 - 10 for n in (0, 2, 3, 4, 5, 6)] + [2**32 - 1 - 2**31]
        assert reader.stored_fields(1)["note"] == {"any": ["thing", 2]}
        assert list(reader.vector_as("positions", 1, "positions")) == [("c", [0, 1, 2]), ("d", [3])]


def test_whooshs_own_index_reads_what_our_writer_wrote(ours: Any, stock: Any):
    plain = index.FileIndex(ours.storage)
    with plain.searcher() as searcher, stock.searcher() as expected:
        for name, text in (("positions", "c"), ("frequency", "a"), ("stemmed", "run")):
            term = query.Term(name, text)
            found = [(hit.docnum, hit.score) for hit in searcher.search(term)]
            wanted = [(hit.docnum, hit.score) for hit in expected.search(term)]
            assert found == wanted


def test_a_numbers_coarser_terms_name_a_record_once():
    made = ColumnarIndex.create(RamStorage(), fields.Schema(a=fields.NUMERIC()))
    with made.writer() as writer:
        writer.add_document(a=[1, 2, 2])
    with made.reader() as reader:
        assert all(len(postings(reader, "a", term)) == 1 for _, term in reader.all_terms())


def test_merging_is_whooshs_to_decide_where_asked():
    made = ColumnarIndex.create(RamStorage(), SCHEMA)
    for number in range(3):
        writer = made.writer()
        writer.add_document(key=str(number))
        writer.commit(mergetype=writing.NO_MERGE)
    writer = made.writer()
    writer.add_document(key="3")
    writer.commit(mergetype=writing.OPTIMIZE)
    assert len(made._segments()) == 1
    writer = made.writer()
    writer.add_document(key="4")
    writer.commit(mergetype=writing.CLEAR)
    with made.reader() as reader:
        assert [stored["key"] for stored in reader.all_stored_fields()] == ["4"]
