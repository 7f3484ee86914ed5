"""Tokens → the query's tree. It never fails: what does not parse is text, and the reader is told.

OR binds its neighbours before blanks and AND do: `苏州 机器人 OR 芯片` wants 苏州 and one of both.
"""

from dataclasses import dataclass

from policysearch.model import Diagnostic
from policysearch.query.ast import (
    EMPTY,
    Condition,
    Phrase,
    Query,
    Text,
    all_of,
    any_of,
    without,
)
from policysearch.query.diagnostics import diagnostic
from policysearch.query.leaves import leaf
from policysearch.query.lex import (
    CLOSE,
    FIELD,
    OPEN,
    OPERATOR,
    PHRASE,
    WORD,
    Token,
    lex,
)
from policysearch.query.syntax import AND, NOT, OPERATOR_WORDS, OR

_END = Token("end")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a query and what the parser has to tell."""

    query: Query
    diagnostics: tuple[Diagnostic, ...]


def parse(text: str, *, max_nesting: int) -> Parsed:
    """Parse a query whose blanks are single spaces; total, and linear in its length."""
    lexed = lex(text, max_nesting=max_nesting)
    parser = _Parser(lexed.tokens)
    query = parser.all_parts()
    return Parsed(query, (*lexed.diagnostics, *parser.told))


class _Parser:
    """Reads tokens from left to right; groups come balanced: CLOSE ends the one it stands in."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0
        self.told: list[Diagnostic] = []

    def all_parts(self) -> Query:
        """Everything up to the end of the group."""
        parts: list[Query] = []
        while self._next.kind not in (CLOSE, _END.kind):
            if self._is_operator(AND) and parts and self._begins_operand(self._at + 1):
                self._take()
                continue
            part = self._one_of()
            if part is not None:
                parts.append(part)
        return all_of(parts) if parts else EMPTY

    def _one_of(self) -> Query | None:
        operand = self._operand()
        operands = [] if operand is None else [operand]
        while operands and self._is_operator(OR) and self._begins_operand(self._at + 1):
            self._take()
            operand = self._operand()
            if operand is not None:
                operands.append(operand)
        return any_of(operands) if operands else None

    def _operand(self) -> Query | None:
        """One word, phrase, field or group, or None where there is nothing to look for."""
        n_negations = 0
        while self._is_operator(NOT) and self._begins_operand(self._at + 1):
            self._take()
            n_negations += 1
        operand = self._positive()
        if n_negations > 1:
            self._tell("double_negation")
        if operand is None or n_negations % 2 == 0:
            return operand
        return without(operand)

    def _positive(self) -> Query | None:
        token = self._take()
        if token.kind == WORD:
            return self._leaf(token.text)
        if token.kind == PHRASE:
            return self._phrase(token.text)
        if token.kind == FIELD:
            return self._condition(token)
        if token.kind == OPEN:
            return self._group()
        return self._stray_operator(token)

    def _leaf(self, word: str) -> Query:
        query, told = (Text(word), ()) if word in OPERATOR_WORDS else leaf(word)
        self.told.extend(told)
        return query

    def _phrase(self, text: str) -> Query | None:
        if not text:
            self._tell("empty_phrase")
            return None
        return Phrase(text)

    def _condition(self, token: Token) -> Query:
        following = self._next
        if following.kind not in (WORD, PHRASE) or not following.text:
            self._tell("field_without_value", field=token.typed)
            return Text(token.typed)
        self._take()
        return Condition(token.text, following.text, following.kind == PHRASE)

    def _group(self) -> Query | None:
        query = self.all_parts()
        self._take()
        if query == EMPTY:
            self._tell("empty_group")
            return None
        return query

    def _stray_operator(self, token: Token) -> Query | None:
        if token.typed in OPERATOR_WORDS:
            self._tell("operator_as_text", operator=token.typed)
            return Text(token.typed)
        self._tell("operator_ignored", operator=token.typed)
        return None

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _is_operator(self, text: str) -> bool:
        return self._next.kind == OPERATOR and self._next.text == text

    def _begins_operand(self, at: int) -> bool:
        token = self._tokens[at] if at < len(self._tokens) else _END
        return token.kind in (WORD, PHRASE, FIELD, OPEN) or (
            token.kind == OPERATOR and token.text == NOT
        )

    def _tell(self, code: str, **details: object) -> None:
        self.told.append(diagnostic(code, **details))
