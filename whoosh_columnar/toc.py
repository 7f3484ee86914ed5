"""Whoosh's table of contents, written so that it survives a crash, and read with suspicion.

The file is Whoosh's own, which other programs read too, with eight bytes and a checksum after its
end, where they do not look.
"""

import contextlib
import os
import pickle
import re
import struct
import uuid
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from whoosh_columnar.errors import FormatOutdated, SegmentDamaged
from whoosh_columnar.pickles import load, loads
from whoosh_columnar.whoosh_internals import (
    CURRENT_TOC_VERSION,
    TOC,
    TOC_SIZES,
    BufferFile,
    EmptyIndexError,
    FileStorage,
    RamStorage,
    ensure_schema,
)

_END = b"\x89WHTOC\r\n"
_TRAILER_BYTES = len(_END) + 4
_BYTE_ORDER = -12345
_ATTEMPTS = 100
# What reading bytes that are not what was written may raise, where no checksum tells first.
_NONSENSE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError,
    MemoryError, TypeError, ValueError, pickle.UnpicklingError, struct.error,
)  # fmt: skip


def write_toc(
    storage: Any, indexname: str, schema: Any, segments: Sequence[Any], generation: int
) -> None:
    """Make a generation the index's latest: synced, renamed into place, and the folder synced."""
    memory = RamStorage()
    TOC(schema, list(segments), generation).write(memory, indexname)
    name = TOC._filename(indexname, generation)
    content = memory.files[name] + _END
    content += zlib.crc32(content).to_bytes(4, "little")
    # Clears away by itself what a killed writer leaves: see `leftovers`.
    temporary = f"{name}.{uuid.uuid4().hex}"
    with storage.create_file(temporary) as file:
        file.write(content)
        sync(file, storage)
    storage.rename_file(temporary, name, safe=True)
    if isinstance(storage, FileStorage):
        sync_folder(Path(storage.folder))


def read_toc(storage: Any, indexname: str, schema: Any, trusted: Collection[str]) -> Any:
    """The latest generation.

    schema: instead of the one in the file, or None.
    Raises EmptyIndexError where there is none, SegmentDamaged, FormatOutdated, ForeignName.
    """
    name, content = _latest(storage, indexname)
    if content[-_TRAILER_BYTES:-4] == _END:
        if zlib.crc32(content[:-4]) != int.from_bytes(content[-4:], "little"):
            raise SegmentDamaged(file=name, reason="it is not what was written")
        content = content[:-_TRAILER_BYTES]
    try:
        return _parsed(content, name, schema, trusted)
    except _NONSENSE as error:
        raise SegmentDamaged(file=name, reason="it is not what was written") from error


def is_written(storage: Any, indexname: str, generation: int) -> bool:
    """Whether a generation is in place."""
    found: bool = storage.file_exists(TOC._filename(indexname, generation))
    return found


def leftovers(storage: Any, indexname: str) -> list[str]:
    """Files of tables of contents that were never renamed into place."""
    pattern = re.compile(rf"_{re.escape(indexname)}_[0-9]+\.toc\..+")
    return [name for name in storage.list() if pattern.fullmatch(name)]


def sync(file: Any, storage: Any) -> None:
    """Have a storage's file on disk, if the storage is one of a disk."""
    file.flush()
    if isinstance(storage, FileStorage):
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk; Windows cannot and need not."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _latest(storage: Any, indexname: str) -> tuple[str, bytes]:
    """The latest generation's file, by name and content.

    A commit may take a generation away between the listing of a folder and the opening of a file,
    or while it is listed; then the next one is there.
    """
    for attempt in range(_ATTEMPTS):
        generation = TOC._latest_generation(storage, indexname)
        if generation < 0 and attempt:
            break
        name = TOC._filename(indexname, generation)
        # A folder on disk has no such file, or a storage in memory no such name.
        with contextlib.suppress(FileNotFoundError, NameError), storage.open_file(name) as file:
            return name, file.read()
    raise EmptyIndexError(f"Index {indexname!r} does not exist in {storage!r}")


def _parsed(content: bytes, name: str, schema: Any, trusted: Collection[str]) -> Any:
    stream = BufferFile(memoryview(content), name)
    if any(stream.read_varint() != size for size in TOC_SIZES) or stream.read_int() != _BYTE_ORDER:
        raise ValueError("it is of another kind of computer")
    version = stream.read_int()
    if version != CURRENT_TOC_VERSION:
        raise FormatOutdated(file=name, found=version, expected=CURRENT_TOC_VERSION)
    release = tuple(stream.read_varint() for _ in range(3))
    stored_schema = stream.read_string()
    found = ensure_schema(schema or loads(stored_schema, trusted, name))
    generation, _ = stream.read_int(), stream.read_int()
    segments = load(stream.file, trusted, name)
    if stream.file.read(1) or name != TOC._filename(name[1 : name.rindex("_")], generation):
        raise ValueError("there is more than was written, or of another generation")
    return TOC(found, segments, generation, version=version, release=release)
