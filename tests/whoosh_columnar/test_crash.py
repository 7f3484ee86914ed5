"""Killed at any step of a commit or a merge, an index answers as before it or as after it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from whoosh.writing import IndexingError

from tests.whoosh_columnar.small_index import (
    a_record,
    a_small_index,
    add,
    answers,
    file_names,
    keys,
    names_in_use,
)
from tests.whoosh_columnar.steps import Tell, run_and_die, stepped_index, steps_of
from whoosh_columnar.index import ColumnarIndex, open_dir

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")

Change = Callable[[ColumnarIndex], None]


def delete(index: ColumnarIndex) -> None:
    writer = index.writer()
    writer.delete_by_term("words", "第5号")
    writer.commit(merge=False)


def update(index: ColumnarIndex) -> None:
    writer = index.writer()
    writer.update_document(**a_record(6, edition=1))
    writer.commit()


def flush_often(index: ColumnarIndex) -> None:
    """Segments are written before the commit."""
    with index.writer(limit_tokens=20) as writer:
        writer.merge = False
        for number in range(50, 52):
            writer.add_document(**a_record(number))


CHANGES: dict[str, Change] = {
    "a commit": partial(add, numbers=[20, 21], merge=False),
    "a merge of some": partial(add, numbers=[20, 21]),
    "a merge of all": partial(add, numbers=[20, 21], optimize=True),
    "deletions": delete,
    "an update": update,
    "several segments": flush_often,
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("before") / "index"
    a_small_index(folder)
    return folder


@pytest.fixture
def copies(before: Path, tmp_path: Path) -> Iterator[Path]:
    """One copy after the other."""

    def each() -> Iterator[Path]:
        number = 0
        while True:
            folder = tmp_path / str(number)
            yield Path(shutil.copytree(before, folder))
            shutil.rmtree(folder)
            number += 1

    return each()


def changing(change: Change, folder: Path) -> Callable[[Tell], None]:
    return lambda tell: change(stepped_index(folder, tell))


def chosen(steps: list[str]) -> list[int]:
    """All steps, but of the many writes to a file the first two, the last four, and some others."""
    writes: dict[str, list[int]] = {}
    for place, step in enumerate(steps):
        if step.startswith("write"):
            writes.setdefault(step.split()[-1], []).append(place)
    left_out = {place for each in writes.values() for place in each[2:-4] if place % 61}
    return [place for place in range(len(steps)) if place not in left_out]


def assert_next_commit_cleans(folder: Path) -> None:
    """The lock is free, a record is added, and no file is left that is not needed."""
    index = open_dir(folder)
    expected = sorted([*keys(index), 99])
    add(index, [99])
    assert keys(index) == expected
    assert file_names(folder) == names_in_use(index)


@pytest.mark.parametrize("name", CHANGES)
def test_killed_before_every_step(copies: Iterator[Path], name: str):
    change, folder = CHANGES[name], next(copies)
    old = answers(open_dir(folder))
    steps = steps_of(changing(change, folder))
    new = answers(open_dir(folder))
    assert old != new
    (renamed,) = (place for place, step in enumerate(steps) if step.startswith("renamed"))
    for step in chosen(steps):
        folder = next(copies)
        assert run_and_die(changing(change, folder), step) == -9, steps[step]
        index = open_dir(folder)
        index.verify()
        assert answers(index) == (old if step < renamed else new), steps[step]
        assert_next_commit_cleans(folder)
    assert run_and_die(changing(change, next(copies)), len(steps)) == 0


@pytest.mark.parametrize("name", CHANGES)
def test_a_step_that_fails_is_one_error_and_changes_nothing(copies: Iterator[Path], name: str):
    """As on a full disk; what fails after the switch leaves the new state."""
    change, folder = CHANGES[name], next(copies)
    old = answers(open_dir(folder))
    steps = steps_of(changing(change, folder))
    new = answers(open_dir(folder))
    (renamed,) = (place for place, step in enumerate(steps) if step.startswith("renamed"))
    for step in chosen(steps):
        folder = next(copies)
        files = file_names(folder)
        failing = fail_at(step)
        if steps[step].startswith("delete"):
            changing(change, folder)(failing)
        else:
            with pytest.raises(OSError, match="No space left on device"):
                changing(change, folder)(failing)
        index = open_dir(folder)
        index.verify()
        assert answers(index) == (old if step < renamed else new), steps[step]
        assert step >= renamed or file_names(folder) == files, steps[step]
        assert_next_commit_cleans(folder)


def fail_at(step: int) -> Tell:
    """Fail once, at a step."""
    left = iter(range(10**6))

    def tell(what: str) -> None:
        if next(left) == step:
            raise OSError(28, "No space left on device")

    return tell


@pytest.mark.parametrize("name", CHANGES)
def test_data_is_on_disk_before_the_switch_and_the_switch_after_it(
    copies: Iterator[Path], name: str, monkeypatch: pytest.MonkeyPatch
):
    synced: list[str] = []
    sync = os.fsync

    def recorded(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        sync(handle)

    monkeypatch.setattr(os, "fsync", recorded)
    folder = next(copies)
    before_switch: list[str] = []
    written: set[str] = set()

    def tell(what: str) -> None:
        if what.startswith("write ") and " of " not in what:
            name = what.removeprefix("write ")
            assert name not in synced, "written to after it was synced"
            written.add(name)
        elif what.startswith("rename "):
            before_switch.extend(synced)

    changing(CHANGES[name], folder)(tell)
    assert written and written == set(before_switch)
    assert synced[len(before_switch) :] == [folder.name]


def test_a_writer_that_dies_leaves_the_lock_free(before: Path, tmp_path: Path):
    folder = Path(shutil.copytree(before, tmp_path / "index"))

    def die_holding_the_lock(tell: Tell) -> None:
        stepped_index(folder, tell).writer().add_document(key="20")
        tell("die")

    assert run_and_die(die_holding_the_lock, 0) == -9
    assert_next_commit_cleans(folder)


def test_what_could_not_be_written_early_is_not_left_out_of_the_commit(
    before: Path, tmp_path: Path
):
    folder = Path(shutil.copytree(before, tmp_path / "index"))
    old = answers(open_dir(folder))
    writer = stepped_index(folder, fail_at(5)).writer(limit_tokens=1)
    with pytest.raises(OSError, match="No space"):
        writer.add_document(**a_record(20))
    writer.add_document(**a_record(21))
    with pytest.raises(IndexingError, match="Nothing was committed"):
        writer.commit()
    assert answers(open_dir(folder)) == old
    assert_next_commit_cleans(folder)


def test_a_cancelled_writer_leaves_nothing(before: Path, tmp_path: Path):
    folder = Path(shutil.copytree(before, tmp_path / "index"))
    old, files = answers(open_dir(folder)), file_names(folder)
    writer: Any = open_dir(folder).writer(limit_tokens=1)
    for number in range(50, 54):
        writer.add_document(key=str(number), words="所有")
    assert file_names(folder) > files
    writer.cancel()
    assert file_names(folder) == files
    assert answers(open_dir(folder)) == old
