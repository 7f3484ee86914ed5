"""The Whoosh index of a library: one record for each passage.

    units      how often each unit stands in the passage
    words      the `words` stream, likewise
    grams      each two neighbouring units with their place, and the units themselves in a row
    document   the document's id, at its first record only
    entry      stored there: all else that is known of the document (see `Head`)

A document without passages has one record, with nothing but its id and its entry.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, Schema

from whoosh_columnar import Grams

INDEX_NAME = "MAIN"


def schema() -> Schema:
    """The fields above."""
    return Schema(
        units=KEYWORD(scorable=True),
        words=KEYWORD(scorable=True),
        grams=Grams(),
        document=ID(unique=True),
        entry=STORED(),
    )


@dataclass(frozen=True, slots=True)
class Head:
    """What is stored at a document's first record."""

    date: str
    title: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    n_passages: int

    @property
    def n_records(self) -> int:
        """How many records the document takes."""
        return max(1, self.n_passages)

    def stored(self) -> dict[str, Any]:
        """As plain values, for the index."""
        fields = {field: list(values) for field, values in self.fields.items()}
        return {
            "entry": {
                "date": self.date,
                "title": list(self.title),
                "fields": fields,
                "n_passages": self.n_passages,
            }
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Head":
        """Read it back."""
        entry = stored["entry"]
        return cls(
            entry["date"],
            tuple(entry["title"]),
            {field: tuple(values) for field, values in entry["fields"].items()},
            entry["n_passages"],
        )


def encoded(term: str) -> bytes:
    """The bytes of a term. A text may hold anything: lone surrogates keep theirs, and characters
    below the blank, which part units in the index, follow a byte that no other term has."""
    raw = term.encode("utf-8", "surrogatepass")
    if raw and min(raw) < _BLANK:
        return _CONTROL.sub(lambda found: bytes((_MARK, _BLANK + found[0][0])), raw)
    return raw


def decoded(term: bytes) -> str:
    """The term of some bytes."""
    if _MARK in term:
        term = _MARKED.sub(lambda found: bytes((found[0][1] - _BLANK,)), term)
    return term.decode("utf-8", "surrogatepass")


_BLANK, _MARK = 0x20, 0xFF
_CONTROL = re.compile(rb"[\x00-\x1f]")
_MARKED = re.compile(rb"\xff.", re.DOTALL)
