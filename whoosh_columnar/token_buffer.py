"""Tokens of one field in the order of the records, and the postings they become by one sort."""

from array import array
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import Terms
from whoosh_columnar.field_arrays import (
    EXISTENCE,
    FREQUENCY,
    POSITIONS,
    FieldArrays,
    Weights,
    kept_weights,
)
from whoosh_columnar.inverting import invert
from whoosh_columnar.postings import Numbers, Postings
from whoosh_columnar.whoosh_internals import fields, formats

_KINDS = {
    formats.Existence: EXISTENCE,
    formats.Frequency: FREQUENCY,
    formats.Positions: POSITIONS,
}


def kind_of_format(field: Any) -> str | None:
    """The kind of field that Whoosh's format of plain numbers makes; None for other formats."""
    return _KINDS.get(type(field.format))


def takes_tokens(field: Any) -> bool:
    """Whether a field's postings are no more than the tokens of its analyzer, counted."""
    return kind_of_format(field) is not None and type(field).index is fields.FieldType.index


class TokenBuffer:
    """The tokens of one field; records come in ascending order."""

    def __init__(self, field: Any) -> None:
        """field: a type whose format is one of plain numbers."""
        kind = kind_of_format(field)
        assert kind is not None
        self._kind = kind
        self._boost: float = field.format.field_boost
        self._numbers: dict[str | bytes, int] = {}
        self._chunks: list[tuple[Numbers, Numbers, Numbers]] = []
        self._tokens, self._records, self._positions = array("i"), array("i"), array("i")
        # Of tokens and records boosts are 1, but for those noted here.
        self._boosts: dict[int, float] = {}

    def add_text(self, record: int, tokens: Iterable[Any], boost: float) -> int:
        """Keep a record's tokens, as Whoosh's analyzers make them, and give its length."""
        numbers = self._numbers
        add_token, add_position = self._tokens.append, self._positions.append
        first = len(self._tokens)
        keeps_positions = self._kind == POSITIONS
        seen: set[int] = set()
        try:
            for token in tokens:
                text = token.text
                number = numbers.get(text)
                if number is None:
                    if not isinstance(text, bytes):
                        text.encode()  # what cannot be a term costs its record, not the commit
                    number = numbers[text] = len(numbers)
                add_token(number)
                if keeps_positions:
                    add_position(token.pos)
                if token.boost != 1.0:
                    self._boosts[len(self._tokens) - 1] = token.boost * boost
                if not keeps_positions:
                    seen.add(number)
        finally:
            n = len(self._tokens) - first
            self._records.extend([record] * n)
        if boost != 1.0:
            for place in range(first, first + n):
                self._boosts.setdefault(place, boost)
        return len(seen) if self._kind == EXISTENCE else n

    def add_many(
        self, terms: Collection[str | bytes], tokens: Numbers, records: Numbers,
        positions: Numbers | None,
    ) -> None:  # fmt: skip
        """Keep tokens of many records: numbers of `terms`, each with its record and position."""
        numbers = self._numbers
        found = np.fromiter(
            (numbers.setdefault(term, len(numbers)) for term in terms),
            dtype=np.int32,
            count=len(terms),
        )
        kept = positions if self._kind == POSITIONS and positions is not None else _NONE
        self._chunks.append((found[tokens], records, kept))

    def arrays(self) -> FieldArrays | None:
        """The postings; None without any token."""
        chunks = self._chunks
        if self._tokens:
            chunks = [*chunks, self._open_chunk()]
        if not any(len(tokens) for tokens, _, _ in chunks):
            return None
        terms, ranks = ranked(self._numbers)
        tokens = ranks[_joined([chunk[0] for chunk in chunks])]
        records = _joined([chunk[1] for chunk in chunks])
        positions = None
        if self._kind == POSITIONS:
            positions = _joined([chunk[2] for chunk in chunks])
            order = _order_of_positions(records, positions)
            if order is not None:
                tokens, records, positions = tokens[order], records[order], positions[order]
        terms, tokens = _used(terms, tokens)
        postings = invert(tokens, records, len(terms), positions)
        weights = self._weights(tokens, records, postings)
        if self._kind == EXISTENCE:
            ones = np.ones_like(postings.tf)
            postings = Postings(postings.ptr, postings.docs, ones)
        if weights is not None:
            weights = kept_weights(weights, postings.tf)
        return FieldArrays(self._kind, Terms.from_sorted(terms), postings, weights)

    def _open_chunk(self) -> tuple[Numbers, Numbers, Numbers]:
        return (
            np.frombuffer(self._tokens, dtype=np.int32),
            np.frombuffer(self._records, dtype=np.int32),
            np.frombuffer(self._positions, dtype=np.int32) if self._positions else _NONE,
        )

    def _weights(self, tokens: Numbers, records: Numbers, postings: Postings) -> Weights | None:
        """float32[n]: of each posting the sum of its tokens' boosts, times the field's."""
        if not self._boosts:
            if self._boost == 1.0:
                return None
            counts = np.ones_like(postings.tf) if self._kind == EXISTENCE else postings.tf
            return counts.astype(np.float32) * np.float32(self._boost)
        boosts = np.ones(len(tokens), dtype=np.float64)
        boosts[list(self._boosts)] = list(self._boosts.values())
        order = np.argsort(tokens.astype(np.int64) << 32 | records, kind="stable")
        firsts = np.cumsum(postings.tf, dtype=np.int64) - postings.tf
        if self._kind == EXISTENCE:
            sums = boosts[order][firsts]
        else:
            sums = np.add.reduceat(boosts[order], firsts)
        weights: Weights = (sums * self._boost).astype(np.float32)
        return weights


def ranked(numbers: Mapping[str | bytes, int]) -> tuple[list[bytes], Numbers]:
    """The distinct terms as bytes, ascending, and for each number its term's place among them."""
    encoded = [term.encode() if isinstance(term, str) else term for term in numbers]
    terms = sorted(set(encoded))
    place_by_term = {term: place for place, term in enumerate(terms)}
    ranks = np.empty(len(numbers), dtype=np.int32)
    places = np.fromiter(map(place_by_term.__getitem__, encoded), np.int32, len(encoded))
    ranks[np.fromiter(numbers.values(), np.int64, len(numbers))] = places
    return terms, ranks


def _used(terms: list[bytes], tokens: Numbers) -> tuple[list[bytes], Numbers]:
    """Without the terms that no token is."""
    is_used = np.bincount(tokens, minlength=len(terms)).astype(np.bool_)
    if is_used.all():
        return terms, tokens
    places = np.cumsum(is_used, dtype=np.int32) - np.int32(1)
    used = [terms[number] for number in np.flatnonzero(is_used).tolist()]
    return used, places[tokens]


def _order_of_positions(records: Numbers, positions: Numbers) -> npt.NDArray[np.int64] | None:
    """What sorts the tokens of each record by position; None if they stand so."""
    falls = np.diff(positions) < 0
    falls &= records[1:] == records[:-1]
    if not falls.any():
        return None
    return np.argsort(records.astype(np.int64) << 32 | positions, kind="stable")


def _joined(chunks: list[Numbers]) -> Numbers:
    return chunks[0] if len(chunks) == 1 else np.concatenate(chunks)


_NONE: Numbers = np.empty(0, dtype=np.int32)
