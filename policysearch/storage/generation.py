"""Generations: complete, immutable folders, one of which is current.

    index/                     mode 0700
    ├── CURRENT                number of the generation that answers; replaced by an atomic rename
    ├── generations/
    │   ├── 7/                 complete: verified and synced before it had this name
    │   │   ├── library.sqlite     documents, passages, sources, report (store.py)
    │   │   ├── search/            the backend's index
    │   │   └── checksums.json     size and hash of every file above, and the generation before
    │   ├── 8.draft/           being written, or left by a build that was killed
    │   └── 6.gone/            being deleted
    ├── ledger.sqlite   cache/   lock

A build may be killed between any two of these steps: until CURRENT is replaced the earlier
generation answers, and the next build sweeps away what is neither current nor the one before it.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from policysearch.errors import IndexDamaged, IndexMissing, IndexUnwritable, NoEarlierGeneration
from policysearch.storage.lock import is_read

CURRENT = "CURRENT"
LIBRARY = "library.sqlite"
SEARCH = "search"
CHECKSUMS = "checksums.json"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a generation is known by on disk. previous: 0 for the first.

    files: path inside the generation → (size, BLAKE2b of the content, 32 hex digits).
    """

    previous: int
    files: Mapping[str, tuple[int, str]]


def prepare(index: Path) -> None:
    """Make the folder of an index, readable by its owner alone."""
    index.mkdir(parents=True, exist_ok=True)
    with suppress(PermissionError):  # somebody else's folder that we may write to
        index.chmod(0o700)
    (index / "generations").mkdir(exist_ok=True)


def current_number(index: Path) -> int:
    """The number of the generation that answers; raise IndexMissing where there is none."""
    number = _pointed(index)
    if number is None or not folder(index, number).is_dir():
        raise IndexMissing(path=index)
    return number


def folder(index: Path, number: int) -> Path:
    """Where a complete generation stands."""
    return index / "generations" / str(number)


def begin(index: Path, after: int = 0) -> tuple[int, Path]:
    """An empty folder for the next generation, its number above `after` and all that exist."""
    taken = [int(match[0]) for name in _entries(index) if (match := re.match(r"[0-9]+", name))]
    number = max(after, _last_pointed(index), *taken, 0) + 1
    draft = index / "generations" / f"{number}.draft"
    draft.mkdir()
    return number, draft


def publish(index: Path, number: int, draft: Path) -> Path:
    """Seal a complete draft, sync it to disk, and make it the generation that answers."""
    previous = _last_pointed(index)
    known = _known_files(folder(index, previous))
    files = {name: _checksum(draft / name, known) for name in _file_names(draft)}
    (draft / CHECKSUMS).write_bytes(msgspec.json.encode(Seal(previous, files)))
    _sync(draft)
    complete = draft.rename(folder(index, number))
    _sync_folder(complete.parent)
    _point(index, number)
    return complete


def rollback(index: Path) -> int:
    """Make the generation before the current one current again, and return its number."""
    number = current_number(index)
    previous = seal(folder(index, number)).previous
    if not previous or not folder(index, previous).is_dir():
        raise NoEarlierGeneration(path=index)
    try:
        _point(index, previous)
    except OSError as error:
        raise IndexUnwritable(path=index, reason=error.strerror or str(error)) from error
    return previous


def sweep(index: Path) -> None:
    """Delete drafts and generations but the current one, the one before it, and those being
    read."""
    number = current_number(index)
    kept = {str(number), str(seal(folder(index, number)).previous)}
    for name in _entries(index):
        found = index / "generations" / name
        if name not in kept and not is_read(found / LIBRARY):
            discard(found)


def discard(found: Path) -> None:
    """Delete a generation or a draft; what cannot be deleted now is left to the next build."""
    if found.name.isdigit():
        with suppress(OSError):
            found = found.rename(found.with_suffix(".gone"))
    shutil.rmtree(found, ignore_errors=True)


def seal(complete: Path) -> Seal:
    """Read a generation's seal; raise IndexDamaged where it is missing or no seal."""
    try:
        return msgspec.json.decode((complete / CHECKSUMS).read_bytes(), type=Seal)
    except (OSError, msgspec.MsgspecError) as error:
        raise _damaged(complete, CHECKSUMS) from error


def check_sizes(complete: Path) -> None:
    """Raise IndexDamaged if a file of the generation is missing or has another size: a glance."""
    for name, (size, _) in seal(complete).files.items():
        found = complete / name
        if not found.is_file() or found.stat().st_size != size:
            raise _damaged(complete, name)


def verify(complete: Path) -> None:
    """Read every file of the generation and raise IndexDamaged at the first that is not what was
    written."""
    for name, expected in seal(complete).files.items():
        try:
            found = _checksum(complete / name, {})
        except OSError as error:
            raise _damaged(complete, name) from error
        if found != expected:
            raise _damaged(complete, name)


def _pointed(index: Path) -> int | None:
    try:
        text = (index / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(path=index, reason=f"{CURRENT} cannot be read") from error
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise IndexDamaged(path=index, reason=f"{CURRENT} names no generation")
    return int(text)


def _last_pointed(index: Path) -> int:
    """For those who write: a pointer that cannot be read is replaced like any other."""
    with suppress(IndexDamaged):
        return _pointed(index) or 0
    return 0


def _point(index: Path, number: int) -> None:
    pointer = index / f"{CURRENT}.draft"
    with pointer.open("w", encoding="ascii") as file:
        file.write(f"{number}\n")
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(index / CURRENT)
    _sync_folder(index)


def _entries(index: Path) -> list[str]:
    return [entry.name for entry in (index / "generations").iterdir()]


def _file_names(top: Path) -> list[str]:
    return sorted(
        found.relative_to(top).as_posix()
        for found in top.rglob("*")
        if found.is_file() and found != top / CHECKSUMS
    )


def _known_files(previous: Path) -> dict[tuple[int, int], tuple[int, str]]:
    """Checksums by device and inode: a file hard-linked from the previous generation is not read
    again."""
    try:
        files = seal(previous).files
        inodes = {name: (previous / name).stat() for name in files}
    except (OSError, IndexDamaged):
        return {}
    return {(inode.st_dev, inode.st_ino): files[name] for name, inode in inodes.items()}


def _checksum(path: Path, known: Mapping[tuple[int, int], tuple[int, str]]) -> tuple[int, str]:
    inode = path.stat()
    already = known.get((inode.st_dev, inode.st_ino))
    if already:
        return already
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
    return inode.st_size, digest.hexdigest()


def _sync(top: Path) -> None:
    for path in (*top.rglob("*"), top):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(complete: Path, name: str) -> IndexDamaged:
    reason = f"{name} of generation {complete.name} is not what was written"
    return IndexDamaged(path=complete.parent.parent, reason=reason)
