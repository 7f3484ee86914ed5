"""The files of an index: their checksums, which Whoosh has none of, syncing and copying.

`files.json`: a line with the checksum of the rest, then version and (size, CRC-32) by file name.
"""

import json
import os
import shutil
import zlib
from pathlib import Path

from policysearch.backends.whoosh.schema import INDEX_NAME as NAME
from policysearch.errors import IndexDamaged, IndexOutdated

_LIST = "files.json"
_OURS = (NAME, f"_{NAME}", f"{_LIST}.")
_CHUNK_BYTES = 1 << 20


def has_list(directory: Path) -> bool:
    """Whether an index was committed here."""
    return (directory / _LIST).exists()


def write_list(directory: Path, version: str) -> None:
    """Sync every file and write the list of all, itself synced, last."""
    files = {}
    for path in _files(directory):
        _sync(path)
        files[path.name] = (path.stat().st_size, _crc32(path))
    body = json.dumps({"version": version, "files": files}, indent=1).encode()
    unfinished = directory / f"{_LIST}.unfinished"
    unfinished.write_bytes(b"%d\n%b" % (zlib.crc32(body), body))
    _sync(unfinished)
    unfinished.replace(directory / _LIST)
    _sync(directory)


def remove_unlisted(directory: Path, version: str) -> None:
    """Remove what an unfinished writer left behind, and nothing that is not an index's."""
    listed = _read_list(directory, version) if has_list(directory) else {}
    for path in _files(directory):
        if path.name in listed or not path.name.startswith(_OURS):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def check(directory: Path, version: str) -> None:
    """Read every file; raise IndexDamaged at the first that is not what was written.

    Whoosh unpickles what it opens and has no checksums, so nothing is opened before this.
    """
    for name, (size, checksum) in _read_list(directory, version).items():
        path = directory / name
        try:
            is_whole = path.stat().st_size == size and _crc32(path) == checksum
        except OSError as error:
            raise IndexDamaged(path=directory, reason=f"{name}: {error.strerror}") from error
        if not is_whole:
            raise IndexDamaged(path=directory, reason=f"{name} is not what was written")


def copy(source: Path, target: Path, version: str) -> None:
    """Link the files of an index, or copy them where links are not to be had."""
    target.mkdir(parents=True, exist_ok=True)
    for name in (*_read_list(source, version), _LIST):
        try:
            (target / name).hardlink_to(source / name)
        except OSError:
            shutil.copy2(source / name, target / name)


def _read_list(directory: Path, version: str) -> dict[str, tuple[int, int]]:
    try:
        checksum, _, body = (directory / _LIST).read_bytes().partition(b"\n")
        is_whole = int(checksum) == zlib.crc32(body)
        stated = json.loads(body) if is_whole else {}
    except (OSError, ValueError) as error:
        raise IndexDamaged(path=directory, reason=f"{_LIST}: {error}") from error
    if not is_whole:
        raise IndexDamaged(path=directory, reason=f"{_LIST} is not what was written")
    if stated["version"] != version:
        raise IndexOutdated(path=directory, what="schema")
    return {name: (size, crc) for name, (size, crc) in stated["files"].items()}


def _files(directory: Path) -> list[Path]:
    return [path for path in sorted(directory.iterdir()) if path.name != _LIST]


def _crc32(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # folders cannot be opened there
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
