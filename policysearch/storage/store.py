"""`library.sqlite` of one generation, read: documents, passages, sources, report. Its tables:
`tables.py`.

The file never changes once its generation is current, hence `immutable`: no locks, no journal, no
checks.
"""

import sqlite3
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from policysearch.errors import IndexDamaged, IndexOutdated, UnknownDocument
from policysearch.model import (
    BuildReport,
    Document,
    DocumentSummary,
    Fact,
    Passage,
    PassageRecord,
    Place,
    Span,
)
from policysearch.storage.lock import Reading
from policysearch.storage.records import Held, Imprint, SourceRow, Totals
from policysearch.storage.tables import KEY_SHIFT, SCHEMA

SUMMARY = """SELECT number, id, title, root, path, member, source_id, facts, content_hash,
n_passages,
    n_characters, is_stale FROM documents WHERE id = ?"""
PASSAGE = """SELECT anchor, kind, start, "end", level, article, continues, headings, places, text
    FROM passages WHERE key """

SummaryRow = tuple[int, str, str, str, str, str, str, bytes, str, int, int, int]
PassageRow = tuple[str, str, int, int, int, str, int, str, str, str]

_facts = msgspec.json.Decoder(dict[str, Fact])
_headings = msgspec.json.Decoder(tuple[str, ...])
_places = msgspec.json.Decoder(tuple[Place, ...])
_remarks = msgspec.json.Decoder(tuple[dict[str, int], tuple[str, ...]])
_report = msgspec.json.Decoder(BuildReport)
_imprint = msgspec.json.Decoder(Imprint)


class Store:
    """One generation's documents, for any number of threads; `close` when nobody reads any more."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self._reading = reading
        self._idle: deque[sqlite3.Connection] = deque()
        self._is_open = True

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open `library.sqlite`; raise IndexDamaged or IndexOutdated if it cannot be read."""
        try:
            store = cls(path, Reading(path))
        except OSError as error:
            raise IndexDamaged(path=path.parent, reason=f"{path.name} cannot be opened") from error
        try:
            store._check_schema()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Release every file."""
        self._is_open = False
        while self._idle:
            self._idle.pop().close()
        self._reading.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def summary(self, document_id: str) -> DocumentSummary | None:
        """What is known of a document, or None."""
        with self._connection() as connection:
            row = connection.execute(SUMMARY, (document_id,)).fetchone()
        return _summary(row) if row else None

    def document(self, document_id: str) -> Document | None:
        """A whole document, or None."""
        with self._connection() as connection:
            row = connection.execute(SUMMARY, (document_id,)).fetchone()
            if row is None:
                return None
            rows = connection.execute(PASSAGE + "BETWEEN ? AND ?", _keys(row[0])).fetchall()
            query = "SELECT remarks FROM documents WHERE number = ?"
            remarks = connection.execute(query, row[:1]).fetchone()[0]
        repairs, warnings = _remarks.decode(remarks) if remarks else ({}, ())
        return Document(_summary(row), _joined(rows), tuple(map(_record, rows)), repairs, warnings)

    def passage(self, document_id: str, ordinal: int) -> Passage:
        """One passage; raise UnknownDocument if the document has none at this ordinal."""
        return self.passages([(document_id, ordinal)])[0][0]

    def passages(self, pairs: Sequence[tuple[str, int]]) -> list[tuple[Passage, str]]:
        """The passages at (document id, ordinal), each with the next one's text if that continues
        it."""
        found = []
        summaries: dict[str, tuple[int, DocumentSummary]] = {}
        with self._connection() as connection:
            for document_id, ordinal in pairs:
                if document_id not in summaries:
                    row = connection.execute(SUMMARY, (document_id,)).fetchone()
                    if row is None:
                        raise UnknownDocument(id=document_id)
                    summaries[document_id] = row[0], _summary(row)
                number, summary = summaries[document_id]
                key = (number << KEY_SHIFT) + ordinal
                rows = connection.execute(PASSAGE + "BETWEEN ? AND ?", (key, key + 1)).fetchall()
                if not 0 <= ordinal < summary.n_passages or not rows:
                    raise UnknownDocument(id=f"{document_id}, passage {ordinal}")
                following = rows[1][-1] if len(rows) > 1 and rows[1][6] else ""
                passage = Passage(summary, ordinal, _record(rows[0]), rows[0][-1])
                found.append((passage, following))
        return found

    def ids(self) -> Iterator[str]:
        """Every document id, ascending."""
        with self._connection() as connection:
            rows = connection.execute("SELECT id FROM documents ORDER BY id").fetchall()
        return (row[0] for row in rows)

    def anchors(self, document_id: str) -> tuple[str, ...]:
        """The anchors of a document in order; empty for an unknown one."""
        query = """SELECT anchor FROM passages WHERE key BETWEEN
            (SELECT number << 32 FROM documents WHERE id = ?1) AND
            (SELECT (number << 32) + n_passages - 1 FROM documents WHERE id = ?1) ORDER BY key"""
        with self._connection() as connection:
            return tuple(row[0] for row in connection.execute(query, (document_id,)))

    def held(self) -> dict[str, Held]:
        """Where every document came from and what it was, by id."""
        query = """SELECT id, root, path, member, position, content_hash, text_hash, revision
            FROM documents"""
        with self._connection() as connection:
            return {row[0]: Held(*row[1:]) for row in connection.execute(query)}

    @property
    def manifest(self) -> tuple[SourceRow, ...]:
        """Every source as this generation's build met it, in order of root and path."""
        query = """SELECT root, path, size, mtime_ns, content_hash, status, outcomes
            FROM sources ORDER BY root, path"""
        with self._connection() as connection:
            return tuple(SourceRow.from_row(*row) for row in connection.execute(query))

    def totals(self) -> Totals:
        """Documents, passages, characters, and repairs by kind."""
        query = "SELECT count(*), total(n_passages), total(n_characters) FROM documents"
        with self._connection() as connection:
            n_documents, n_passages, n_characters = connection.execute(query).fetchone()
            remarks = connection.execute("SELECT remarks FROM documents WHERE remarks != ''")
            repairs: Counter[str] = Counter()
            for row in remarks:
                repairs.update(_remarks.decode(row[0])[0])
        return Totals(
            n_documents, int(n_passages), int(n_characters), dict(sorted(repairs.items()))
        )

    def report(self) -> BuildReport:
        """What the build of this generation did."""
        return _report.decode(self._meta("report"))

    @property
    def imprint(self) -> Imprint:
        """Which generation this is and what it was made with."""
        return _imprint.decode(self._meta("imprint"))

    def verify(self) -> None:
        """Raise IndexDamaged if the database is not whole."""
        with self._connection() as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise self._damaged(found)

    def _check_schema(self) -> None:
        if self._meta("schema") != SCHEMA.encode():
            raise IndexOutdated(path=self.path.parent, what="schema")

    def _meta(self, name: str) -> bytes:
        with self._connection() as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise self._damaged(f"{name} is missing")
        return bytes(row[0])

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that nobody else uses meanwhile."""
        if not self._is_open:
            raise ValueError(f"{self.path} is closed")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
            raise self._damaged(str(error)) from error
        finally:
            self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        address = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            return sqlite3.connect(address, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, reason: str) -> IndexDamaged:
        return IndexDamaged(path=self.path.parent, reason=f"{self.path.name}: {reason}")


def _keys(number: int) -> tuple[int, int]:
    return number << KEY_SHIFT, ((number + 1) << KEY_SHIFT) - 1


def _summary(row: SummaryRow) -> DocumentSummary:
    _, document_id, title, root, path, member, source_id, facts, content_hash, n, size, stale = row
    return DocumentSummary(
        document_id, title, root, path, member, source_id,
        _facts.decode(facts), content_hash, n, size, bool(stale),
    )  # fmt: skip


def _record(row: PassageRow) -> PassageRecord:
    anchor, kind, start, end, level, article, continues, headings, places, _ = row
    return PassageRecord(
        anchor, kind, Span(start, end),
        _headings.decode(headings) if headings else (),
        level, article, bool(continues),
        _places.decode(places) if places else (),
    )  # fmt: skip


def _joined(rows: Sequence[PassageRow]) -> str:
    """The canonical text: passages with as many line ends between them as their spans say."""
    parts: list[str] = []
    at = 0
    for row in rows:
        parts += "\n" * (row[2] - at), row[-1]
        at = row[3]
    return "".join(parts)
