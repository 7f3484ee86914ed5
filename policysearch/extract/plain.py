"""Plain text: a line is a paragraph, unless the file is a printed page cut at its line ends."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from policysearch.errors import SourceError
from policysearch.extract.encoding import decode
from policysearch.model import Block, Extract, Place
from policysearch.text.characters import CLOSING, HAN, SENTENCE_ENDS
from policysearch.text.clean import OUTER_SPACES, split_lines
from policysearch.text.joining import columns_of

_HAN = re.compile(f"[{HAN}]")
_ENDS = re.compile(f"[{SENTENCE_ENDS}；：;:…][{re.escape(CLOSING)}]*$")
# Printed lines: fewer are not judged, wider ones are paragraphs.
_LEAST_LINES, _WIDEST = 8, 120
_NARROWEST = 16


def extract(content: bytes, *, first_line: int = 1) -> Iterator[Extract | SourceError]:
    """Yield the one document of a plain text file."""
    lines = split_lines(decode(content).text)
    yield read(lines, first_line=first_line, content_hash=sha256(content).hexdigest())


def read(lines: Sequence[str], *, first_line: int, content_hash: str) -> Extract:
    """Read lines of plain text."""
    if is_line_broken(lines):
        blocks = tuple(
            Block("paragraph", line, place=Place("line", at))
            for at, line in enumerate(lines, first_line)
        )
        return Extract(blocks, is_well_formed=False, content_hash=content_hash)
    stripped = [line.strip() for line in lines]
    n_outer = sum(map(len, lines)) - sum(map(len, stripped))
    return Extract(
        tuple(
            Block("paragraph", line, place=Place("line", at))
            for at, line in enumerate(stripped, first_line)
            if line
        ),
        repairs={OUTER_SPACES: n_outer} if n_outer else {},
        content_hash=content_hash,
    )


def is_line_broken(lines: Sequence[str]) -> bool:
    """Whether a Chinese text was cut at the ends of printed lines.

    Then nearly all lines fill one measure, most end inside a clause, and clauses end inside
    lines; a list of names fills no measure or holds no clauses, and a text of whole paragraphs is
    wider.
    """
    filled = [line.strip() for line in lines if not line.isspace() and line]
    if len(filled) < _LEAST_LINES:
        return False
    widths = sorted(columns_of(line.replace(" ", "")) for line in filled)
    measure = widths[len(widths) * 3 // 4]
    if not _NARROWEST <= measure <= _WIDEST or widths[len(widths) * 4 // 5] > 1.4 * measure:
        return False
    n_lines = len(filled)
    n_full = sum(columns_of(line.replace(" ", "")) >= 0.75 * measure for line in filled)
    n_open = sum(not _ENDS.search(line) for line in filled)
    n_clauses = sum(any(stop in line[:-1] for stop in "，。；") for line in filled)
    n_han = sum(len(_HAN.findall(line)) for line in filled[:200])
    n_characters = sum(len(line) for line in filled[:200])
    return (
        n_full >= 0.6 * n_lines
        and n_open >= 0.5 * n_lines
        and n_clauses >= 0.25 * n_lines
        and n_han >= 0.3 * n_characters
    )
