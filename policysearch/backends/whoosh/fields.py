"""The values of documents' fields as codes, so that a filter looks at each distinct value once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from policysearch.backends.port import Numbers
from policysearch.backends.values import has_text, is_in_range, values_of
from policysearch.backends.whoosh.view import Mask, View
from policysearch.query.plan import FieldHas, FieldIs, FieldRange


@dataclass(frozen=True, slots=True)
class Column:
    """One field: row i says that documents[i] has values[codes[i]]; values ascend."""

    values: tuple[str, ...]
    codes: Numbers
    documents: Numbers

    def documents_where(self, accepts: Callable[[str], bool], n_documents: int) -> Mask:
        """The documents that have an accepted value."""
        accepted = np.array([accepts(value) for value in self.values], dtype=np.bool_)
        mask = np.zeros(n_documents, dtype=np.bool_)
        mask[self.documents[accepted[self.codes]]] = True
        return mask

    def counts(self, documents: Mask) -> tuple[tuple[str, int], ...]:
        """How many of some documents have each value, values ascending, no zeros."""
        kept = self.codes[documents[self.documents]]
        counts = np.bincount(kept, minlength=len(self.values))
        found = np.flatnonzero(counts)
        values = [self.values[code] for code in found.tolist()]
        return tuple(zip(values, counts[found].tolist(), strict=True))


class Columns:
    """The columns of a view, each made when it is first asked for."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._columns: dict[str, Column] = {}

    def matching(self, node: FieldIs | FieldHas | FieldRange) -> Mask:
        """The documents for which a node about a field holds."""
        match node:
            case FieldIs(field, values):
                return self._where(field, lambda value: value in values)
            case FieldHas(field, text):
                return self._where(field, lambda value: has_text(field, value, text))
            case FieldRange(_, low, high):
                return self._where("date", lambda date: is_in_range(date, low, high))

    def counts(self, field: str, documents: Mask) -> tuple[tuple[str, int], ...]:
        """A facet over some documents."""
        return self._column(field).counts(documents)

    def _where(self, field: str, accepts: Callable[[str], bool]) -> Mask:
        return self._column(field).documents_where(accepts, self._view.n_documents)

    def _column(self, field: str) -> Column:
        if field not in self._columns:
            self._columns[field] = _column(self._view, field)
        return self._columns[field]


def _column(view: View, field: str) -> Column:
    found, documents = [], []
    for document, (fields, date) in enumerate(zip(view.fields, view.dates, strict=True)):
        for value in _values(fields, date, field):
            found.append(value)
            documents.append(document)
    values = sorted(set(found))
    code_by_value = {value: code for code, value in enumerate(values)}
    return Column(
        tuple(values),
        np.array([code_by_value[value] for value in found], dtype=np.int32),
        np.array(documents, dtype=np.int32),
    )


def _values(fields: Mapping[str, tuple[str, ...]], date: str, field: str) -> tuple[str, ...]:
    return (date,) if field == "date" else values_of(fields, date, field)
