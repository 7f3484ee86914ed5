"""A damaged index says which file is damaged; it never answers less than it did."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.filedb.filestore import RamStorage
from whoosh.index import EmptyIndexError

from tests.whoosh_columnar.small_index import a_schema, a_small_index, add, answers
from whoosh_columnar.errors import ColumnarError, FormatOutdated, SegmentDamaged
from whoosh_columnar.index import ColumnarIndex, open_dir

Harm = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "index"
    a_small_index(folder, n_segments=2)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "index"))


def segment_of(folder: Path) -> Path:
    return min(folder.glob("*.col"))


def contents_of(folder: Path) -> Path:
    (path,) = folder.glob("*.toc")
    return path


def flipped(content: bytes, place: int, bits: int = 0x10) -> bytes:
    return content[:place] + bytes([content[place] ^ bits]) + content[place + 1 :]


def named_error(folder: Path, path: Path) -> ColumnarError:
    """What using the index says, which names the file and the remedy."""
    with pytest.raises((SegmentDamaged, FormatOutdated), match=path.name) as error:
        index = open_dir(folder)
        answers(index)
        index.verify()
    assert "build the index again" in str(error.value)
    return error.value


def test_a_segment_cut_off_anywhere(folder: Path):
    path = segment_of(folder)
    content = path.read_bytes()
    for length in (*range(0, len(content), 83), *range(len(content) - 40, len(content))):
        path.write_bytes(content[:length])
        named_error(folder, path)


def test_contents_cut_off_anywhere(folder: Path):
    expected = answers(open_dir(folder))
    path = contents_of(folder)
    content = path.read_bytes()
    for length in (*range(0, len(content), 7), *range(len(content) - 60, len(content))):
        path.write_bytes(content[:length])
        if length == len(content) - 12:  # as Whoosh itself would have written it
            assert answers(open_dir(folder)) == expected
        else:
            named_error(folder, path)


def test_any_changed_byte_of_a_segment(folder: Path):
    """Answers before `verify` are those of the sound index, or an error that names the file."""
    expected = answers(open_dir(folder))
    path = segment_of(folder)
    content = path.read_bytes()
    n_answered = 0
    for place in range(0, len(content), 17):
        path.write_bytes(flipped(content, place))
        with pytest.raises(SegmentDamaged, match=path.name):
            open_dir(folder).verify()
        try:
            found = answers(open_dir(folder))
        except SegmentDamaged as error:
            assert error.file == path.name
        else:
            assert found == expected
            n_answered += 1
    assert n_answered < len(content) / 17 / 10, "what all answers need is most of the file"


def test_any_changed_byte_of_the_contents(folder: Path):
    path = contents_of(folder)
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(flipped(content, place, 1 << place % 8))
        named_error(folder, path)


def test_more_bytes_than_were_written(folder: Path):
    for path in (segment_of(folder), contents_of(folder)):
        content = path.read_bytes()
        path.write_bytes(content + b"\0")
        named_error(folder, path)
        path.write_bytes(content)


def test_a_missing_segment(folder: Path):
    path = segment_of(folder)
    path.unlink()
    error = named_error(folder, path)
    assert "it is missing" in str(error)


def test_missing_contents(folder: Path):
    contents_of(folder).unlink()
    with pytest.raises(EmptyIndexError):
        open_dir(folder)


def test_a_segment_in_the_place_of_another(folder: Path):
    """Two sound files; the one that is there has another number of records."""
    index = open_dir(folder)
    add(index, range(30, 37), merge=False)
    sizes = {path.stat().st_size: path for path in folder.glob("*.col")}
    largest, smallest = sizes[max(sizes)], sizes[min(sizes)]
    smallest.write_bytes(largest.read_bytes())
    error = named_error(folder, smallest)
    assert "it is not the one that was listed" in str(error)


def test_a_folder_of_something_else(tmp_path: Path):
    (tmp_path / "a.txt").write_text("a")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(EmptyIndexError):
            open_dir(folder)


def test_damage_in_memory_is_found_too():
    storage = RamStorage()
    index = ColumnarIndex.create(storage, a_schema())
    add(index, range(4))
    (name,) = (name for name in storage.list() if name.endswith(".col"))
    storage.files[name] = flipped(bytes(storage.files[name]), 70)
    with pytest.raises(SegmentDamaged, match=name):
        ColumnarIndex(storage).verify()


def test_a_writer_does_not_merge_what_is_damaged(folder: Path):
    """The commit fails and names the file; nothing of the index is lost by it."""
    path = segment_of(folder)
    content = path.read_bytes()
    expected = answers(open_dir(folder))
    path.write_bytes(flipped(content, len(content) // 3))
    index = open_dir(folder)
    with pytest.raises(SegmentDamaged, match=path.name):
        add(index, [20], optimize=True)
    path.write_bytes(content)
    assert answers(open_dir(folder)) == expected
    add(open_dir(folder), [20], optimize=True)
