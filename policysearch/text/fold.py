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
# Of the characters that change those which nearly every text has.
_USUAL = tuple(zip("，；：（）？\u3000\n“”", ',;:()?  ""', strict=True))
_SHORT = 32
_BEYOND = re.compile("[^\0-\uffff]")
_USUAL_HAN = range(0x4E00, 0xA000)


def fold(text: str) -> str:
    """Map a text to the form in which texts are compared; idempotent, never longer."""
    marked = _marked(text)
    return _GAP.sub(_left_of, marked) if _has_gap(marked) else marked


def fold_with_offsets(text: str) -> tuple[str, OffsetMap]:
    """Fold a text and say where each of its characters came from."""
    marked = _marked(text)
    if not _has_gap(marked):
        return marked, OffsetMap.identity(len(text))
    edits: list[tuple[int, int, int]] = []
    kept: list[str] = []
    at = 0
    for gap in _GAP.finditer(marked):
        start, end = gap.span()
        kept.append(marked[at:start])
        if _left_of(gap):
            # The space that stays is the gap's first; zero-width characters before it go.
            space = gap.group().index(" ") + start
            if space > start:
                edits.append((start, space, 0))
            start = space + 1
            kept.append(" ")
        if start < end:
            edits.append((start, end, 0))
        at = end
    kept.append(marked[at:])
    return "".join(kept), OffsetMap.edited(len(text), edits)


def _marked(text: str) -> str:
    """Apply the table of single characters."""
    # Most texts hold no other character that changes than the usual ones: replacing those takes a
    # quarter of the time of a look-up for each character (2 against 9 µs for 225 of them).
    if len(text) < _SHORT or _rare().search(text) or _BEYOND.search(text):
        return text.translate(folded_characters())
    for char, folded in _USUAL:
        text = text.replace(char, folded)
    return text


@cache
def _rare() -> re.Pattern[str]:
    """Any other character of the first plane that changes; a class of more planes is scanned."""
    usual = {char for char, _ in _USUAL}
    changed = (chr(code) for code, folded in folded_characters().items() if folded != chr(code))
    rare = sorted(char for char in {*changed} - usual if not _BEYOND.match(char))
    return re.compile(f"[{re.escape(''.join(rare))}]")


def _has_gap(marked: str) -> bool:
    # Most texts have none, and two searches for a character cost a tenth of one for a pattern.
    return " " in marked or "\u200b" in marked


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
def folded_characters() -> dict[int, str]:
    """What a code point folds to by itself, spaces to " " and zero-width characters to U+200B.

    One that is not here stays as it is.
    """
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
