"""A query's characters → tokens: phrases, words, brackets that group, operators, fields.

An operator counts only at the start of a word: AI-driven, 办法（试行） and 10:30 stay as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from policysearch.model import Diagnostic
from policysearch.query.diagnostics import diagnostic
from policysearch.query.quotes import Quotes, find_quotes
from policysearch.query.syntax import (
    BARS,
    BRACKETS,
    CLOSING_BRACKETS,
    COLONS,
    DASHES,
    FIELD_BY_NAME,
    NOT,
    OPENING_BRACKETS,
    OPERATOR_WORDS,
    OR,
)

WORD, PHRASE, FIELD, OPEN, CLOSE, OPERATOR = "word", "phrase", "field", "open", "close", "operator"
_LONGEST_NAME = max(map(len, FIELD_BY_NAME))


@dataclass(frozen=True, slots=True)
class Token:
    """kind: one of the above.  typed: how a field or an operator was written.

    text: as typed; of a field its name in the code, of an operator AND, OR or NOT.
    """

    kind: str
    text: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Lexed:
    """The tokens of a query, groups balanced, and what had to be passed over."""

    tokens: tuple[Token, ...]
    diagnostics: tuple[Diagnostic, ...]


def lex(text: str, *, max_nesting: int) -> Lexed:
    """Cut a query whose blanks are single spaces into tokens."""
    quotes = find_quotes(text)
    brackets = _match_brackets(text, quotes, max_nesting)
    told = list(quotes.diagnostics)
    if brackets.n_strays:
        told.append(diagnostic("stray_brackets", n=brackets.n_strays))
    if brackets.is_limited:
        told.append(diagnostic("nesting_limited", limit=max_nesting))
    return Lexed(tuple(_tokens(text, quotes, brackets)), tuple(told))


@dataclass(frozen=True, slots=True)
class _Brackets:
    """groups: places of brackets that group.  inside: opening → closing of pairs inside words."""

    groups: frozenset[int]
    inside: dict[int, int]
    n_strays: int
    is_limited: bool


def _match_brackets(text: str, quotes: Quotes, max_nesting: int) -> _Brackets:
    is_quoted = bytearray(len(text))
    for phrase in quotes.phrases:
        is_quoted[phrase.start : phrase.end] = b"\1" * (phrase.end - phrase.start)
    parts_words = [
        bool(is_quoted[at]) or char == " " or char in BARS or at in quotes.strays
        for at, char in enumerate(text)
    ]
    n_parting = list(accumulate(parts_words))
    partners: dict[int, int] = {}
    opened: list[int] = []
    n_strays = 0
    for at, char in enumerate(text):
        if is_quoted[at]:
            continue
        if char in OPENING_BRACKETS:
            opened.append(at)
        elif char in CLOSING_BRACKETS:
            if opened:
                partners[opened.pop()] = at
            else:
                n_strays += 1
    groups: set[int] = set()
    inside: dict[int, int] = {}
    ends: list[int] = []
    covered = 0
    is_limited = False
    for start in sorted(partners):
        end = partners[start]
        while ends and ends[-1] < start:
            ends.pop()
        if start < covered:
            continue
        if n_parting[start] == n_parting[end] and _is_glued(text, start, parts_words, covered - 1):
            inside[start] = end
            covered = end + 1
        elif len(ends) >= max_nesting:
            is_limited = True
        else:
            groups |= {start, end}
            ends.append(end)
    return _Brackets(frozenset(groups), inside, n_strays + len(opened), is_limited)


def _is_glued(text: str, start: int, parts_words: list[bool], last_inside: int) -> bool:
    """Whether a bracket follows a word: `办法（试行）`, but not `-（试行）` nor `"a"（试行）`."""

    def ends_a_word(at: int) -> bool:
        return at >= 0 and not parts_words[at] and (text[at] not in BRACKETS or at == last_inside)

    at = start - 1
    while at >= 0 and text[at] in DASHES:
        at -= 1
    # OR(b) and NOT(b) are operators before a group.
    is_operator = any(
        text.endswith(word, 0, start) and not ends_a_word(start - len(word) - 1)
        for word in OPERATOR_WORDS
    )
    return ends_a_word(at) and not is_operator


def _tokens(text: str, quotes: Quotes, brackets: _Brackets) -> Iterator[Token]:
    phrase_at = {phrase.start: phrase for phrase in quotes.phrases}
    at, begun = 0, 0
    starts_word = True
    while at <= len(text):
        char = text[at : at + 1]
        if at in brackets.inside:
            at = brackets.inside[at] + 1
            continue
        is_mark = (
            char in ("", " ")
            or char in BARS
            or char in OPENING_BRACKETS
            or char in CLOSING_BRACKETS
            or at in phrase_at
            or at in quotes.strays
        )
        if not is_mark:
            at += 1
            continue
        is_group = at in brackets.groups
        opens = at in phrase_at or (is_group and char in OPENING_BRACKETS)
        yield from _word_tokens(text[begun:at], starts_word=starts_word, is_followed=opens)
        starts_word = True
        if at in phrase_at:
            yield Token(PHRASE, phrase_at[at].text)
            starts_word = False
            at = phrase_at[at].end
        else:
            if is_group:
                yield Token(OPEN if opens else CLOSE)
                starts_word = opens
            elif char and char in BARS:
                yield Token(OPERATOR, OR, char)
            at += 1
        begun = at


def _word_tokens(word: str, *, starts_word: bool, is_followed: bool) -> Iterator[Token]:
    """The tokens between two marks; `is_followed`: a phrase or group comes at once."""
    if not starts_word:
        word = word.lstrip(DASHES)
    elif _negates(word, is_followed=is_followed):
        yield Token(OPERATOR, NOT, word[0])
        word = word[1:]
        if word in OPERATOR_WORDS:
            yield Token(WORD, word)
            return
    if not word:
        return
    if word in OPERATOR_WORDS:
        yield Token(OPERATOR, word, word)
        return
    colon = next((at for at, char in enumerate(word[: _LONGEST_NAME + 1]) if char in COLONS), 0)
    field = FIELD_BY_NAME.get(word[:colon].lower())
    if field is None:
        yield Token(WORD, word)
        return
    yield Token(FIELD, field, word[: colon + 1])
    if word[colon + 1 :]:
        yield Token(WORD, word[colon + 1 :])


def _negates(word: str, *, is_followed: bool) -> bool:
    """Whether a word begins with one dash and goes on, or a phrase or group goes on for it."""
    after = word[1:2]
    return word[:1] in (*DASHES,) and after not in (*DASHES,) and (bool(after) or is_followed)
