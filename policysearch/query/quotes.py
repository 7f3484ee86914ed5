"""Which quotation marks of a query belong together, and what a mark without its partner means.

The first mark decides: a straight one runs to the next straight one ("" stands for a mark inside),
one of a pair to its own partner, so that `"应用场景“多点开花”"` is one phrase. Input methods lose
count of “ and ”, so inside one word any two double marks pair up; a mark that opens a word and is
never closed quotes up to the next blank; every other one is passed over like a blank.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from policysearch.model import Diagnostic
from policysearch.query.diagnostics import diagnostic
from policysearch.query.syntax import (
    BARS,
    BRACKETS,
    CLOSING_QUOTES,
    QUOTE_PAIRS,
    QUOTES,
    STRAIGHT_QUOTES,
)

_STRAIGHT = f"[{STRAIGHT_QUOTES}]"
_CLOSED_STRAIGHT = re.compile(
    f"{_STRAIGHT}((?:[^{STRAIGHT_QUOTES}]|{_STRAIGHT}{{2}})*+){_STRAIGHT}"
)
# The marks that an input method takes for one another.
_DOUBLE = STRAIGHT_QUOTES + "“”"
_ENDS_AN_UNCLOSED = re.compile(f"[ {re.escape(''.join((*BARS, *BRACKETS, *sorted(QUOTES))))}]")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A phrase: its range with the marks, and what it quotes."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """The phrases of a query in order, and the places of marks that mean nothing."""

    phrases: tuple[Quoted, ...]
    strays: frozenset[int]
    diagnostics: tuple[Diagnostic, ...]


def find_quotes(text: str) -> Quotes:
    """Find the phrases of a query whose blanks are single spaces, in time linear in its length."""
    partners = _partners(text)
    doubles = [at for at, char in enumerate(text) if char in _DOUBLE]
    phrases: list[Quoted] = []
    strays: list[int] = []
    told: list[Diagnostic] = []
    at, is_straight_left = 0, True
    while at < len(text):
        if text[at] not in QUOTES:
            at += 1
            continue
        straight = text[at] in STRAIGHT_QUOTES
        closed = _CLOSED_STRAIGHT.match(text, at) if straight and is_straight_left else None
        # A straight mark that finds no end proves that none behind it finds one farther off either,
        # but for marks that stand together: those are found within the word below.
        is_straight_left = is_straight_left and not (straight and closed is None)
        if closed is not None:
            quoted = Quoted(at, closed.end(), re.sub(_STRAIGHT * 2, '"', closed.group(1)))
        elif at in partners:
            quoted = Quoted(at, partners[at] + 1, text[at + 1 : partners[at]])
        else:
            quoted = _mixed(text, at, doubles, partners) or _unclosed(text, at)
            if quoted.text and text[quoted.end - 1] in _DOUBLE:
                told.append(diagnostic("mixed_quotes", phrase=quoted.text))
            elif quoted.text:
                told.append(diagnostic("unclosed_quote", phrase=quoted.text))
        at = quoted.end
        if quoted.end == quoted.start + 1:
            strays.append(quoted.start)
        else:
            phrases.append(Quoted(quoted.start, quoted.end, straightened(quoted.text)))
    if strays:
        told.append(diagnostic("stray_quotes", n=len(strays)))
    return Quotes(tuple(phrases), frozenset(strays), tuple(told))


def _partners(text: str) -> dict[int, int]:
    """Opening mark → closing mark, each kind by itself, nested."""
    partners = {}
    for opening, closing in QUOTE_PAIRS.items():
        opened: list[int] = []
        for at, char in enumerate(text):
            if char == opening:
                opened.append(at)
            elif char == closing and opened:
                partners[opened.pop()] = at
    return partners


def _mixed(text: str, start: int, doubles: list[int], partners: dict[int, int]) -> Quoted | None:
    """The phrase up to the next double mark of whatever kind, if both stand in one word."""
    place = bisect_right(doubles, start)
    if text[start] not in _DOUBLE or place == len(doubles):
        return None
    end = doubles[place]
    closes_a_word = text[start] in CLOSING_QUOTES and start > 0 and text[start - 1].isalnum()
    if closes_a_word or end in partners:
        return None
    quoted = text[start + 1 : end]
    return Quoted(start, end + 1, quoted) if quoted and " " not in quoted else None


def _unclosed(text: str, start: int) -> Quoted:
    """The phrase up to the next blank, or the mark alone if it closes or stands inside a word."""
    is_inside = start > 0 and text[start - 1].isalnum()
    if is_inside or text[start] in CLOSING_QUOTES:
        return Quoted(start, start + 1, "")
    found = _ENDS_AN_UNCLOSED.search(text, start + 1)
    end = found.start() if found else len(text)
    return Quoted(start, end, text[start + 1 : end])


def straightened(text: str) -> str:
    """A quoted text as it is kept: full-width straight marks are plain ones, no blanks around."""
    return text.replace("＂", '"').strip()
