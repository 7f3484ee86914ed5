"""The terms of a segment as Whoosh reads them: in order, with what is known of each."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.field_arrays import EXISTENCE, FREQUENCY, VALUED
from whoosh_columnar.lengths import rounded
from whoosh_columnar.matcher import ColumnarMatcher, TermPostings
from whoosh_columnar.posting_values import EncodedValues, Frequencies, NoValues, Positions
from whoosh_columnar.postings import Numbers
from whoosh_columnar.rows import bounds_of
from whoosh_columnar.segment_data import FieldData, SegmentData
from whoosh_columnar.whoosh_internals import FieldCursor, TermInfo, TermNotFound, TermsReader

Term = tuple[str, bytes]


class ColumnarTerms(TermsReader):  # type: ignore[misc]
    """Reads the fields of a segment; terms go by field, then by their bytes."""

    def __init__(self, data: SegmentData) -> None:
        """data: acquired for this; `close` gives it back."""
        self._data = data

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> "ColumnarCursor":
        """A cursor on the first term of a field."""
        return ColumnarCursor(self._data.field(fieldname), fieldobj)

    def terms(self) -> Iterator[Term]:
        """(field, term) of all."""
        for name in self._data.field_names:
            field = self._data.field(name)
            if field is not None:
                yield from ((name, term) for term in field.terms)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """(field, term) of those from a term on, those of later fields too."""
        for name, field, first in self._from(fieldname, prefix):
            yield from ((name, field.terms.term(n)) for n in range(first, len(field.terms)))

    def items(self) -> Iterator[tuple[Term, Any]]:
        """((field, term), what is known of it) of all."""
        for name in self._data.field_names:
            yield from self.items_from(name, b"", only=True)

    def items_from(
        self, fieldname: str, prefix: bytes, *, only: bool = False
    ) -> Iterator[tuple[Term, Any]]:
        """As `terms_from`.  only: not those of later fields."""
        for name, field, first in self._from(fieldname, prefix):
            for number in range(first, len(field.terms)):
                yield (name, field.terms.term(number)), ColumnarTermInfo(field, number)
            if only:
                return

    def term_info(self, fieldname: str, text: bytes) -> Any:
        """What is known of a term; raises TermNotFound."""
        return ColumnarTermInfo(*self._found(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The sum of a term's weights; 0 without it."""
        found = self._find(fieldname, text)
        return ColumnarTermInfo(*found).weight() if found else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many records have a term, deleted ones too."""
        found = self._find(fieldname, text)
        return found[0].postings.df(found[1]) if found else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ColumnarMatcher:
        """The postings of a term; raises TermNotFound."""
        field, number = self._found(fieldname, text)
        postings = TermPostings(
            field.postings.docs(number),
            lambda: field.term_weights(number),
            lambda: _lengths(field, number),
            lambda: _values(field, number),
        )
        return ColumnarMatcher(postings, format_, scorer, (fieldname, text))

    def indexed_field_names(self) -> tuple[str, ...]:
        return self._data.field_names

    def close(self) -> None:
        self._data.close()

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldData, int] | None:
        field = self._data.field(fieldname)
        number = -1 if field is None else field.terms.find(text)
        return None if field is None or number < 0 else (field, number)

    def _found(self, fieldname: str, text: bytes) -> tuple[FieldData, int]:
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return found

    def _from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, FieldData, int]]:
        """(name, field, number of its first term) of a field and those after it."""
        if self._data.field(fieldname) is None:
            return
        for name in self._data.field_names:
            field = self._data.field(name)
            if field is not None and name >= fieldname:
                yield name, field, field.terms.lower_bound(prefix) if name == fieldname else 0


class ColumnarCursor(FieldCursor):  # type: ignore[misc]
    """Stands on a term of a field, or past the last."""

    def __init__(self, field: FieldData | None, fieldobj: Any) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._n = 0 if field is None else len(field.terms)
        self._number = 0

    def first(self) -> Any:
        """Go to the first term and give it."""
        self._number = 0
        return self.text()

    def find(self, term: Any) -> Any:
        """Go to the first term that is not less, and give it."""
        if self._field is None:
            return None
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._number = self._field.terms.lower_bound(wanted)
        return self.text()

    def next(self) -> Any:
        """Go to the next term and give it, None past the last."""
        self._number = min(self._number + 1, self._n)
        return self.text()

    def text(self) -> Any:
        """The term as its field's type shows it."""
        if self._field is None or self._number >= self._n:
            return None
        return self._fieldobj.from_bytes(self._field.terms.term(self._number))

    def term_info(self) -> Any:
        """What is known of the term."""
        if self._field is None or self._number >= self._n:
            return None
        return ColumnarTermInfo(self._field, self._number)

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._number < self._n


class ColumnarTermInfo(TermInfo):  # type: ignore[misc]
    """What is known of a term, found out when it is asked for.

    Whoosh keeps it in attributes, which MultiReader adds up and changes.
    """

    def __init__(self, field: FieldData, number: int) -> None:
        self._field = field
        self._number = number

    def __getattr__(self, name: str) -> Any:
        if name not in _STATISTICS:
            raise AttributeError(name)
        value = _STATISTICS[name](self)
        setattr(self, name, value)
        return value

    @cached_property
    def docs(self) -> Numbers:
        """int32[df]: the records that have it."""
        return self._field.postings.docs(self._number)

    @cached_property
    def weights(self) -> npt.NDArray[np.float32]:
        """float32[df]: its weight in each of them."""
        return self._field.term_weights(self._number)

    @cached_property
    def lengths(self) -> Numbers:
        """int32[df]: the length of each of them."""
        return rounded(self._field.lengths[self.docs])

    @property
    def df(self) -> int:
        return self._field.postings.df(self._number)


_STATISTICS: dict[str, Callable[[ColumnarTermInfo], float]] = {
    "_df": lambda term: term.df,
    "_weight": lambda term: float(term.weights.sum(dtype=np.float64)),
    "_maxweight": lambda term: float(term.weights.max()),
    "_minlength": lambda term: int(term.lengths.min()),
    "_maxlength": lambda term: int(term.lengths.max()),
    "_minid": lambda term: int(term.docs[0]),
    "_maxid": lambda term: int(term.docs[-1]),
}


def _lengths(field: FieldData, number: int) -> Numbers:
    return rounded(field.lengths[field.postings.docs(number)])


def _values(field: FieldData, number: int) -> Any:
    if field.kind == VALUED:
        return EncodedValues(field.term_values(number))
    if field.kind == EXISTENCE:
        return NoValues()
    tf = field.postings.tf(number)
    if field.kind == FREQUENCY:
        return Frequencies(tf.tolist())
    cf = int(tf.sum(dtype=np.int64))
    return Positions(field.postings.positions(number, cf).tolist(), bounds_of(tf))
