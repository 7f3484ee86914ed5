"""Readers keep what they opened while writers go on, and leave nothing behind when they close."""

import gc
import os
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from whoosh import query
from whoosh.index import LockError
from whoosh.reading import ReaderClosed

from tests.whoosh_columnar.small_index import (
    a_record,
    a_small_index,
    add,
    answers,
    file_names,
    keys,
    names_in_use,
)
from whoosh_columnar.index import ColumnarIndex, open_dir
from whoosh_columnar.segment_data import segment_data

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc shows what a process holds")
POLICY = query.Term("words", "政策")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "index"
    a_small_index(folder)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "index"))


def held(folder: Path) -> list[str]:
    """The mappings and descriptors that this process has of the files of a folder."""
    gc.collect()
    maps = Path("/proc/self/maps").read_text().splitlines()
    found = [line for line in maps if f"{folder}/" in line]
    for handle in Path("/proc/self/fd").iterdir():
        try:
            target = str(handle.readlink())
        except FileNotFoundError:
            continue
        if target.startswith(f"{folder}/"):
            found.append(target)
    return found


@on_linux
def test_nothing_is_held_after_close(folder: Path):
    index = open_dir(folder)
    searcher = index.searcher()
    assert len(searcher.search(POLICY, limit=None)) == 7
    assert held(folder)
    searcher.close()
    assert held(folder) == []
    answers(index)
    assert held(folder) == []


@on_linux
def test_nothing_is_held_after_a_thousand_openings(folder: Path):
    for _ in range(1000):
        with open_dir(folder).searcher() as searcher:
            assert searcher.search(POLICY, limit=2).scored_length() == 2
    assert held(folder) == []


@on_linux
def test_nothing_is_held_after_writing(folder: Path):
    index = open_dir(folder)
    add(index, [20], merge=False)
    add(index, [21], optimize=True)
    index.writer().cancel()
    writer = index.writer()
    writer.delete_by_term("key", "21")
    writer.commit()
    assert held(folder) == []


@on_linux
def test_nothing_is_held_after_an_error(folder: Path):
    damaged = max(folder.glob("*.col"))
    content = damaged.read_bytes()
    damaged.write_bytes(content[: len(content) // 2])
    index = open_dir(folder)
    for _ in range(3):
        with pytest.raises(Exception, match=damaged.name):
            index.searcher()
    with pytest.raises(Exception, match=damaged.name):
        add(index, [20], optimize=True)
    assert held(folder) == []


@on_linux
def test_several_readers_share_one_mapping(folder: Path):
    index = open_dir(folder)
    first, second = index.reader(), index.reader()
    n_mapped = len(held(folder))
    third = index.reader(reuse=second)
    assert len(held(folder)) == n_mapped == 2 * 3  # of each segment a mapping, and its descriptor
    assert [segment_data(leaf) for leaf, _ in first.leaf_readers()] == [
        segment_data(leaf) for leaf, _ in third.leaf_readers()
    ]
    first.close()
    second.close()
    assert third.doc_frequency("words", "政策") > 0
    third.close()
    assert held(folder) == []


@on_linux
def test_results_that_are_held_hold_no_file(folder: Path):
    searcher = open_dir(folder).searcher()
    results = searcher.search(POLICY, limit=3)
    first = results[0]
    expected = first["key"], results.score(0)
    searcher.close()
    assert held(folder) == []
    assert (len(results), results.scored_length()) == (7, 3)
    assert (first["key"], results.score(0)) == expected
    for ask in (lambda: results[1]["key"], results.docs, lambda: searcher.search(POLICY)):
        with pytest.raises(ReaderClosed):
            ask()


def test_an_array_outlives_its_reader(folder: Path):
    reader = open_dir(folder).reader()
    leaf, _ = reader.leaf_readers()[0]
    data = segment_data(leaf)
    assert data is not None
    field = data.field("units")
    assert field is not None and field.forward is not None
    forward = field.forward
    expected = forward.copy()
    reader.close()
    assert (forward == expected).all()


def test_a_reader_answers_from_its_generation(folder: Path):
    index = open_dir(folder)
    with index.searcher() as searcher:
        before = [(hit.docnum, hit.score) for hit in searcher.search(POLICY, limit=None)]
        for change in (
            lambda: add(index, [20, 21], merge=False),
            lambda: add(index, [22], optimize=True),
            lambda: delete_all(index),
        ):
            change()
            found = [(hit.docnum, hit.score) for hit in searcher.search(POLICY, limit=None)]
            assert found == before
            assert [hit["key"] for hit in searcher.search(POLICY, limit=None)]
        assert not searcher.up_to_date()
        with searcher.refresh() as fresh:
            assert fresh.doc_count() == 0
            assert len(searcher.search(POLICY, limit=None)) == len(before)
    assert file_names(folder) == names_in_use(index)


def delete_all(index: ColumnarIndex) -> None:
    writer = index.writer()
    writer.delete_by_query(query.Every())
    writer.commit()


def test_refresh_takes_over_the_segments_that_stayed(folder: Path):
    index = open_dir(folder)
    searcher = index.searcher()
    data = [segment_data(leaf) for leaf, _ in searcher.reader().leaf_readers()]
    add(index, [20], merge=False)
    fresh = searcher.refresh()
    assert [segment_data(leaf) for leaf, _ in fresh.reader().leaf_readers()][:3] == data
    searcher.close()
    assert len(fresh.search(POLICY, limit=None)) == 8
    fresh.close()


@pytest.mark.parametrize("options", [{"merge": False}, {}, {"optimize": True}])
def test_readers_answer_whole_while_a_writer_goes_on(folder: Path, options: dict[str, bool]):
    """Each commit replaces all records by those of the next edition: no answer may mix two."""
    index = open_dir(folder)
    replace_all(index, 0, options)
    is_over = threading.Event()

    def ask() -> set[int]:
        editions: set[int] = set()
        while not is_over.is_set():
            with open_dir(folder).searcher() as searcher:
                found = [
                    edition
                    for edition in range(16)
                    for _ in searcher.search(query.Term("words", f"版{edition}"), limit=None)
                ]
            assert len(found) == 12 and len(set(found)) == 1, found
            editions.update(found)
        return editions

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(ask) for _ in range(2)]
        try:
            for edition in range(1, 16):
                replace_all(index, edition, options)
        finally:
            is_over.set()
        editions = [each.result() for each in asking]
    assert all(editions)
    assert keys(index) == list(range(12))
    assert file_names(folder) == names_in_use(index)


def replace_all(index: ColumnarIndex, edition: int, options: dict[str, bool]) -> None:
    writer = index.writer()
    for number in range(12):
        writer.update_document(**a_record(number, edition))
    writer.commit(**options)


def test_threads_of_one_searcher_give_the_same_answers(folder: Path):
    index = open_dir(folder)
    expected = answers(index)
    with ThreadPoolExecutor(8) as threads:
        assert all(found == expected for found in threads.map(lambda _: answers(index), range(40)))
    with index.searcher() as searcher, ThreadPoolExecutor(8) as threads:
        first = [(hit.docnum, hit.score) for hit in searcher.search(POLICY, limit=5)]
        for found in threads.map(lambda _: searcher.search(POLICY, limit=5), range(200)):
            assert [(hit.docnum, hit.score) for hit in found] == first


def test_a_second_writer_is_told_of_the_lock(folder: Path):
    index = open_dir(folder)
    writer = index.writer()
    with pytest.raises(LockError):
        index.writer()
    with pytest.raises(LockError):
        open_dir(folder).writer(timeout=0.2, delay=0.05)
    writer.cancel()
    add(index, [20])


def test_an_exception_in_a_writer_frees_the_lock(folder: Path):
    index = open_dir(folder)
    expected = answers(index)
    with pytest.raises(RuntimeError, match="of the caller"), index.writer() as writer:
        writer.add_document(**a_record(20))
        raise RuntimeError("of the caller")
    assert answers(index) == expected
    add(index, [20])


def test_a_folder_that_cannot_be_written_is_read(folder: Path):
    expected = answers(open_dir(folder))
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        without_privilege(folder, expected)
    finally:
        folder.chmod(0o755)


def without_privilege(folder: Path, expected: dict[str, object]) -> None:
    """Ask in a process that the modes of files bind, whoever runs the tests."""
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    child = os.fork()
    if not child:
        status = 1
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            assert not os.access(folder, os.W_OK)
            index = open_dir(folder, readonly=True)
            index.verify()
            assert answers(index) == expected
            assert answers(open_dir(folder)) == expected
            with pytest.raises(OSError, match="Permission denied"):
                open_dir(folder).writer()
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
