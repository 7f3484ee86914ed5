"""Cut what is too long for one passage: at a line's end or a sentence's, else at ；, then ，,
then hard.
"""

import re
from collections.abc import Iterator

from policysearch.model import Span
from policysearch.text.characters import CLOSING, SENTENCE_ENDS

LONGEST = 600
# A piece that ends at a line's end may be this short; a hard cut looks back so far for a better
# place.
_LEAST_PIECE = LONGEST // 2
_LONGEST_NUMBER = 40
# So many closing quotation marks and brackets may follow a sentence end.
_MOST_CLOSING = 8
_CLOSED = f"[{re.escape(CLOSING)}]*"
_DIGIT = "[0-9０-９]"
_ENDS = (
    re.compile(f"[{re.escape(SENTENCE_ENDS)}…]{_CLOSED}"),
    re.compile(f"[；;]{_CLOSED}"),
    # Between digits it may group thousands, as a comma of ASCII does: one number for matching.
    re.compile(f"(?:(?<!{_DIGIT})，|，(?!{_DIGIT})){_CLOSED}"),
)
_UNBROKEN = re.compile("[0-9A-Za-z.,０-９Ａ-Ｚａ-ｚ．，]{1,40}$")


def cut(text: str) -> Iterator[Span]:
    """Give the pieces of a text in order: all of it but the line ends that part two pieces."""
    start = 0
    while len(text) - start > LONGEST:
        end = _end(text, start)
        if len(text) - end <= LONGEST and text[end:].isspace():
            break
        yield Span(start, end)
        start = end + (text[end] == "\n")
    yield Span(start, len(text))


def _end(text: str, start: int) -> int:
    limit = start + LONGEST
    line_end = text.rfind("\n", start + 1, limit + 1)
    if line_end >= start + _LEAST_PIECE:
        return line_end
    for pattern in _ENDS:
        ends = (match.end() for match in pattern.finditer(text, start, limit + _MOST_CLOSING))
        end = max((at for at in ends if at <= limit), default=0)
        if max(end, line_end) > start:
            return max(end, line_end)
    unbroken = _UNBROKEN.search(text, limit - _LONGEST_NUMBER, limit)
    if unbroken and unbroken.start() > limit - _LONGEST_NUMBER:
        return unbroken.start()
    return limit
