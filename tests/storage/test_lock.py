import subprocess
import sys
from pathlib import Path

import pytest

from policysearch.errors import IndexLocked
from policysearch.storage.lock import Reading, building, is_read

ROOT = Path(__file__).resolve().parent.parent.parent
HOLD = """
import os, sys
from pathlib import Path
from policysearch.storage.lock import building
with building(Path(sys.argv[1])):
    if os.fork() == 0:
        print("held", flush=True)
        sys.stdin.read()  # a worker that outlives its build
        os._exit(0)
    sys.stdin.read()
"""


def test_a_second_build_is_told_at_once(tmp_path: Path) -> None:
    with building(tmp_path), pytest.raises(IndexLocked), building(tmp_path):
        pytest.fail("two builds hold the index")


def test_the_lock_is_free_after_a_build_and_after_a_failed_one(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), building(tmp_path):
        raise RuntimeError
    with building(tmp_path):
        assert (tmp_path / "lock").exists()


def test_a_lock_file_that_was_left_behind_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("12345")
    with building(tmp_path):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="there are no forks on Windows")
def test_a_killed_build_frees_the_lock_even_if_its_worker_lives_on(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLocked), building(tmp_path):
            pytest.fail("two builds hold the index")
        holder.kill()
        holder.wait()
        with building(tmp_path):
            pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to delete open files itself")
def test_a_file_is_read_while_any_reader_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    assert not is_read(path)
    path.touch()
    assert not is_read(path)
    one, other = Reading(path), Reading(path)
    one.close()
    one.close()
    assert is_read(path)
    other.close()
    assert not is_read(path)
