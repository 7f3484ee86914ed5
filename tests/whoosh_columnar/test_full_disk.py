"""On a disk that is full a commit is one clear error, and the index answers as before."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.whoosh_columnar.small_index import (
    a_small_index,
    add,
    answers,
    file_names,
    names_in_use,
)
from whoosh_columnar.index import open_dir

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="disks are made small by Linux")

# A file system of its own, seen by this program alone, and gone with it.
SMALL_DISK = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
MOUNT = 'mount -t tmpfs -o size=256k tmpfs "$0" && exec "$@"'
ON_A_SMALL_DISK = """
import errno, sys
from pathlib import Path
from tests.whoosh_columnar.small_index import *
from whoosh_columnar.index import open_dir

folder = Path(sys.argv[1]) / "index"
index = a_small_index(folder)
old = answers(index)
(folder.parent / "filler").write_bytes(bytes(96 << 10))
n_committed = n_full = 0
for number in range(100, 10_000, 400):
    files = file_names(folder)
    try:
        add(index, range(number, number + 400), optimize=True)
        n_committed += 1
        old = answers(index)
    except OSError as error:
        assert error.errno == errno.ENOSPC, error
        n_full += 1
        assert file_names(folder) == files
        open_dir(folder).verify()
        assert answers(open_dir(folder)) == old
    if n_full == 3:
        break
assert n_full == 3 and n_committed
(folder.parent / "filler").unlink()
add(open_dir(folder), [99])
assert keys(index)[-1] > 99
assert file_names(folder) == names_in_use(index)
print("the index is whole")
"""


def test_a_full_disk(tmp_path: Path):
    mount = [*SMALL_DISK, MOUNT, str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run([*mount, "true"], check=False).returncode:
        pytest.skip("no file system may be mounted here, not even in a namespace of its own")
    ended = subprocess.run(
        [*mount, sys.executable, "-c", ON_A_SMALL_DISK, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (ended.stdout, ended.stderr) == ("the index is whole\n", "")


@pytest.mark.parametrize("n_bytes", [0, 1, 100, 1000, 5000])
def test_files_that_may_not_grow(tmp_path: Path, n_bytes: int):
    folder = tmp_path / "index"
    index = a_small_index(folder)
    old, files = answers(index), file_names(folder)
    child = os.fork()
    if not child:
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))
            # Twice: after the first time nothing is locked.
            for _ in range(2):
                with pytest.raises(OSError, match="File too large"):
                    add(open_dir(folder), range(20, 60))
            assert answers(open_dir(folder)) == old
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert file_names(folder) == files
    assert answers(open_dir(folder)) == old
    add(index, [20])
    assert file_names(folder) == names_in_use(index)
