"""A folded text as the tokenizer does not see it: numbers, dates, Han runs, letters, signs."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from policysearch.analysis.units import ASCII_UNIT
from policysearch.analysis.words import HAN_RUN
from policysearch.text.characters import HAN, is_han
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
_NAMED = {"date": f"{_IN_WORDS}|{_ISO}", "ordinal": _ORDINAL, "numeral": _NUMERAL}
_RECOGNISED = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _NAMED.items())
# Where one of them can begin: at the first character of a run of these, never inside it.
_BEGINNING = "第0-9一二三四五六七八九十两百"
_RUN = "(?:第|[0-9]++|[一二三四五六七八九十两百]++)"
# What is recognised, behind all before it that is not: so the engine steps over that, which takes
# half the time of looking at every run from outside. The last match is the rest of the text.
_NEXT_RECOGNISED = re.compile(
    rf"(?:[^{_BEGINNING}]++|(?!{'|'.join(_NAMED.values())}){_RUN})*+"
    rf"(?:(?={_RECOGNISED}){_RUN}|\Z)"
)
# The commonest punctuation that is no part of any word: stepped over here, where it costs least.
_SILENT = re.escape(' !"$()*,:;<=>?[\\]^`{|}~、。〈〉《》【】〔〕—…·‘’“”')
_PLAIN = re.compile(
    rf"(?P<han>{HAN_RUN})|(?P<ascii>{ASCII_UNIT})|(?P<rare>[{HAN}])"
    rf"|(?P<letters>(?:(?![0-9a-z{HAN}])[^\W_])+)|(?P<sign>[^{_SILENT}])",
    re.DOTALL,
)
# The same without groups, whose texts `findall` would give.
_PLAIN_TEXTS = re.compile(re.sub("[?]P<[a-z]+>", "?:", _PLAIN.pattern), re.DOTALL)
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


def stretches(folded: str) -> list[str | tuple[str, ...]]:
    """The same in short, for many texts at once: of what is recognised its terms, else the text."""
    found: list[str | tuple[str, ...]] = []
    at = 0
    for piece in _recognised(folded):
        found += _PLAIN_TEXTS.findall(folded, at, piece.start)
        found.append(piece.terms)
        at = piece.end
    return found + _PLAIN_TEXTS.findall(folded, at)


def is_punctuation(text: str) -> bool:
    """Whether a plain stretch is a sign and no word: neither letters nor a symbol (㎡, emoji)."""
    char = text[0]
    return not (char.isalnum() or is_han(char) or is_symbol(char))


def is_symbol(char: str) -> bool:
    """Whether a sign is a thing of its own (㎡, ℃, emoji) and not punctuation."""
    return unicodedata.category(char) == "So"


def _recognised(folded: str) -> Iterator[Piece]:
    at = 0
    for span, key in find_folded(folded):
        yield from _between(folded, at, span.start)
        yield Piece("number", span.start, span.end, folded[span.start : span.end], (key,))
        at = span.end
    yield from _between(folded, at, len(folded))


def _between(folded: str, start: int, end: int) -> Iterator[Piece]:
    at = start
    for match in _NEXT_RECOGNISED.finditer(folded, start, end):
        kind = match.lastgroup
        # One that begins in what was recognised last is no run of its own.
        if kind is None or match.start(kind) < at:
            continue
        text = match.group(kind)
        terms = _terms(kind, text)
        if terms:
            begin, at = match.span(kind)
            yield Piece(kind, begin, at, text, terms)


# Half of the time of reading laws would go into their 第一条.
@lru_cache(maxsize=1 << 14)
def _terms(kind: str, text: str) -> tuple[str, ...]:
    return _TERMS[kind](text)


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
