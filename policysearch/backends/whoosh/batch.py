"""Documents on their way into a segment: occurrences as parallel arrays, not yet in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from policysearch.backends.port import DocumentEntry
from policysearch.backends.whoosh.whoosh_internals import (
    Numbers,
    Segment,
    encoded,
)

FIELDS = ("units", "words")


@dataclass(frozen=True, slots=True)
class FieldOccurrences:
    """Occurrences in one field, one row each; places ascend within a term of a document.

    names: the terms as bytes.  terms: int32[n] indices of names.
    documents: int32[n] numbers in the batch.  places: int32[n].
    """

    names: Sequence[bytes]
    terms: Numbers
    documents: Numbers
    places: Numbers


@dataclass(frozen=True, slots=True)
class Batch:
    """documents: (id, what is stored) by number.  fields: in the order of FIELDS."""

    documents: Sequence[tuple[str, Mapping[str, Any]]]
    fields: tuple[FieldOccurrences, ...]


class Collector:
    """Takes entries one by one; terms become numbers at once, so that an entry costs few bytes."""

    def __init__(self) -> None:
        self._documents: list[tuple[str, Mapping[str, Any]]] = []
        self._numbers: tuple[dict[str, int], ...] = ({}, {})
        self._terms: tuple[list[Numbers], ...] = ([], [])
        self._places: tuple[list[Numbers], ...] = ([], [])
        self.ids: set[str] = set()
        self.n_units = 0

    def add(self, entry: DocumentEntry) -> None:
        """Take in a document."""
        n_units, n_words = (
            np.array([len(stream) for stream in streams], dtype=np.int32)
            for streams in (
                [passage.units for passage in entry.passages],
                [passage.words for passage in entry.passages],
            )
        )
        self._documents.append((entry.id, _stored(entry, n_units, n_words)))
        self._add_terms(0, [passage.units for passage in entry.passages])
        self._places[0].append(np.arange(n_units.sum(), dtype=np.int32))
        self._add_terms(1, [passage.words for passage in entry.passages])
        self._places[1].append(np.repeat(np.arange(len(n_words), dtype=np.int32), n_words))
        self.ids.add(entry.id)
        self.n_units += int(n_units.sum())

    def batch(self) -> Batch:
        """All that was collected."""
        return Batch(self._documents, tuple(self._field(number) for number in range(len(FIELDS))))

    def _add_terms(self, field: int, streams: Sequence[Sequence[str]]) -> None:
        numbers = self._numbers[field]
        terms = (numbers.setdefault(term, len(numbers)) for term in chain.from_iterable(streams))
        n_terms = sum(map(len, streams))
        self._terms[field].append(np.fromiter(terms, dtype=np.int32, count=n_terms))

    def _field(self, field: int) -> FieldOccurrences:
        sizes = [len(terms) for terms in self._terms[field]]
        return FieldOccurrences(
            names=[encoded(term) for term in self._numbers[field]],
            terms=_joined(self._terms[field]),
            documents=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            places=_joined(self._places[field]),
        )


def read_batch(segment: Segment) -> Batch:
    """Take a segment's live documents out of it again, to be merged with others."""
    live = segment.live
    number_in_batch = np.full(segment.n_documents, -1, dtype=np.int32)
    number_in_batch[live] = np.arange(len(live), dtype=np.int32)
    fields = []
    for field in FIELDS:
        names: list[bytes] = []
        terms, documents, places = [], [], []
        for term in segment.terms(field):
            postings = segment.postings(field, term)
            assert postings is not None, "a listed term has postings"
            numbers, sizes, found = postings
            rows = np.repeat(number_in_batch[numbers], sizes)
            kept = rows >= 0
            terms.append(np.full(int(kept.sum()), len(names), dtype=np.int32))
            documents.append(rows[kept])
            places.append(found[kept])
            names.append(term)
        fields.append(FieldOccurrences(names, _joined(terms), _joined(documents), _joined(places)))
    return Batch([segment.document(number) for number in live], tuple(fields))


def n_units_of(stored: Mapping[str, Any]) -> int:
    """How many units a stored document has."""
    return int(np.frombuffer(stored["n_units"], dtype=np.int32).sum())


def _stored(entry: DocumentEntry, n_units: Numbers, n_words: Numbers) -> dict[str, Any]:
    """What view.py reads back: everything of an entry but its terms."""
    return {
        "date": entry.date,
        "title": list(entry.title),
        "fields": {field: list(values) for field, values in entry.fields.items()},
        "n_units": n_units.tobytes(),
        "n_words": n_words.tobytes(),
        "continues": bytes(passage.continues for passage in entry.passages),
    }


def _joined(arrays: Sequence[Numbers]) -> Numbers:
    """One array of many; of none, an empty one of the same kind."""
    return np.concatenate([np.empty(0, dtype=np.int32), *arrays])
