"""`library.sqlite` of one generation, read: documents, passages, sources, report. Its tables:
`tables.py`.

The file never changes once its generation is current, hence `immutable`: no locks, no journal, no
checks.
"""

import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
from policysearch.storage.records import DocumentTexts, Held, Imprint, Noted, SourceRow, Totals
from policysearch.storage.tables import KEY_SHIFT, SCHEMA

SUMMARIES = """SELECT number, id, title, root, path, member, source_id, facts, content_hash,
    n_passages, n_characters, is_stale FROM documents WHERE id """
SUMMARY = SUMMARIES + "= ?"
# What is analysed of each passage.
ANALYSED = "SELECT text, headings, continues FROM passages WHERE key BETWEEN ? AND ?"
PASSAGE = """SELECT anchor, kind, start, "end", level, article, continues, headings, places, text
    FROM passages WHERE key """
PASSAGES = PASSAGE.replace("SELECT", "SELECT key,")
CONTINUATIONS = "SELECT key, text FROM passages WHERE continues AND key "
# Rows asked for by one statement: a page of hits is three of them instead of fifty.
N_AT_ONCE = 64
# Summaries that are kept, about 2 kB each: reading their facts takes a quarter of a page's reads.
MOST_SUMMARIES = 4096

Numbered = tuple[int, DocumentSummary]
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
        self._summaries: dict[str, Numbered] = {}

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

    def texts(self, document_ids: Iterable[str]) -> Iterator[DocumentTexts]:
        """What is analysed of documents, in the order asked for; unknown ones are left out.

        Whole documents would take four times as long.
        """
        with self._connection() as connection:
            for document_id in document_ids:
                row = connection.execute(SUMMARY, (document_id,)).fetchone()
                if row:
                    rows = connection.execute(ANALYSED, _keys(row[0])).fetchall()
                    texts, headings, continues = zip(*rows, strict=True) if rows else ((), (), ())
                    yield DocumentTexts(
                        _summary(row),
                        texts,
                        tuple(_headings.decode(each) if each else () for each in headings),
                        tuple(map(bool, continues)),
                    )

    def noted(self, document_ids: Iterable[str]) -> Iterator[Noted]:
        """What the ledger keeps of documents, in the order asked for; unknown ones are left out."""
        query = "SELECT number, id, root, path, member, text_hash FROM documents WHERE id = ?"
        passages = "SELECT anchor, text FROM passages WHERE key BETWEEN ? AND ?"
        with self._connection() as connection:
            for document_id in document_ids:
                row = connection.execute(query, (document_id,)).fetchone()
                if row:
                    rows = connection.execute(passages, _keys(row[0])).fetchall()
                    anchors, texts = zip(*rows, strict=True) if rows else ((), ())
                    _, found, root, path, member, text_hash = row
                    yield Noted(found, root, path, member, text_hash, anchors, texts)

    def sizes(self) -> dict[str, int]:
        """The characters of every document, by id."""
        with self._connection() as connection:
            return dict(connection.execute("SELECT id, n_characters FROM documents"))

    def passage(self, document_id: str, ordinal: int) -> Passage:
        """One passage; raise UnknownDocument if the document has none at this ordinal."""
        return self.passages([(document_id, ordinal)])[0][0]

    def passages(self, pairs: Sequence[tuple[str, int]]) -> list[tuple[Passage, str]]:
        """The passages at (document id, ordinal), each with the next one's text if that continues
        it."""
        with self._connection() as connection:
            summaries = self._known(connection, {document_id for document_id, _ in pairs})
            keys = [
                (summaries[document_id][0] << KEY_SHIFT) + ordinal
                for document_id, ordinal in pairs
                if document_id in summaries
            ]
            rows = {row[0]: row[1:] for row in _rows(connection, PASSAGES, keys)}
            after = dict(_rows(connection, CONTINUATIONS, [key + 1 for key in keys]))
        found = []
        for document_id, ordinal in pairs:
            if document_id not in summaries:
                raise UnknownDocument(id=document_id)
            number, summary = summaries[document_id]
            key = (number << KEY_SHIFT) + ordinal
            if not 0 <= ordinal < summary.n_passages or key not in rows:
                raise UnknownDocument(id=f"{document_id}, passage {ordinal}")
            passage = Passage(summary, ordinal, _record(rows[key]), rows[key][-1])
            found.append((passage, after.get(key + 1, "")))
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

    def _known(self, connection: sqlite3.Connection, document_ids: set[str]) -> dict[str, Numbered]:
        """The row numbers and summaries of documents; unknown ones are left out."""
        kept = self._summaries
        known = {one: kept[one] for one in document_ids if one in kept}
        missing = [one for one in document_ids if one not in known]
        for row in _rows(connection, SUMMARIES, missing):
            known[row[1]] = row[0], _summary(row)
        if len(kept) + len(known) > MOST_SUMMARIES:
            self._summaries = kept = {}
        kept.update(known)
        return known

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


def _rows(
    connection: sqlite3.Connection, query: str, wanted: Sequence[str] | Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    """The rows whose key is one of those wanted, in no order."""
    for first in range(0, len(wanted), N_AT_ONCE):
        some = wanted[first : first + N_AT_ONCE]
        yield from connection.execute(f"{query} IN ({', '.join('?' * len(some))})", some)


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
