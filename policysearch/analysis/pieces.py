"""A folded text as the tokenizer does not see it: numbers, dates, Han runs, letters, signs."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from policysearch.analysis.units import ASCII_UNIT
from policysearch.analysis.words import HAN_RUN
from policysearch.text.characters import HAN
from policysearch.text.document_number import find_folded
from policysearch.text.numerals import article_number, chinese_to_int

_COUNT = "[〇零一二三四五六七八九十百千]"
# Digits that are whole units: not the end of A2025, 12.2025 or 1,202.
_WHOLE = r"(?<![0-9a-z])(?<![0-9][.,])"
_YEAR = rf"(?:{_WHOLE}(?:19|20)[0-9]{{2}}|[一二][〇零○o一二三四五六七八九]{{3}})"
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_IN_WORDS = (
    rf"{_YEAR}年(?:{_MONTH}月(?:{_DAY}日)?)?"
    rf"|(?:{_WHOLE}(?=[0-9])|(?=[一二三四五六七八九十])){_MONTH}月{_DAY}日"
)
_ISO = rf"{_WHOLE}(?:19|20)[0-9]{{2}}-[0-9]{{1,2}}-[0-9]{{1,2}}(?![0-9a-z-])(?![.,][0-9])"
_ORDINAL = rf"第(?:[0-9]{{1,4}}|{_COUNT}{{1,9}})(?:条(?:之{_COUNT}{{1,3}})?|[编章节款项届])"
_NUMERAL_CHAR = "[〇零一二三四五六七八九十百千万亿两]"
# Two characters (二十, 百万) are left to the dictionary, which has the words that begin so.
# The bound keeps a page of nothing but numerals from costing its square.
_NUMERAL = (
    "百分之[百〇零一二三四五六七八九十]{1,6}"
    f"|[一二三四五六七八九十两]{_NUMERAL_CHAR}{{2,24}}+(?!{_NUMERAL_CHAR})"
)
# Where one of them can begin: to look there alone takes less than half the time.
_NUMERALS = re.compile("第|[0-9]+|[一二三四五六七八九十两百]+")
_RECOGNISED = re.compile(
    f"(?P<date>{_IN_WORDS}|{_ISO})|(?P<ordinal>{_ORDINAL})|(?P<numeral>{_NUMERAL})"
)
# The commonest punctuation that is no part of any word: stepped over here, where it costs least.
_SILENT = re.escape(' !"$()*,:;<=>?[\\]^`{|}~、。〈〉《》【】〔〕—…·‘’“”')
_PLAIN = re.compile(
    rf"(?P<han>{HAN_RUN})|(?P<ascii>{ASCII_UNIT})|(?P<rare>[{HAN}])"
    rf"|(?P<letters>(?:(?![0-9a-z{HAN}])[^\W_])+)|(?P<sign>[^{_SILENT}])",
    re.DOTALL,
)
_DATE_PART = re.compile("([^年月日-]+)([年月日-]?)")
_PERCENT = "百分之"


class Piece(NamedTuple):
    """A stretch of a folded text; it begins and ends where units do.

    kind: number, date, ordinal, numeral (these are recognised: `terms` are their terms in the
    `words` stream, the same for every spelling), han (a run for the tokenizer), ascii (one unit),
    rare (a Han character that jieba does not know), letters (of another script), sign (a character
    that may be a thing by itself or part of a word: ㎡, +).
    """

    kind: str
    start: int
    end: int
    text: str
    terms: tuple[str, ...] = ()


def pieces(folded: str) -> Iterator[Piece]:
    """Cut a folded text into pieces, in order; spaces and punctuation stand between them."""
    at = 0
    for piece in chain(_recognised(folded), (Piece("", len(folded), len(folded), ""),)):
        for match in _PLAIN.finditer(folded, at, piece.start):
            yield Piece(match.lastgroup or "", match.start(), match.end(), match.group())
        if piece.kind:
            yield piece
        at = piece.end


def _recognised(folded: str) -> Iterator[Piece]:
    at = 0
    for span, key in find_folded(folded):
        yield from _between(folded, at, span.start)
        yield Piece("number", span.start, span.end, folded[span.start : span.end], (key,))
        at = span.end
    yield from _between(folded, at, len(folded))


def _between(folded: str, start: int, end: int) -> Iterator[Piece]:
    at = start
    for run in _NUMERALS.finditer(folded, start, end):
        match = _RECOGNISED.match(folded, run.start(), end) if run.start() >= at else None
        if not match:
            continue
        kind, text = match.lastgroup or "", match.group()
        terms = _TERMS[kind](text)
        if terms:
            yield Piece(kind, match.start(), match.end(), text, terms)
            at = match.end()


def _date_terms(text: str) -> tuple[str, ...]:
    """The date's parts in digits, then all of it: 2025年, 8月, 26日, 2025-08-26."""
    parts, numbers = [], []
    for at, (numeral, sign) in enumerate(_DATE_PART.findall(text)):
        number = chinese_to_int(numeral)
        if number is None:
            return ()
        parts.append(f"{number}{'年月日'[at] if sign in ('-', '') else sign}")
        numbers.append(f"{number:02}")
    return (*parts, "-".join(numbers)) if len(parts) > 1 else tuple(parts)


def _ordinal_terms(text: str) -> tuple[str, ...]:
    article = article_number(text)
    if article:
        return (f"第{article[0]}条之{article[1]}" if article[1] else f"第{article[0]}条",)
    number = chinese_to_int(text)
    return () if number is None else (f"第{number}{text[-1]}",)


def _numeral_terms(text: str) -> tuple[str, ...]:
    """The number in digits; nothing where it is not one (十四五) or only digits (一二三)."""
    numeral = text.removeprefix(_PERCENT)
    if numeral == text and not any(char in numeral for char in "十百千万亿"):
        return ()
    number = chinese_to_int(numeral)
    return () if number is None else (str(number),)


_TERMS = {"date": _date_terms, "ordinal": _ordinal_terms, "numeral": _numeral_terms}
