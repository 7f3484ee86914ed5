"""A file of named arrays: written once, mapped, and checked against its checksums on first use.

The bytes are described in FORMAT.md. Every byte of a file is covered by a checksum, and a file
that ends early has no trailer, so what was not written as it stands is never read as if it were.
"""

import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from whoosh_columnar.errors import FormatOutdated, SegmentDamaged

Array = npt.NDArray[Any]

VERSION = 1
MAGIC = b"\x89WHCOL\r\n"
ALIGNMENT = 64
# Small enough that a rare term of a cold index costs 20 microseconds of checking, large enough
# that the checksums are a sixteen-thousandth of the file.
CHUNK_BYTES = 1 << 16

_PREAMBLE = MAGIC.ljust(ALIGNMENT, b"\0")
# Offset and length of the directory, its checksum, the format's version, and the trailer's own.
_TRAILER = struct.Struct("<QQIII4s")
_END = b"LOC\n"
_CHECKSUMS = "checksums"


class Sink(Protocol):
    """Where a segment is written to: a file, or one of Whoosh's."""

    def write(self, content: bytes, /) -> object:
        """Append bytes."""


class SegmentFileWriter:
    """Writes arrays one after the other; nothing can be read before `finish`."""

    def __init__(self, file: Sink) -> None:
        self._file = file
        self._n_bytes = 0
        self._arrays: dict[str, list[object]] = {}
        self._checksums: list[int] = []
        self._write(_PREAMBLE)

    def add(self, name: str, array: Array) -> None:
        """Write an array of one dimension under a name of its own."""
        assert array.ndim == 1 and name not in self._arrays, name
        stored = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        self._arrays[name] = [stored.dtype.str, self._n_bytes, len(stored), len(self._checksums)]
        content = stored.view(np.uint8).data if len(stored) else memoryview(b"")
        padding = bytes(-len(content) % ALIGNMENT)
        for start in range(0, len(content) + len(padding), CHUNK_BYTES):
            chunk = content[start : start + CHUNK_BYTES]
            checksum = zlib.crc32(chunk)
            if start + CHUNK_BYTES >= len(content):
                checksum = zlib.crc32(padding, checksum)
            self._checksums.append(checksum)
        self._write(content)
        self._write(padding)

    def finish(self, header: Mapping[str, object]) -> None:
        """Write the directory with a header of JSON values, and the trailer."""
        checksums = np.array(self._checksums, dtype="<u4").tobytes()
        start = self._n_bytes
        self._write(checksums)
        directory = json.dumps(
            {
                "header": header,
                "arrays": self._arrays,
                _CHECKSUMS: [start, len(self._checksums), zlib.crc32(checksums)],
            },
            ensure_ascii=False,
        ).encode()
        start = self._n_bytes
        self._write(directory)
        trailer = _TRAILER.pack(start, len(directory), zlib.crc32(directory), VERSION, 0, _END)
        checksum = zlib.crc32(trailer)
        self._write(
            _TRAILER.pack(start, len(directory), zlib.crc32(directory), VERSION, checksum, _END)
        )

    def _write(self, content: bytes | memoryview) -> None:
        if len(content):
            self._file.write(content)  # type: ignore[arg-type]  # files take any buffer
            self._n_bytes += len(content)


class SegmentFile:
    """Reads arrays of a file; for several threads.

    `header` is what the writer gave to `finish`. Arrays are read-only and keep the mapping alive:
    `close` gives it up, and it goes when the last of them has.
    """

    def __init__(self, content: Any, name: str) -> None:
        """content: the whole file as a buffer.  name: what errors call it."""
        self._content: memoryview | None = memoryview(content)
        self._name = name
        directory = self._read_directory(self._content)
        self.header: dict[str, Any] = directory["header"]
        self.n_bytes = len(self._content)
        self._arrays: dict[str, _Stored] = {}
        start, n_chunks, checksum = directory[_CHECKSUMS]
        stored = self._content[start : start + 4 * n_chunks]
        if zlib.crc32(stored) != checksum:
            raise self._damaged("its checksums are not what was written")
        checksums = np.frombuffer(stored, dtype="<u4")
        for each, (dtype, offset, length, first_chunk) in directory["arrays"].items():
            item = np.dtype(dtype)
            padded = -(-length * item.itemsize // ALIGNMENT) * ALIGNMENT
            n_chunks = -(-padded // CHUNK_BYTES)
            self._arrays[each] = _Stored(
                np.frombuffer(self._content, dtype=item, count=length, offset=offset),
                self._content[offset : offset + padded],
                checksums[first_chunk : first_chunk + n_chunks],
                bytearray(n_chunks),
            )

    @classmethod
    def open(cls, path: Path) -> "SegmentFile":
        """Map a file; raises SegmentDamaged, FormatOutdated or OSError."""
        with path.open("rb") as file:
            try:
                content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:  # an empty file cannot be mapped
                raise SegmentDamaged(file=path.name, reason="it is empty") from error
        return cls(content, path.name)

    @property
    def names(self) -> tuple[str, ...]:
        """The arrays' names, in the order of writing."""
        return tuple(self._arrays)

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def length(self, name: str) -> int:
        """How many items an array has; nothing is read."""
        return len(self._arrays[name].items)

    def array(self, name: str) -> Array:
        """A whole array."""
        stored = self._arrays[name]
        self._check(name, stored, 0, len(stored.checked))
        return stored.items

    def part(self, name: str, start: int, stop: int) -> Array:
        """Items of an array, of which only the chunks they lie in are checked."""
        stored = self._arrays[name]
        if stop > start:
            size = stored.items.itemsize
            first, last = start * size // CHUNK_BYTES, (stop * size - 1) // CHUNK_BYTES
            self._check(name, stored, first, last + 1)
        return stored.items[start:stop]

    def verify(self) -> None:
        """Read every byte; raises SegmentDamaged at the first that is not what was written."""
        for name, stored in self._arrays.items():
            stored.checked[:] = bytes(len(stored.checked))
            self._check(name, stored, 0, len(stored.checked))

    def close(self) -> None:
        """Give up the mapping; later calls are errors."""
        self._arrays = {}
        self._content = None

    def _check(self, name: str, stored: "_Stored", first: int, end: int) -> None:
        if not stored.checked.count(0, first, end):
            return
        for chunk in range(first, end):
            if not stored.checked[chunk]:
                start = chunk * CHUNK_BYTES
                found = zlib.crc32(stored.content[start : start + CHUNK_BYTES])
                if found != stored.checksums[chunk]:
                    raise self._damaged(f"`{name}` is not what was written")
                stored.checked[chunk] = 1

    def _read_directory(self, content: memoryview) -> dict[str, Any]:
        if bytes(content[:ALIGNMENT]) != _PREAMBLE:
            raise self._damaged("it does not begin like a segment")
        if len(content) < ALIGNMENT + _TRAILER.size:
            raise self._damaged("it is cut off")
        start, length, checksum, version, own, end = _TRAILER.unpack(content[-_TRAILER.size :])
        if end != _END:
            raise self._damaged("it is cut off")
        if zlib.crc32(_TRAILER.pack(start, length, checksum, version, 0, end)) != own:
            raise self._damaged("its trailer is not what was written")
        if version != VERSION:
            raise FormatOutdated(file=self._name, found=version, expected=VERSION)
        directory = content[start : start + length]
        if start + length + _TRAILER.size != len(content) or zlib.crc32(directory) != checksum:
            raise self._damaged("its directory is not what was written")
        found: dict[str, Any] = json.loads(bytes(directory))
        return found

    def _damaged(self, reason: str) -> SegmentDamaged:
        return SegmentDamaged(file=self._name, reason=reason)


class _Stored:
    """An array of a file. content: its bytes with padding.  checked: a byte per chunk, 1 = yes."""

    __slots__ = ("checked", "checksums", "content", "items")

    def __init__(
        self, items: Array, content: memoryview, checksums: Array, checked: bytearray
    ) -> None:
        self.items = items
        self.content = content
        self.checksums = checksums
        self.checked = checked
