"""The source distribution of Whoosh, of which the repository keeps a checksum and no copy."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

VERSION = "2.7.4"
SHA256 = "e0857375f63e9041e03fedd5b7541f97cf78917ac1b6b06c1fcc9b45375dda69"


class FetchFailed(Exception):
    """pip could not get the distribution."""


def download(folder: Path) -> Path:
    """Fetch the distribution with pip; raises FetchFailed with what pip said."""
    requirement = folder / "requirement.txt"
    requirement.write_text(f"Whoosh=={VERSION} --hash=sha256:{SHA256}\n", encoding="utf-8")
    # Without build isolation: pip runs setup.py for the name only, and needs nothing else for it.
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"]
    command = [*pip, *options, "--dest", str(folder), "--requirement", str(requirement)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FetchFailed(done.stderr.strip() or f"pip ended with {done.returncode}")
    return next(folder.glob(f"[Ww]hoosh-{VERSION}.*"))


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a distribution, checked against its checksum, and give the folder of its tests."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != SHA256:
        raise FetchFailed(f"{archive.name} has the checksum {found}, not {SHA256}")
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    tests = folder / f"Whoosh-{VERSION}" / "tests"
    # pytest refuses the `[pytest]` section of a setup.cfg of that time.
    (tests.parent / "setup.cfg").unlink()
    return tests
