"""The one equivalence for matching: single characters to one or none, and the way back.

Not NFKC, which turns 2025① into 20251 and one character into as many as 18. Joining folded parts is
not folding the whole (a space between two parts): fold whole passages.
"""

import re
from functools import cache

from policysearch.text.characters import DOUBLE_QUOTES, WHITE_SPACE, ZERO_WIDTH
from policysearch.text.offsets import OffsetMap

# What may go, once the table was applied: spaces and, marked by U+200B, zero-width characters.
_GAP = re.compile("[ \u200b]+")
_LETTER_OR_DIGIT = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
# No letter of these planes and above has case; a test looks at all of Unicode.
_ABOVE_LETTERS_WITH_CASE = 0x20000
_USUAL_HAN = range(0x4E00, 0xA000)


def fold(text: str) -> str:
    """Map a text to the form in which texts are compared; idempotent, never longer."""
    marked = text.translate(_table())
    return _GAP.sub(_left_of, marked)


def fold_with_offsets(text: str) -> tuple[str, OffsetMap]:
    """Fold a text and say where each of its characters came from."""
    marked = text.translate(_table())
    edits = []
    for gap in _GAP.finditer(marked):
        start = gap.start()
        if _left_of(gap):
            # The space that stays is the gap's first; zero-width characters before it go.
            space = gap.group().index(" ") + start
            if space > start:
                edits.append((start, space, 0))
            start = space + 1
        if start < gap.end():
            edits.append((start, gap.end(), 0))
    return _GAP.sub(_left_of, marked), OffsetMap.edited(len(text), edits)


def _left_of(gap: re.Match[str]) -> str:
    """What is left of a gap: one space between ASCII letters or digits, else nothing."""
    text = gap.string
    stays = (
        gap.start() > 0
        and gap.end() < len(text)
        and text[gap.start() - 1] in _LETTER_OR_DIGIT
        and text[gap.end()] in _LETTER_OR_DIGIT
        and " " in gap.group()
    )
    return " " if stays else ""


@cache
def _table() -> dict[int, str]:
    # What stays as it is need not be here; a character that is misses no look-up, which is slower.
    table = {code: chr(code) for code in _USUAL_HAN}
    for code in range(_ABOVE_LETTERS_WITH_CASE):
        char = chr(code)
        lower = char.lower()
        # İ (U+0130), alone in Unicode, lowers to two characters: it stays as it is.
        if lower != char and len(lower) == 1:
            table[code] = lower
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    table |= {ord(char): '"' for char in DOUBLE_QUOTES}
    table |= {ord(char): " " for char in WHITE_SPACE}
    table |= {ord(char): "\u200b" for char in ZERO_WIDTH}
    return table
