"""`library.sqlite` of a draft, written: a new one, or a copy of the one before with what changed.

Nobody reads a draft and a killed one is thrown away, so there is no journal and nothing is synced
here.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from policysearch.model import BuildReport, Document, PassageRecord
from policysearch.storage.records import Held, Imprint, SourceRow
from policysearch.storage.tables import KEY_SHIFT, SCHEMA, TABLES

PUT = "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
PUT_PASSAGE = "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# A library that lost more than this share of its pages to deletions is written anew.
SPARSE = 0.25


class StoreWriter:
    """Writes one draft's library; use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")

    @classmethod
    def begun(cls, path: Path, earlier: Path | None) -> "StoreWriter":
        """Begin with a copy of an earlier library, or with an empty one."""
        if earlier:
            shutil.copyfile(earlier, path)
            return cls.continued(path)
        writer = cls(path)
        writer._connection.executescript(TABLES)
        writer._connection.execute("BEGIN")
        writer._put_meta("schema", SCHEMA.encode())
        return writer

    @classmethod
    def continued(cls, path: Path) -> "StoreWriter":
        """Go on with a library."""
        writer = cls(path)
        writer._connection.execute("BEGIN")
        return writer

    def __enter__(self) -> "StoreWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def put(self, document: Document, held: Held) -> None:
        """Add a document in the place of the one with its id."""
        self.remove(document.id)
        summary = document.summary
        is_remarkable = document.repairs or document.warnings
        remarks = (document.repairs, document.warnings) if is_remarkable else None
        row = (
            None, summary.id, summary.root, summary.path, summary.member, held.position,
            summary.content_hash, held.text_hash, held.revision, summary.source_id, summary.title,
            _json(summary.facts), len(document.records), summary.n_characters,
            summary.is_stale, _json(remarks).decode() if remarks else "",
        )  # fmt: skip
        number = self._connection.execute(PUT, row).lastrowid or 0
        self._connection.executemany(PUT_PASSAGE, _passage_rows(document, number << KEY_SHIFT))

    def remove(self, document_id: str) -> None:
        """Take a document out; an unknown id is ignored."""
        found = "SELECT number, n_passages FROM documents WHERE id = ?"
        row = self._connection.execute(found, (document_id,)).fetchone()
        if row:
            keys = row[0] << KEY_SHIFT, (row[0] << KEY_SHIFT) + row[1] - 1
            self._connection.execute("DELETE FROM passages WHERE key BETWEEN ? AND ?", keys)
            self._connection.execute("DELETE FROM documents WHERE number = ?", row[:1])

    def touch(self, document_id: str, held: Held, *, is_stale: bool) -> None:
        """Note where an unchanged document stands now, and whether it could not be read again."""
        self._connection.execute(
            """UPDATE documents SET member = ?, position = ?, content_hash = ?, is_stale = ?
                WHERE id = ?""",
            (held.member, held.position, held.content_hash, is_stale, document_id),
        )

    def put_sources(self, rows: Iterable[SourceRow]) -> None:
        """Replace the whole manifest."""
        self._connection.execute("DELETE FROM sources")
        self._connection.executemany(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row.root,
                    row.path,
                    row.size,
                    row.mtime_ns,
                    row.content_hash,
                    row.status,
                    _json(row.outcomes),
                )
                for row in rows
            ),
        )

    def save(self) -> None:
        """Let readers of the draft see what was written so far."""
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN")

    def finish(self, imprint: Imprint, report: BuildReport) -> None:
        """Write what this generation is, and make the file complete."""
        self._put_meta("imprint", _json(imprint))
        self._put_meta("report", _json(report))
        self._connection.execute("COMMIT")
        pages, free = (
            self._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count")
        )
        if free > SPARSE * pages:
            self._connection.execute("VACUUM")

    def _put_meta(self, name: str, value: bytes) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _passage_rows(document: Document, key: int) -> Iterable[tuple[object, ...]]:
    text, at = document.text, 0
    for ordinal, record in enumerate(document.records):
        span = record.span
        assert not text[at : span.start].strip("\n"), f"{document.id}: text between passages"
        at = span.end
        yield (key + ordinal, *_passage_row(record), text[span.start : span.end])
    assert at == len(text), f"{document.id}: text after the last passage"


def _passage_row(record: PassageRecord) -> tuple[object, ...]:
    return (
        record.anchor, record.kind, record.span.start, record.span.end, record.level,
        record.article, record.continues,
        _headings(record.heading_path) if record.heading_path else "",
        _json(record.places).decode() if record.places else "",
    )  # fmt: skip


# Passages under one heading stand side by side.
@lru_cache(maxsize=1 << 8)
def _headings(path: tuple[str, ...]) -> str:
    return _json(path).decode()


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
