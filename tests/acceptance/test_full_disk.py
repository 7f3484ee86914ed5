"""A build that fills the disk says so in one line, and what was indexed before still answers."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="disks are made small by Linux")

# A file system of its own, seen by this program alone, and gone with it.
SMALL_DISK = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
MOUNT = 'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$@"'
ON_A_SMALL_DISK = """
import random, sys
from pathlib import Path
from tests.acceptance.commands import BUILD, run
from tests.builders import a_corpus

folder = Path(sys.argv[1])
build = [BUILD, "--index", "disk/index"]
search = ["-m", "policysearch", "search", "--index", "disk/index", "正文"]
a_corpus(folder, {"0.md": "# 第0号文件\\n\\n这是第0号文件的正文。\\n"})
built = run(folder, *build)
assert built.returncode == 0, built
before = run(folder, *search)
assert before.returncode == 0 and "第0号文件" in before.stdout, before

rng = random.Random(7)
pages = ["".join(chr(rng.randrange(0x4e00, 0x9000)) for _ in range(400)) for _ in range(400)]
a_corpus(folder, {"1.md": "# 第1号文件\\n\\n" + "\\n\\n".join(pages)})
for _ in range(2):
    refused = run(folder, *build)
    assert refused.returncode not in (0, 1), refused
    assert "No space left on device" in refused.stderr.splitlines()[-1], refused.stderr
    assert "Traceback" not in refused.stderr, refused.stderr
    assert run(folder, *search).stdout == before.stdout
    assert run(folder, "-m", "policysearch", "verify", "--index", "disk/index").returncode == 0

a_corpus(folder, {"1.md": "# 第1号文件\\n\\n这是第1号文件的正文。\\n"})
built = run(folder, *build)
assert built.returncode == 0, built
assert "第1号文件" in run(folder, *search).stdout
print("the index is whole")
"""


@pytest.mark.slow
def test_a_build_on_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = [*SMALL_DISK, MOUNT, str(disk)]
    if shutil.which("unshare") is None or subprocess.run([*mount, "true"], check=False).returncode:
        pytest.skip("no file system may be mounted here, not even in a namespace of its own")
    ended = subprocess.run(
        [*mount, sys.executable, "-c", ON_A_SMALL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (ended.stdout, ended.stderr) == ("the index is whole\n", "")
