"""`cache/`: what files gave, by content and by the version of all that reads them.

It saves a full build, and one that follows a killed one, from reading files again. It may be
deleted at any time; one that cannot be read is begun anew.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from policysearch.model import FileOutcome

CACHE = "cache"
TABLE = (
    "CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
)
N_PER_COMMIT = 200

# Documents in JSON, which nobody reads here, and what could not be read.
Reading = tuple[tuple[bytes, ...], tuple[FileOutcome, ...]]
_reading = msgspec.json.Decoder(tuple[tuple[msgspec.Raw, ...], tuple[FileOutcome, ...]])


def cache_key(version: str, root: str, path: str, content_hash: str) -> str:
    """The name of a reading. A document's id and folder come from its root and path, hence these
    two."""
    parts = "\0".join((version, root, path, content_hash))
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


class Cache:
    """Readings by key, for one thread; use as a context manager."""

    def __init__(self, index: Path) -> None:
        path = index / CACHE / "readings.sqlite"
        path.parent.mkdir(exist_ok=True)
        try:
            self._connection = _opened(path)
        except sqlite3.DatabaseError:
            path.unlink()
            self._connection = _opened(path)
        self._n_waiting = 0

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is waiting, as far as it can be written, and release the file."""
        with suppress(sqlite3.Error):
            self._connection.commit()
        self._connection.close()

    def get(self, key: str) -> Reading | None:
        """What was kept under this key, or None."""
        query = "SELECT value FROM readings WHERE key = ?"
        try:
            row = self._connection.execute(query, (key,)).fetchone()
            if row is None:
                return None
            documents, failures = _reading.decode(zlib.decompress(row[0]))
            return tuple(map(bytes, documents)), failures
        except (sqlite3.DatabaseError, zlib.error, msgspec.MsgspecError):
            return None

    def put(self, key: str, reading: Reading) -> None:
        """Keep a reading; what was kept every so often survives the death of the build."""
        documents, failures = reading
        encoded = msgspec.json.encode((tuple(map(msgspec.Raw, documents)), failures))
        packed = zlib.compress(encoded, 1)
        self._connection.execute("INSERT OR REPLACE INTO readings VALUES (?, ?)", (key, packed))
        self._n_waiting += 1
        if self._n_waiting >= N_PER_COMMIT:
            self._connection.commit()
            self._n_waiting = 0

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget every reading of another key."""
        self._connection.execute("CREATE TEMP TABLE kept (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self._connection.executemany(
            "INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in keys)
        )
        self._connection.execute("DELETE FROM readings WHERE key NOT IN (SELECT key FROM kept)")
        self._connection.execute("DROP TABLE kept")
        self._connection.commit()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        # A killed process loses nothing that way; a power cut may cost the cache, which is begun
        # anew.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(TABLE)
    except BaseException:
        connection.close()
        raise
    return connection
