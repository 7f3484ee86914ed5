import shutil
from pathlib import Path

import pytest

from policysearch.errors import IndexMissing
from policysearch.storage import generation
from policysearch.storage.pointer import Pointer
from tests.storage.test_generation import published


@pytest.fixture
def index(tmp_path: Path) -> Path:
    generation.prepare(tmp_path / "index")
    return tmp_path / "index"


def test_every_switch_is_seen(index: Path) -> None:
    pointer = Pointer(index)
    for content in ("first", "second", "third"):
        number = published(index, content)
        assert pointer.number() == pointer.number() == number
    assert pointer.number() - 1 == generation.rollback(index) == pointer.number()


def test_an_index_that_is_not_there_yet_is_found_once_it_is(index: Path) -> None:
    pointer = Pointer(index)
    with pytest.raises(IndexMissing):
        pointer.number()
    assert published(index, "first") == pointer.number()


def test_an_index_whose_generation_or_pointer_was_deleted_is_missing(index: Path) -> None:
    pointer = Pointer(index)
    folder = generation.folder(index, published(index, "first"))
    pointer.number()
    shutil.move(folder, index / "aside")
    with pytest.raises(IndexMissing):
        pointer.number()
    shutil.move(index / "aside", folder)
    assert pointer.number() == 1
    (index / generation.CURRENT).unlink()
    with pytest.raises(IndexMissing):
        pointer.number()
