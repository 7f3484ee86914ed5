"""Join the printed lines of a column to paragraphs.

Lines are joined unless something speaks against it, because a broken sentence is worse than two
paragraphs in one: the end of a sentence before a short line's end, a lost or visible first-line
indent, a heading, a list or article mark.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from policysearch.text.characters import CLOSING, SENTENCE_ENDS

# What parts clauses: a line that holds one is running text.
SENTENCE_STOPS = "。｡！？；，：!?;"
ARTICLE_MARK = re.compile(
    "第[0-9〇零一二三四五六七八九十百千]+[编章节条](?:之[一二三四五六七八九十]+)? "
)
_LIST_MARK = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)](?![项款目条])|[0-9]{1,2}[.．、](?![0-9])"
    r"|[（(][0-9]{1,2}[）)]|[①-⑳●■◆▲•]"
)
_ENDS_SENTENCE = re.compile(f"[{re.escape(SENTENCE_ENDS)}…][{re.escape(CLOSING)}]*$")
_ENDS_CLAUSE = re.compile("[；：;:]$")
_CITES = re.compile("[第款至及和与、或依按照据]$")
_LETTERS = re.compile("[A-Za-z]")
# The neighbours, on each side, from which the width of a line's column is taken.
_NEIGHBOURS = 10
# A column narrower than this is a list of words, wider than that is no printed line.
_NARROWEST, _WIDEST = 12, 160
# Shares of a column's width: a line below the first is short, a heading is below the second, and
# between the second and third if the line after it is a first line.
_SHORT, _HEADING, _MAYBE_HEADING = 0.9, 0.7, 0.85
# The first-line indent, in columns: two Chinese characters.
_INDENT = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line without outer spaces; `columns` is its width in half squares."""

    text: str
    at: int
    columns: int
    is_indented: bool = False
    is_halved: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined lines `first` to `last`.

    columns: the widest line's width.  is_display: a line that stands alone, in the manner of a
    heading.
    """

    text: str
    first: int
    last: int
    columns: int
    is_display: bool = False
    is_indented: bool = False


def columns_of(text: str) -> int:
    """The width of a text in half squares: ASCII takes one, all else two."""
    n_ascii = len(text.encode("ascii", "ignore"))
    return 2 * len(text) - n_ascii


def ends_clause(text: str) -> bool:
    """Whether a line closes with the end of a sentence or with ； or ：."""
    return bool(_ENDS_SENTENCE.search(text, max(0, len(text) - 8)) or _ENDS_CLAUSE.search(text))


def begins_paragraph(text: str) -> bool:
    """Whether a line begins with the mark of an article or of a list."""
    return bool(_LIST_MARK.match(text) or ARTICLE_MARK.match(text))


def join(lines: Sequence[Line]) -> list[Paragraph]:
    """Make paragraphs; blank lines part them only where they do not stand between nearly all
    lines.
    """
    filled = [line for line in lines if line.text]
    if not filled:
        return []
    follows_blank = _after_blanks(lines)
    n_blank = sum(follows_blank)
    blanks_part = 0 < n_blank < 0.5 * len(filled)
    n_indented = sum(line.is_indented for line in filled)
    indents_part = n_indented < 0.5 * len(filled)
    widths = _column_widths(filled)
    paragraphs: list[Paragraph] = []
    run = [filled[0]]
    is_display = False
    for at in range(len(filled)):
        line = filled[at]
        after = filled[at + 1] if at + 1 < len(filled) else None
        is_display = len(run) == 1 and _is_display(line, after, widths[at])
        if (
            after is None
            or is_display
            or (blanks_part and follows_blank[at + 1])
            or _ends_paragraph(line, after, widths[at], indents_part=indents_part)
        ):
            paragraphs.append(_paragraph(run, is_display=is_display))
            run = [after] if after else []
        else:
            run.append(after)
    return paragraphs


def _after_blanks(lines: Sequence[Line]) -> list[bool]:
    """For each line that is not blank: whether a blank one stands before it."""
    follows, is_blank = [], False
    for line in lines:
        if line.text:
            follows.append(is_blank)
        is_blank = not line.text
    return follows


def _column_widths(lines: Sequence[Line]) -> list[int]:
    """For each line the upper quartile of its neighbours' widths."""
    widths = []
    for at in range(len(lines)):
        near = lines[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
        ordered = sorted(line.columns for line in near)
        widths.append(ordered[len(ordered) * 3 // 4])
    return widths


def _is_display(line: Line, after: Line | None, width: int) -> bool:
    """Whether a line that begins a paragraph is one by itself, as a heading is."""
    if any(stop in line.text for stop in SENTENCE_STOPS) or line.columns > 2 * _WIDEST // 3:
        return False
    if line.is_halved or after is None:
        return True
    if line.columns <= _HEADING * width:
        return True
    is_first_line_next = after.columns <= width - _INDENT + 1
    if line.columns <= _MAYBE_HEADING * width and is_first_line_next:
        return after.columns > line.columns
    return line.columns >= 1.1 * width and after.columns <= width


def _ends_paragraph(line: Line, after: Line, width: int, *, indents_part: bool) -> bool:
    if width < _NARROWEST or line.columns > _WIDEST:
        return True
    is_short = line.columns < _SHORT * width
    begins_item = begins_paragraph(after.text)
    if _ENDS_SENTENCE.search(line.text):
        return bool(
            is_short
            or begins_item
            or after.is_halved
            or (after.is_indented and indents_part)
            or after.columns <= width - _INDENT + 1
        )
    if begins_item:
        return bool(_ENDS_CLAUSE.search(line.text)) or (is_short and not _CITES.search(line.text))
    return False


def _paragraph(run: Sequence[Line], *, is_display: bool) -> Paragraph:
    text = run[0].text
    parts = [text]
    for before, line in pairwise(run):
        # A line end between two Latin words is their space.
        if _LETTERS.match(before.text[-1]) and _LETTERS.match(line.text[0]):
            parts.append(" ")
        parts.append(line.text)
    return Paragraph(
        text="".join(parts),
        first=run[0].at,
        last=run[-1].at,
        columns=max(line.columns for line in run),
        is_display=is_display,
        is_indented=run[0].is_indented,
    )
