import os
import stat
from pathlib import Path

import pytest

from policysearch.errors import BuildError, IndexDamaged, IndexMissing
from policysearch.storage import generation
from policysearch.storage.lock import Reading


def published(index: Path, content: str) -> int:
    number, draft = generation.begin(index)
    (draft / generation.LIBRARY).write_text(content)
    generation.publish(index, number, draft)
    return number


@pytest.fixture
def index(tmp_path: Path) -> Path:
    generation.prepare(tmp_path / "index")
    return tmp_path / "index"


def library(index: Path) -> str:
    number = generation.current_number(index)
    return (generation.folder(index, number) / generation.LIBRARY).read_text()


def generations(index: Path) -> list[str]:
    return sorted(entry.name for entry in (index / "generations").iterdir())


def test_an_index_without_a_generation_is_missing(index: Path) -> None:
    with pytest.raises(IndexMissing):
        generation.current_number(index)


def test_an_index_whose_generations_were_deleted_is_missing(index: Path) -> None:
    published(index, "first")
    generation.discard(index / "generations")
    with pytest.raises(IndexMissing):
        generation.current_number(index)


def test_the_folder_is_for_its_owner_alone(index: Path) -> None:
    assert stat.S_IMODE(index.stat().st_mode) == 0o700


def test_a_draft_does_not_answer_before_it_is_published(index: Path) -> None:
    published(index, "first")
    _, draft = generation.begin(index)
    (draft / generation.LIBRARY).write_text("second")
    assert library(index) == "first"


def test_a_published_draft_answers(index: Path) -> None:
    published(index, "first")
    published(index, "second")
    assert library(index) == "second"


def test_numbers_are_never_used_again(index: Path) -> None:
    first = published(index, "first")
    _, draft = generation.begin(index)
    third, _ = generation.begin(index)
    generation.discard(draft)
    assert (first, third) == (1, 3)
    generation.discard(index / "generations")
    generation.prepare(index)
    assert generation.begin(index)[0] == 2
    assert generation.begin(index, after=9)[0] == 10


def test_a_pointer_that_cannot_be_read_is_damage_until_the_next_build(index: Path) -> None:
    published(index, "first")
    (index / generation.CURRENT).write_bytes(b"\xff\x00")
    with pytest.raises(IndexDamaged):
        generation.current_number(index)
    published(index, "second")
    assert library(index) == "second"


def test_sweeping_keeps_the_current_one_and_the_one_before(index: Path) -> None:
    for content in ("first", "second", "third"):
        published(index, content)
    generation.begin(index)
    generation.sweep(index)
    assert generations(index) == ["2", "3"]


def test_sweeping_leaves_what_is_being_read(index: Path) -> None:
    first = published(index, "first")
    reading = Reading(generation.folder(index, first) / generation.LIBRARY)
    published(index, "second")
    published(index, "third")
    generation.sweep(index)
    assert generations(index) == ["1", "2", "3"]
    reading.close()
    generation.sweep(index)
    assert generations(index) == ["2", "3"]


def test_rollback_goes_to_the_one_before_and_the_next_build_goes_on(index: Path) -> None:
    published(index, "first")
    published(index, "second")
    assert generation.rollback(index) == 1
    assert library(index) == "first"
    assert published(index, "third") == 3
    generation.sweep(index)
    assert generations(index) == ["1", "3"]
    assert generation.rollback(index) == 1


def test_rollback_without_an_earlier_generation_is_refused(index: Path) -> None:
    published(index, "first")
    with pytest.raises(BuildError, match="no earlier generation"):
        generation.rollback(index)


def test_verify_finds_a_changed_byte_that_a_glance_does_not(index: Path) -> None:
    folder = generation.folder(index, published(index, "first"))
    generation.verify(folder)
    (folder / generation.LIBRARY).write_text("fIrst")
    generation.check_sizes(folder)
    with pytest.raises(IndexDamaged, match=generation.LIBRARY):
        generation.verify(folder)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("longer than it was")])
def test_a_glance_finds_a_missing_and_a_cut_file(index: Path, harm) -> None:
    folder = generation.folder(index, published(index, "first"))
    harm(folder / generation.LIBRARY)
    with pytest.raises(IndexDamaged):
        generation.check_sizes(folder)


def test_a_missing_seal_is_damage(index: Path) -> None:
    folder = generation.folder(index, published(index, "first"))
    (folder / generation.CHECKSUMS).unlink()
    with pytest.raises(IndexDamaged):
        generation.check_sizes(folder)


def test_a_hard_linked_file_keeps_its_checksum(index: Path) -> None:
    first = generation.folder(index, published(index, "first"))
    number, draft = generation.begin(index)
    (draft / "search").mkdir()
    os.link(first / generation.LIBRARY, draft / "search" / "linked")
    second = generation.publish(index, number, draft)
    assert (
        generation.seal(second).files["search/linked"]
        == (generation.seal(first).files[generation.LIBRARY])
    )
    generation.verify(second)
