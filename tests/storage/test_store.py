import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.errors import IndexDamaged, IndexOutdated, UnknownDocument
from policysearch.model import Document, FileOutcome, Place
from policysearch.storage.records import Held, Noted, SourceRow, fingerprint, revision, texts_of
from policysearch.storage.store import Store
from policysearch.storage.writing import StoreWriter
from tests.builders import a_document


def put(writer: StoreWriter, *documents: Document) -> None:
    for position, document in enumerate(documents):
        writer.put(document, Held.of(document, position))


def a_store(path: Path, *documents: Document) -> Store:
    with StoreWriter.begun(path, None) as writer:
        put(writer, *documents)
        writer.save()
    return Store.open(path)


RICH = replace(
    a_document(
        "第一条　为了促进发展，", "制定本条例。", "第二条　本条例自发布之日起施行。",
        title="苏州工业园区条例", path="laws/a.md", continues=(2,),
        facts={"issuers": ("苏州市人大", "江苏省人大"), "issued_on": "2025-08"},
    ),
    repairs={"joined_lines": 3},
    warnings=("front matter",),
)  # fmt: skip


def test_a_document_s_texts_and_anchors_come_back_in_the_order_asked_for(tmp_path: Path) -> None:
    plain = a_document("甲。", "乙。", id="plain", path="b.md")
    with a_store(tmp_path / "library.sqlite", RICH, plain) as store:
        asked = (plain.id, "unknown", RICH.id)
        assert list(store.texts(asked)) == [texts_of(plain), texts_of(RICH)]
        assert list(store.noted(asked)) == [Noted.of(plain), Noted.of(RICH)]
        assert store.sizes() == {
            document.id: document.summary.n_characters for document in (plain, RICH)
        }


def test_a_document_comes_back_as_it_was_put(tmp_path: Path) -> None:
    records = [
        replace(record, heading_path=("第一章", "总则"), places=(Place("page", 2, "top"),), level=1)
        for record in RICH.records
    ]
    document = replace(RICH, records=tuple(records))
    with a_store(tmp_path / "library.sqlite", document) as store:
        assert store.document(document.id) == document
        assert store.summary(document.id) == document.summary
        assert store.passage(document.id, 1) == document.passage(1)


@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), st.booleans()),
        min_size=1,
    )
)
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, pieces) -> None:
    texts = [text.replace("\n", " ") for text, _ in pieces]
    continues = [n for n, (_, follows) in enumerate(pieces) if follows and n]
    document = a_document(*texts, continues=continues)
    path = tmp_path_factory.mktemp("store") / "library.sqlite"
    with a_store(path, document) as store:
        assert store.document(document.id) == document


def test_a_piece_comes_with_the_text_that_continues_it(tmp_path: Path) -> None:
    with a_store(tmp_path / "library.sqlite", RICH) as store:
        following = [text for _, text in store.passages([(RICH.id, n) for n in range(4)])]
    assert following == ["", "制定本条例。", "", ""]


def test_passages_come_in_the_order_asked_for(tmp_path: Path) -> None:
    other = a_document("另一篇。", path="b.md")
    with a_store(tmp_path / "library.sqlite", RICH, other) as store:
        found = store.passages([(other.id, 0), (RICH.id, 3), (other.id, 0)])
    texts = [passage.text for passage, _ in found]
    assert texts == ["另一篇。", "第二条　本条例自发布之日起施行。", "另一篇。"]


@pytest.mark.parametrize("ordinal", [-1, 4, 1 << 32])
def test_no_ordinal_reaches_into_another_document(tmp_path: Path, ordinal: int) -> None:
    others = [a_document("甲。", path=f"{name}.md") for name in "xyz"]
    store = a_store(tmp_path / "library.sqlite", others[0], RICH, *others[1:])
    with store, pytest.raises(UnknownDocument):
        store.passage(RICH.id, ordinal)


def test_what_is_unknown_is_none_or_empty(tmp_path: Path) -> None:
    with a_store(tmp_path / "library.sqlite", RICH) as store:
        assert store.summary("nosuch") is None
        assert store.document("nosuch") is None
        assert store.anchors("nosuch") == ()
        with pytest.raises(UnknownDocument):
            store.passage("nosuch", 0)


def test_ids_ascend_and_anchors_keep_their_order(tmp_path: Path) -> None:
    documents = [a_document("甲。", "乙。", path=f"{n}.md") for n in range(9)]
    with a_store(tmp_path / "library.sqlite", *documents) as store:
        assert list(store.ids()) == sorted(document.id for document in documents)
        first = documents[0]
        assert store.anchors(first.id) == tuple(record.anchor for record in first.records)


def test_totals_add_up(tmp_path: Path) -> None:
    plain = a_document("甲乙丙。", path="b.md")
    with a_store(tmp_path / "library.sqlite", RICH, plain) as store:
        totals = store.totals()
    assert (totals.n_documents, totals.n_passages) == (2, 5)
    assert totals.n_characters == len(RICH.text) + len(plain.text)
    assert totals.repairs == {"joined_lines": 3}


def test_a_put_replaces_and_a_removal_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    shorter = a_document("只有一段。", path="laws/a.md")
    other = a_document("另一篇。", path="b.md")
    with StoreWriter.begun(path, None) as writer:
        put(writer, RICH, other, shorter)
        writer.remove(other.id)
        writer.save()
    with Store.open(path) as store:
        assert store.document(RICH.id) == shorter
        assert list(store.ids()) == [shorter.id]
        assert store.totals().n_passages == 1
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM passages").fetchone() == (1,)


def test_a_copy_is_changed_and_the_earlier_library_is_not(tmp_path: Path) -> None:
    earlier, later = tmp_path / "1.sqlite", tmp_path / "2.sqlite"
    a_store(earlier, RICH).close()
    with StoreWriter.begun(later, earlier) as writer:
        writer.touch(RICH.id, replace(Held.of(RICH, 7), member="line 8"), is_stale=True)
        writer.save()
    with Store.open(earlier) as store:
        assert store.document(RICH.id) == RICH
    with Store.open(later) as store:
        summary = store.summary(RICH.id)
        assert summary == replace(RICH.summary, member="line 8", is_stale=True)
        assert store.held()[RICH.id].position == 7


def test_the_manifest_comes_back_in_order(tmp_path: Path) -> None:
    outcome = FileOutcome("corpus", "b.md", "failed", "damaged_source", "It is damaged.")
    rows = (
        SourceRow("corpus", "a.md", 10, 1_700_000_000_000_000_001, "aa", "read"),
        SourceRow("corpus", "b.md", 20, 0, "bb", "failed", (outcome,)),
    )
    path = tmp_path / "library.sqlite"
    with StoreWriter.begun(path, None) as writer:
        writer.put_sources(reversed(rows))
        writer.save()
    with Store.open(path) as store:
        assert store.manifest == rows


def test_eight_threads_read_what_one_reads(tmp_path: Path) -> None:
    documents = [a_document(f"第{n}篇。", path=f"{n}.md") for n in range(50)]
    with a_store(tmp_path / "library.sqlite", *documents) as store:
        ids = [document.id for document in documents] * 20
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(store.document, ids)) == documents * 20


def test_a_closed_store_cannot_be_read(tmp_path: Path) -> None:
    store = a_store(tmp_path / "library.sqlite", RICH)
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.summary(RICH.id)


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\x00" + b"\0" * 4096, b"no database" * 99]
)
def test_what_is_no_library_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(content)
    with pytest.raises(IndexDamaged):
        Store.open(path)


def test_a_missing_library_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged):
        Store.open(tmp_path / "library.sqlite")


def test_a_library_cut_in_half_is_damaged_when_verified(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    a_store(path, *(a_document("甲" * 300, path=f"{n}.md") for n in range(99))).close()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(IndexDamaged), Store.open(path) as store:
        store.verify()


def test_another_schema_is_outdated(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    a_store(path, RICH).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = x'aa' WHERE name = 'schema'")
    with pytest.raises(IndexOutdated, match="schema"):
        Store.open(path)


def test_a_revision_is_of_all_that_is_shown_and_of_nothing_else() -> None:
    summary = replace(RICH.summary, content_hash="other", member="line 9", is_stale=True)
    assert revision(replace(RICH, summary=summary)) == revision(RICH)
    retitled = replace(RICH, summary=replace(RICH.summary, title="另一个题目"))
    warned = replace(RICH, warnings=())
    moved = replace(RICH, summary=replace(RICH.summary, path="laws/b.md"))
    assert len({revision(one) for one in (RICH, retitled, warned, moved)}) == 4


def test_a_fingerprint_depends_on_documents_and_versions_but_not_on_their_order() -> None:
    documents = [("a", "1"), ("b", "2")]
    name = fingerprint(documents, ("whoosh", "1"))
    assert fingerprint(reversed(documents), ("whoosh", "1")) == name
    assert [len(group) for group in name.split("-")] == [4, 4, 4]
    others = [
        ([("a", "1")], ("whoosh", "1")),
        (documents, ("whoosh", "2")),
        ([("a", "12"), ("b", "")], ("whoosh", "1")),
    ]
    assert name not in {fingerprint(*other) for other in others}


def test_passages_come_in_the_order_asked_for_however_many(tmp_path: Path) -> None:
    texts = [f"第{number}段。" for number in range(300)]
    documents = [a_document(*texts, id=f"d{n}", path=f"{n}.md", continues=(7,)) for n in range(3)]
    asked = [(f"d{n % 3}", n * 7 % 300) for n in range(400)]
    with a_store(tmp_path / "library.sqlite", *documents) as store:
        for _ in range(2):  # the second time the summaries are known
            found = store.passages(asked)
            assert [(one.document.id, one.ordinal) for one, _ in found] == asked
            assert [one.text for one, _ in found] == [texts[ordinal] for _, ordinal in asked]
            assert {one.ordinal: after for one, after in found if after} == {6: "第7段。"}


def test_no_more_summaries_are_kept_than_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policysearch.storage.store.MOST_SUMMARIES", 2)
    documents = [a_document("甲。", id=f"d{n}", path=f"{n}.md") for n in range(5)]
    with a_store(tmp_path / "library.sqlite", *documents) as store:
        for n in (0, 1, 2, 3, 4, 0):
            assert store.passages([(f"d{n}", 0)])[0][0].document == documents[n].summary
            assert len(store._summaries) <= 2
