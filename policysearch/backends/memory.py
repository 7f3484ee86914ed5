"""The oracle: every plan answered by scanning unit sequences, obvious and slow.

An index is one file, `entries.jsonl`: a line with version and checksum, then one document a line.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from policysearch.backends.entries import entries_of
from policysearch.backends.memory_search import MemorySearcher
from policysearch.backends.port import DocumentEntry, EntryBatch, PassageEntry
from policysearch.errors import IndexDamaged, IndexOutdated

_FILE = "entries.jsonl"


class MemoryBackend:
    """Keeps all entries in memory."""

    name = "memory"
    version = "1"

    def __init__(self, *, max_expansions: int) -> None:
        self.max_expansions = max_expansions

    def writer(self, directory: Path) -> "MemoryWriter":
        return MemoryWriter(directory)

    def searcher(self, directory: Path) -> MemorySearcher:
        return MemorySearcher(_read(directory), max_expansions=self.max_expansions)

    def verify(self, directory: Path) -> None:
        _read(directory)

    def copy(self, source: Path, target: Path) -> None:
        target.mkdir(parents=True, exist_ok=True)
        try:
            (target / _FILE).hardlink_to(source / _FILE)
        except OSError:
            (target / _FILE).write_bytes((source / _FILE).read_bytes())


class MemoryWriter:
    """Collects changes and writes the file anew."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        started = (directory / _FILE).exists()
        self._entries = {entry.id: entry for entry in _read(directory)} if started else {}

    def add(self, entry: DocumentEntry) -> None:
        if entry.id in self._entries:
            raise ValueError(f"document {entry.id} is in the index: delete it first")
        self._entries[entry.id] = entry

    def add_batch(self, batch: EntryBatch) -> None:
        for entry in entries_of(batch):
            self.add(entry)

    def delete(self, document_id: str) -> None:
        self._entries.pop(document_id, None)

    def commit(self) -> None:
        lines = [
            json.dumps(asdict(self._entries[key]), ensure_ascii=True)
            for key in sorted(self._entries)
        ]
        body = "".join(line + "\n" for line in lines).encode()
        head = {"version": MemoryBackend.version, "sha256": hashlib.sha256(body).hexdigest()}
        self._directory.mkdir(parents=True, exist_ok=True)
        unfinished = self._directory / f"{_FILE}.unfinished"
        with unfinished.open("wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + body)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._directory / _FILE)

    def cancel(self) -> None:
        self._entries = {}


def _read(directory: Path) -> list[DocumentEntry]:
    """The entries in order of id; raises IndexDamaged for anything that was not written so."""
    try:
        head, _, body = (directory / _FILE).read_bytes().partition(b"\n")
        stated = json.loads(head)
        version, checksum = stated["version"], stated["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(path=directory, reason=f"{_FILE}: {error}") from error
    if version != MemoryBackend.version:
        raise IndexOutdated(path=directory, what="schema")
    if hashlib.sha256(body).hexdigest() != checksum:
        raise IndexDamaged(path=directory, reason=f"{_FILE} is not what was written")
    return list(_entries(body))


def _entries(body: bytes) -> Iterator[DocumentEntry]:
    for line in body.splitlines():
        raw = json.loads(line)
        yield DocumentEntry(
            id=raw["id"],
            date=raw["date"],
            title=tuple(raw["title"]),
            passages=tuple(
                PassageEntry(tuple(passage["units"]), tuple(passage["words"]), passage["continues"])
                for passage in raw["passages"]
            ),
            fields={name: tuple(values) for name, values in raw["fields"].items()},
        )
