"""What storage writes down beside documents: sources, imprint, totals, and how revisions are told
apart."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from policysearch.model import Document, DocumentSummary, FileOutcome

_packed = msgspec.msgpack.Encoder(order="deterministic")
_outcomes = msgspec.json.Decoder(tuple[FileOutcome, ...])


@dataclass(frozen=True, slots=True)
class Imprint:
    """Which generation this is and what it was made with; any other analyzer, backend or reading is
    outdated.

    reading: version of all that turns a file into a document.  number: of the generation.
    locations: of each corpus root (name, absolute path, path from the index), as it was last found.
    """

    number: int
    fingerprint: str
    built_at: str
    backend: str
    backend_version: str
    analyzer: str
    reading: str
    schema: str
    locations: tuple[tuple[str, str, str], ...]

    @property
    def versions(self) -> tuple[str, ...]:
        """All that answers depend on beside the documents."""
        return self.backend, self.backend_version, self.analyzer, self.schema


@dataclass(frozen=True, slots=True)
class Totals:
    """What a generation holds."""

    n_documents: int
    n_passages: int
    n_characters: int
    repairs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DocumentTexts:
    """What is analysed of a document: of each passage its text, the headings above it, and whether
    it continues the one before.
    """

    summary: DocumentSummary
    texts: tuple[str, ...]
    headings: tuple[tuple[str, ...], ...]
    continues: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Where a document came from (`position` among the documents of its source) and what it was."""

    root: str
    path: str
    member: str
    position: int
    content_hash: str
    text_hash: str
    revision: str

    @classmethod
    def of(cls, document: Document, position: int) -> "Held":
        """What is written down of a document just read."""
        summary = document.summary
        return cls(
            summary.root, summary.path, summary.member, position,
            summary.content_hash, text_hash(document), revision(document),
        )  # fmt: skip

    @property
    def claim(self) -> tuple[str, str, int]:
        """The order in which documents claim an id: the first one gets it."""
        return self.root, self.path, self.position


@dataclass(frozen=True, slots=True)
class Noted:
    """What the ledger keeps of a document: where it stands, and its passages by anchor."""

    id: str
    root: str
    path: str
    member: str
    text_hash: str
    anchors: tuple[str, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, document: Document) -> "Noted":
        """What is kept of a document at hand."""
        summary, texts = document.summary, texts_of(document).texts
        anchors = tuple(record.anchor for record in document.records)
        return cls(
            summary.id, summary.root, summary.path, summary.member, text_hash(document),
            anchors, texts,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as a build met it. status: read, skipped, failed or stale, as in FileOutcome.

    outcomes: what the report says of it and of its members, repeated by every build that finds it
    unchanged.
    """

    root: str
    path: str
    size: int
    mtime_ns: int
    content_hash: str
    status: str
    outcomes: tuple[FileOutcome, ...] = ()

    @classmethod
    def from_row(
        cls,
        root: str,
        path: str,
        size: int,
        mtime_ns: int,
        content_hash: str,
        status: str,
        outcomes: bytes,
    ) -> "SourceRow":
        """Read a row of the table `sources`."""
        return cls(root, path, size, mtime_ns, content_hash, status, _outcomes.decode(outcomes))


def texts_of(document: Document) -> DocumentTexts:
    """What is analysed of a document at hand."""
    records = document.records
    return DocumentTexts(
        document.summary,
        tuple(document.text[record.span.start : record.span.end] for record in records),
        tuple(record.heading_path for record in records),
        tuple(record.continues for record in records),
    )


def revision(document: Document) -> str:
    """A hash of all that is indexed and shown of a document: the same text read again gives the
    same.

    Its file's hash and its line in it are left out: they change with the file's other documents.
    """
    summary = replace(document.summary, content_hash="", member="", is_stale=False)
    packed = _packed.encode(replace(document, summary=summary))
    return hashlib.blake2b(packed, digest_size=16).hexdigest()


def text_hash(document: Document) -> str:
    """A hash of the canonical text, by which a renamed file is found again; "" for an empty one."""
    text = document.text.encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest() if text else ""


def fingerprint(documents: Iterable[tuple[str, str]], versions: Iterable[str]) -> str:
    """A short name for all that answers depend on: (id, revision) of every document, and the
    versions.

    Twelve base32 characters in groups, such as k7m2-qd4x-9f3a: 60 bits, to be compared by eye. The
    same documents give the same on any machine, wherever their folders lie and however the index
    came about.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in (*versions, *(text for pair in sorted(documents) for text in pair)):
        digest.update(part.encode() + b"\0")
    letters = base64.b32encode(digest.digest()).decode("ascii").lower()
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))
