from pathlib import Path

import pytest

from policysearch.errors import IndexDamaged
from policysearch.identity import similarity, sketch
from policysearch.model import Document
from policysearch.storage.ledger import LEDGER, Ledger
from policysearch.storage.records import Held, Noted
from tests.builders import a_document

NOWHERE = (("corpus", "/corpus", "../corpus"),)


def note(index: Path, number: int, *documents: Document, moves: bool = True) -> dict[str, str]:
    """What a build notes: `documents` are those that there are now."""
    held = {document.id: Held.of(document, 0) for document in documents}
    with Ledger.continued(index) as ledger:
        ledger.note(number, NOWHERE, map(Noted.of, documents))
        found = ledger.moves(held)
        if moves:
            ledger.note_moves(found)
        ledger.commit()
    return found


def test_an_index_without_a_ledger_knows_nothing(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        assert not ledger.known("a")
        assert ledger.old("a", "t-aaaaaa") is None
        assert ledger.redirect("a") is None
        assert (ledger.last_number(), ledger.locations(), ledger.is_empty()) == (0, (), True)
    assert not (tmp_path / LEDGER).exists()


def test_what_was_noted_is_known_for_ever(tmp_path: Path) -> None:
    document = a_document("为了促进发展，制定本条例。")
    note(tmp_path, 3, document)
    note(tmp_path, 4)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.known(document.id)
        assert not ledger.known("never")
        assert (ledger.last_number(), ledger.locations(), ledger.is_empty()) == (4, NOWHERE, False)


def test_the_sketch_of_an_old_passage_tells_an_edited_text_from_another(tmp_path: Path) -> None:
    text = "苏州工业园区支持人工智能企业建设应用场景，对符合条件的项目给予资金奖励。"
    document = a_document(text)
    note(tmp_path, 1, document)
    with Ledger.open(tmp_path) as ledger:
        old = ledger.old(document.id, document.records[0].anchor)
    assert old is not None
    assert similarity(old, sketch(text.replace("资金", "适当"))) > 0.6
    assert similarity(old, sketch("本条例自二〇二五年一月一日起施行，原规定同时废止。")) < 0.3


def test_an_uncommitted_note_is_forgotten(tmp_path: Path) -> None:
    with Ledger.continued(tmp_path) as ledger:
        ledger.note(1, NOWHERE, [Noted.of(a_document("甲。"))])
    with Ledger.open(tmp_path) as ledger:
        assert ledger.is_empty()


def test_noting_twice_adds_nothing(tmp_path: Path) -> None:
    note(tmp_path, 1, a_document("甲。"))
    size = (tmp_path / LEDGER).stat().st_size
    for number in range(2, 30):
        note(tmp_path, number, a_document("甲。"))
    assert (tmp_path / LEDGER).stat().st_size == size


def test_a_renamed_file_redirects(tmp_path: Path) -> None:
    before, after = a_document("同一内容。", path="old.md"), a_document("同一内容。", path="new.md")
    note(tmp_path, 1, before)
    assert note(tmp_path, 2, after) == {before.id: after.id}
    with Ledger.open(tmp_path) as ledger:
        assert ledger.redirect(before.id) == after.id
        assert ledger.redirect(after.id) is None


def test_a_copy_does_not_redirect_while_the_original_stands(tmp_path: Path) -> None:
    one, copy = a_document("同一内容。", path="a.md"), a_document("同一内容。", path="b.md")
    note(tmp_path, 1, one)
    assert note(tmp_path, 2, one, copy) == {}
    assert note(tmp_path, 3, copy) == {one.id: copy.id}


def test_renamed_there_and_back_leads_to_where_it_stands(tmp_path: Path) -> None:
    a, b, c = (a_document("同一内容。", path=f"{name}.md") for name in "abc")
    for number, document in enumerate((a, b, a), 1):
        note(tmp_path, number, document)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.redirect(b.id) == a.id
    for number, document in enumerate((b, c), 4):
        note(tmp_path, number, document)
    with Ledger.open(tmp_path) as ledger:
        assert ledger.redirect(a.id) == ledger.redirect(b.id) == c.id


def test_a_redirect_follows_only_the_last_text_a_document_had(tmp_path: Path) -> None:
    gone = a_document("早先的内容。", path="a.md"), a_document("后来的内容。", path="a.md")
    other = a_document("早先的内容。", path="b.md")
    note(tmp_path, 1, gone[0])
    note(tmp_path, 2, gone[1])
    assert note(tmp_path, 3, other) == {}


def test_of_several_with_the_text_one_with_the_file_name_is_chosen(tmp_path: Path) -> None:
    note(tmp_path, 1, a_document("同一内容。", path="old/plan.md"))
    there = [a_document("同一内容。", path=path) for path in ("a.md", "new/plan.md", "z.md")]
    assert list(note(tmp_path, 2, *there).values()) == [there[1].id]


def test_a_move_is_told_once(tmp_path: Path) -> None:
    note(tmp_path, 1, a_document("同一内容。", path="old.md"))
    after = a_document("同一内容。", path="new.md")
    assert note(tmp_path, 2, after)
    assert note(tmp_path, 3, after) == {}


def test_what_is_no_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b"no database at all" * 100)
    with pytest.raises(IndexDamaged, match="backup"), Ledger.continued(tmp_path):
        pytest.fail("a ledger was read where there is none")
    with pytest.raises(IndexDamaged, match="backup"), Ledger.open(tmp_path) as ledger:
        ledger.known("a")


def test_readers_see_the_ledger_while_a_build_adds_to_it(tmp_path: Path) -> None:
    document, late = a_document("甲。"), a_document("乙。", path="b.md")
    note(tmp_path, 1, document)
    with Ledger.continued(tmp_path) as writing, Ledger.open(tmp_path) as reading:
        writing.note(2, NOWHERE, [Noted.of(late)])
        assert reading.known(document.id)
        assert not reading.known(late.id)
        writing.commit()
        assert reading.known(late.id)
