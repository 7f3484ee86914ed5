"""A type of field of this package, for schemas of Whoosh."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from whoosh_columnar.dictionary import SEPARATOR
from whoosh_columnar.whoosh_internals import fields, formats, query

_SEPARATOR = SEPARATOR.decode()


class Grams(fields.FieldType):  # type: ignore[misc]
    """A sequence of units, indexed so that any run of them is found exactly.

    A value is a sequence of strings, the units (of a string: its characters). What is indexed are
    pairs of neighbours with their places: the term of units a and b is `a\\x1fb`, that of the last
    unit `a\\x1f`. A run of units is a phrase of pairs; all places of one unit are the terms that
    begin with `a\\x1f`. See `is_unit` for what a unit may be.
    """

    indexed = True
    multitoken_query = "phrase"

    def __init__(self, stored: bool = False, scorable: bool = True) -> None:
        """stored: whether the sequence is stored too.  scorable: whether lengths are kept."""
        self.format = formats.Positions()
        self.analyzer = None
        self.scorable = scorable
        self.stored = stored
        self.unique = False
        self.vector = None
        self.column_type = None

    def index(
        self, value: Sequence[str], **options: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, value) of each distinct pair."""
        places: dict[str, list[int]] = {}
        for place, term in enumerate(_pairs(value)):
            places.setdefault(term, []).append(place)
        for term, found in places.items():
            yield term.encode(), len(found), float(len(found)), self.format.encode(found)

    def process_text(self, qstring: str, mode: str = "", **options: Any) -> Iterable[str]:
        """The terms of a run of units: its pairs, without one for the end."""
        return tuple(_pairs(qstring))[:-1]

    def self_parsing(self) -> bool:
        """A run of units is made into a query here."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Any:
        """The query for a run of units."""
        units = tuple(qstring)
        if len(units) == 1:
            return query.Prefix(fieldname, units[0] + _SEPARATOR, boost=boost)
        return query.Phrase(fieldname, list(self.process_text(qstring)), boost=boost)

    def tokenize(self, value: Sequence[str], **options: Any) -> Any:
        """There are no tokens of Whoosh's kind."""
        raise TypeError("a Grams field has units and no analyzer")


def is_unit(unit: bytes) -> bool:
    """Whether bytes can be a unit: not empty, not \\x1f, and no control character but the first.

    Otherwise the pairs of one unit could stand among those of another.
    """
    return bool(unit) and unit[:1] != SEPARATOR and min(unit[1:], default=0x20) > SEPARATOR[0]


def _pairs(units: Sequence[str]) -> Iterator[str]:
    for unit, after in pairwise([*units, ""]):
        if not is_unit(unit.encode()):
            raise ValueError(f"{unit!r} is no unit")
        yield unit + _SEPARATOR + after
