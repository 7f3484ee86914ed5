"""What printing leaves in an extracted line: doubled display lines, spread letters, running heads.

A doubled line is one that was drawn twice (shadow, outline): `halve` gives it once. `loosen` takes
the spaces away that justification put between Chinese characters.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from policysearch.text.characters import HAN
from policysearch.text.joining import ARTICLE_MARK, SENTENCE_STOPS

# Chinese characters and the punctuation that is set on their squares.
_SQUARE = f"{HAN}\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u301f\uff01-\uff60"
_SPACES = re.compile(
    f"(?<=[{_SQUARE}]) (?=\\S)|(?<=\\S) (?=[{_SQUARE}])"
    f"|(?<=[A-Za-z0-9]) (?=[+×/&·] ?[{_SQUARE}])|(?<=[0-9]) (?=[%‰℃])"
)
_HAN_SPACE_HAN = re.compile(f"[{HAN}] (?=[{HAN}])")
_HAN_HAN = re.compile(f"[{HAN}](?=[{HAN}])")
# Longer lines are not display lines, and halving looks at every pair of places.
_MOST_DOUBLED = 200
# A doubled word of fewer characters may be a word: 方方面面, 研究研究.
_LEAST_DOUBLED = 4
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–·•]+ ?([0-9]{1,4}) ?[-—–·•]+|第 ?([0-9]{1,4}) ?页"
    r"(?: ?[,，/／]? ?共 ?[0-9]{1,4} ?页)?|([0-9]{1,4}) ?/ ?[0-9]{1,4})\s*"
)
_LEAST_HEADS = 3


def halve(line: str) -> str:
    """Give a display line that was drawn twice once, whether as a whole or piece by piece.

    Only a line that is doubled from end to end, at least one piece of it four characters long, and
    that ends no sentence; a space may stand between pieces.
    """
    if not 2 * _LEAST_DOUBLED <= len(line) <= _MOST_DOUBLED or line[-1] in SENTENCE_STOPS:
        return line
    # longest[i]: the pieces of line[:i], as few as possible; None if it is not doubled up to there.
    best: list[tuple[int, int, str] | None] = [None] * (len(line) + 1)
    best[0] = (0, 0, "")
    for start in range(len(line)):
        so_far = best[start]
        if so_far is None:
            continue
        n_pieces, longest, text = so_far
        if line[start] == " " and start:
            _improve(best, start + 1, (n_pieces, longest, text + " "))
        for size in range(1, (len(line) - start) // 2 + 1):
            piece = line[start : start + size]
            if line.startswith(piece, start + size) and piece.strip():
                end = start + 2 * size
                _improve(best, end, (n_pieces + 1, max(longest, size), text + piece))
    whole = best[-1]
    return whole[2] if whole and whole[1] >= _LEAST_DOUBLED else line


def _improve(best: list[tuple[int, int, str] | None], at: int, found: tuple[int, int, str]) -> None:
    known = best[at]
    if known is None or found[0] < known[0]:
        best[at] = found


def loosen(line: str) -> str:
    """Drop single spaces beside Chinese characters; those between Latin words and in columns stay.

    The space after an article's or chapter's mark stays, and so does the one that parts the
    halves of a heading, if the line is not spread as a whole and ends no sentence.
    """
    if " " not in line:
        return line
    mark = ARTICLE_MARK.match(line)
    start = mark.end() if mark else 0
    rest = line[start:]
    n_spread = len(_HAN_SPACE_HAN.findall(rest))
    is_spread = n_spread >= max(2, len(_HAN_HAN.findall(rest)))
    if is_spread or any(stop in line for stop in SENTENCE_STOPS):
        return line[:start] + _SPACES.sub("", rest)
    return line[:start] + _SPACES.sub(_unless_between_words, rest)


def _unless_between_words(match: re.Match[str]) -> str:
    """Keep the space between two Chinese characters of a line without punctuation: it parts its
    halves.
    """
    text, at = match.string, match.start()
    return " " if _HAN_SPACE_HAN.match(text, at - 1) else ""


def without_furniture(lines: Sequence[str]) -> list[int]:
    """Say which lines stay when page numbers and the running heads beside them go.

    Page numbers are those in the dress of one (`— 3 —`, `第3页`) that count upwards, at least two;
    a running head stands beside such a number three times in the same words.
    """
    numbered = [
        (at, int(next(filter(None, match.groups()))))
        for at, line in enumerate(lines)
        if len(line) < 30 and (match := _PAGE_NUMBER.fullmatch(line))
    ]
    pages = {
        at
        for (before, low), (after, high) in pairwise(numbered)
        if high == low + 1
        for at in (before, after)
    }
    if not pages:
        return list(range(len(lines)))
    filled = [at for at, line in enumerate(lines) if line.strip()]
    beside = [
        at
        for before, at, after in zip([-1, *filled], filled, [*filled[1:], -1], strict=False)
        if at not in pages and (before in pages or after in pages)
    ]
    words = Counter(lines[at].strip() for at in beside)
    heads = {at for at in beside if words[lines[at].strip()] >= _LEAST_HEADS}
    return [at for at in range(len(lines)) if at not in pages and at not in heads]
