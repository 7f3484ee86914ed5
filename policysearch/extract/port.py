"""What an extractor is, which formats there are, and how a file's content tells its format.

format    extensions              module
text      .txt .text              plain.py
markdown  .md .markdown           markdown.py
html      .html .htm .xhtml       html.py
jsonl     .jsonl .ndjson          jsonl.py
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from policysearch.errors import LimitExceeded, SourceError, SourceUnreadable, UnsupportedFormat
from policysearch.extract import html, jsonl, markdown, plain
from policysearch.extract.encoding import looks_binary
from policysearch.model import Extract

HEAD = 4096


class Extractor(Protocol):
    """Reads the content of one file of its format.

    Yields documents in the file's order, at least one or an error; an error of one member (it has
    the detail `member`) does not stop the others; raises SourceError when the file as a whole
    cannot be read. Pure and free of state.
    """

    def __call__(self, content: bytes, *, first_line: int = 1) -> Iterator[Extract | SourceError]:
        """Extract; `first_line` is the number of the content's first line in its file."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: its size, and a worker's time, memory and output."""

    max_file_mb: int = 40
    timeout_s: float = 300
    memory_mb: int = 2048
    max_output_characters: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes [start, stop) of a file; `stop` 0 for all. Only a `.jsonl` is read in parts."""

    start: int = 0
    stop: int = 0
    first_line: int = 1


WHOLE = Part()
EXTRACTORS: Mapping[str, Extractor] = {
    "text": plain.extract,
    "markdown": markdown.extract,
    "html": html.extract,
    "jsonl": jsonl.extract,
}
EXTENSIONS: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_KNOWN = "plain text, Markdown, HTML, .jsonl"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word, Excel or PowerPoint 97-2003"),
    (b"{\\rtf", "RTF"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3\x00", "SQLite"),
)
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", "DOCX"),
    (b"xl/", "XLSX"),
    (b"ppt/", "PPTX"),
    (b"OFD.xml", "OFD"),
    (b"Doc_0/", "OFD"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_XML = re.compile(rb"\s*<\?xml\b", re.I)
_MAIL = re.compile(
    rb"(?:(?:Received|Return-Path|Delivered-To|Message-ID|MIME-Version|From|X-[\w-]+):"
    rb" ?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}"
)


def sniff(path: Path, head: bytes) -> str:
    """Name the format of a file by the first bytes of its content, then by its extension.

    The name is a key of EXTRACTORS, else what UnsupportedFormat should say.
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.startswith(b"PK\x03\x04"):
        return next((name for inside, name in _IN_ZIP if inside in head), "ZIP")
    if looks_binary(head):
        return "binary"
    known = EXTENSIONS.get(path.suffix.lower(), "")
    plain_head = head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    if known not in ("jsonl", "markdown"):
        if _HTML.match(plain_head):
            return "html"
        if _XML.match(plain_head):
            return "XML" if known != "html" else "html"
        if _MAIL.match(plain_head):
            return "EML"
    return known or path.suffix.removeprefix(".").lower() or "no extension"


def extract(path: Path, *, limits: Limits, part: Part = WHOLE) -> Iterator[Extract | SourceError]:
    """Read a file: its documents in order; an error of one member stands in its place.

    Raises SourceError for the file as a whole. Each extract carries the hash of the bytes it came
    from.
    """
    content = read_content(path, limits=limits, part=part)
    format_name = sniff(path, content[:HEAD])
    if part.start:
        format_name = EXTENSIONS.get(path.suffix.lower(), format_name)
    extractor = EXTRACTORS.get(format_name)
    if extractor is None:
        raise UnsupportedFormat(format=format_name, known=_KNOWN)
    n_characters = 0
    for found in extractor(content, first_line=part.first_line):
        if isinstance(found, Extract):
            n_characters += sum(len(block.text) for block in found.blocks)
            if n_characters > limits.max_output_characters:
                raise LimitExceeded(
                    limit="MAX_OUTPUT_CHARACTERS", allowed=f"{limits.max_output_characters:,}"
                )
        yield found


def read_content(path: Path, *, limits: Limits, part: Part = WHOLE) -> bytes:
    """Read a file or a part of it once; the size is checked before and while reading."""
    most = limits.max_file_mb * 1024 * 1024
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size > most:
                raise LimitExceeded(limit="MAX_FILE_MB", allowed=f"{limits.max_file_mb} MB")
            file.seek(part.start)
            content = file.read((part.stop or most + 1) - part.start)
    except OSError as error:
        raise SourceUnreadable(reason=error.strerror or type(error).__name__) from None
    if len(content) > most:
        raise LimitExceeded(limit="MAX_FILE_MB", allowed=f"{limits.max_file_mb} MB")
    return content


def hash_of(content: bytes) -> str:
    """The content hash of bytes: SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()
