"""`ledger.sqlite`: every id, path, hash of a text and anchor ever given; rows are added, never
changed.

It outlives the generations: by it a link to a renamed file finds the new one, an edited passage is
told from one that is gone, and a document that was removed from one that never was.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from policysearch.errors import IndexDamaged
from policysearch.identity import sketches
from policysearch.storage.records import Held, Noted

LEDGER = "ledger.sqlite"
N_SKETCHES = 5000  # made at once
PATIENCE_S = 30  # for the moment in which a build adds its rows
TABLES = """
CREATE TABLE IF NOT EXISTS generations (number INTEGER PRIMARY KEY, locations TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL, root TEXT NOT NULL, path TEXT NOT NULL, member TEXT NOT NULL,
    text_hash TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_by_id ON documents (id, number);
CREATE TABLE IF NOT EXISTS anchors (
    id TEXT NOT NULL, anchor TEXT NOT NULL, sketch BLOB NOT NULL, PRIMARY KEY (id, anchor)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS redirects (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, target TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS redirects_by_id ON redirects (id, number);
"""
# Where a document stood, and its content, when it was last noted.
STOOD = (
    "SELECT root, path, member, text_hash FROM documents WHERE id = ? ORDER BY number DESC LIMIT 1"
)
ALL_STOOD = """SELECT id, path, text_hash FROM documents
    WHERE number IN (SELECT max(number) FROM documents GROUP BY id) ORDER BY id"""

Location = tuple[str, str, str]
_locations = msgspec.json.Decoder(tuple[Location, ...])


class Ledger:
    """The ledger of an index, for one thread at a time; use as a context manager."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    @classmethod
    def open(cls, index: Path) -> "Ledger":
        """Open the ledger to read; where there is none yet, it knows nothing."""
        path = index / LEDGER
        if not path.exists():
            ledger = cls(path, sqlite3.connect(":memory:"))
            ledger._make_tables()
            return ledger
        address = f"{path.resolve().as_uri()}?mode=ro"
        return cls(path, sqlite3.connect(address, uri=True, timeout=PATIENCE_S))

    @classmethod
    def continued(cls, index: Path) -> "Ledger":
        """Open the ledger to add to it, or begin it."""
        path = index / LEDGER
        ledger = cls(path, sqlite3.connect(path, timeout=PATIENCE_S))
        try:
            ledger._make_tables()
        except BaseException:
            ledger.close()
            raise
        return ledger

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def known(self, document_id: str) -> bool:
        """Whether some document ever had this id."""
        return bool(self._rows("SELECT 1 FROM documents WHERE id = ? LIMIT 1", document_id))

    def old(self, document_id: str, anchor: str) -> bytes | None:
        """The sketch of the passage that had this anchor, or None if none ever had."""
        rows = self._rows(
            "SELECT sketch FROM anchors WHERE id = ? AND anchor = ?", document_id, anchor
        )
        return bytes(rows[0][0]) if rows else None

    def redirect(self, document_id: str) -> str | None:
        """The id under which a renamed document was last known, or None.

        Of each id only what was noted after the step before counts, so that a file renamed back and
        forth leads to where it stands.
        """
        at, since = document_id, 0
        query = """SELECT number, target FROM redirects WHERE id = ? AND number > ?
            ORDER BY number DESC LIMIT 1"""
        while rows := self._rows(query, at, since):
            since, at = rows[0]
        return at if since else None

    def last_number(self) -> int:
        """The highest number ever given to a generation, 0 for none."""
        return int(self._rows("SELECT coalesce(max(number), 0) FROM generations")[0][0])

    def locations(self) -> tuple[Location, ...]:
        """The corpus roots of the last generation noted."""
        rows = self._rows("SELECT locations FROM generations ORDER BY number DESC LIMIT 1")
        return _locations.decode(rows[0][0]) if rows else ()

    def is_empty(self) -> bool:
        """Whether nothing was noted yet."""
        return not self._rows("SELECT 1 FROM documents LIMIT 1")

    def note(
        self, number: int, locations: tuple[Location, ...], documents: Iterable[Noted]
    ) -> None:
        """Add documents, their anchors and a generation; what is there already is left as it is."""
        self._add("INSERT OR IGNORE INTO generations VALUES (?, ?)",
                  [(number, msgspec.json.encode(locations).decode())])  # fmt: skip
        unsketched: list[tuple[str, str, str]] = []
        for document in documents:
            stands = (document.root, document.path, document.member, document.text_hash)
            if self._rows(STOOD, document.id) != [stands]:
                row = document.id, *stands
                self._add("INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?)", [row])
            unsketched += self._missing_anchors(document)
            if len(unsketched) >= N_SKETCHES:
                self._add_anchors(unsketched)
                unsketched = []
        self._add_anchors(unsketched)

    def moves(self, present: Mapping[str, Held]) -> dict[str, str]:
        """Each id that is gone, and the one that has its text now; only what was not noted before.

        Where several have it, one with the same file name goes first, then the first in order.
        """
        by_text: dict[str, list[str]] = {}
        for document_id in sorted(present, key=lambda found: present[found].claim):
            by_text.setdefault(present[document_id].text_hash, []).append(document_id)
        moves = {}
        for document_id, path, text in self._rows(ALL_STOOD):
            candidates = by_text.get(text) if text else None
            if document_id in present or not candidates:
                continue
            name = path.rsplit("/", 1)[-1]
            named = [c for c in candidates if present[c].path.rsplit("/", 1)[-1] == name]
            target = (named or candidates)[0]
            if self.redirect(document_id) != target:
                moves[document_id] = target
        return moves

    def note_moves(self, moves: Mapping[str, str]) -> None:
        """Lead old ids to new ones from now on."""
        self._add("INSERT INTO redirects (id, target) VALUES (?, ?)", moves.items())

    def commit(self) -> None:
        """Make all that was noted durable, at once."""
        self._connection.commit()

    def _missing_anchors(self, document: Noted) -> Iterator[tuple[str, str, str]]:
        """(id, anchor, text) of each passage that is not noted yet."""
        noted = {
            row[0] for row in self._rows("SELECT anchor FROM anchors WHERE id = ?", document.id)
        }
        for anchor, text in zip(document.anchors, document.texts, strict=True):
            if anchor not in noted:
                yield document.id, anchor, text

    def _add_anchors(self, unsketched: Sequence[tuple[str, str, str]]) -> None:
        made = sketches([text for _, _, text in unsketched])
        rows = ((found[0], found[1], made[at]) for at, found in enumerate(unsketched))
        self._add("INSERT OR IGNORE INTO anchors VALUES (?, ?, ?)", rows)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._readable():
            return self._connection.execute(query, values).fetchall()

    def _add(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._connection.executemany(query, rows)

    def _make_tables(self) -> None:
        with self._readable():
            self._connection.executescript(TABLES)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
                raise
            reason = (
                f"{LEDGER} is no ledger: take it from a backup, or delete it and lose old links"
            )
            raise IndexDamaged(path=self._path.parent, reason=reason) from error
