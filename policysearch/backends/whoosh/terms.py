"""Terms across all segments: the passages that have one and how often, the places of grams.

Everything is kept in a cache, so that a term's postings are unpacked once. The numbers are those of
the view: what is deleted is left out here, and all counts are of live passages.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from policysearch.analysis.pattern import is_ascii_unit
from policysearch.backends.port import Numbers
from policysearch.backends.whoosh.cache import Cache
from policysearch.backends.whoosh.schema import decoded, encoded
from policysearch.backends.whoosh.segments import GramField
from policysearch.backends.whoosh.view import Mask, View
from policysearch.ranking.counts import Ordinals
from whoosh_columnar import FieldData
from whoosh_columnar.dictionary import SEPARATOR

Counts = npt.NDArray[np.integer]
# Rows of passages, ascending, each once, and how often the term stands in each. The rows are of the
# type that NumPy indexes with: it would convert any other each time, a fourth of what a query
# takes; the counts are of the smallest type that holds them.
Rows = tuple[Ordinals, Counts]
Forward = np.ndarray[tuple[int], np.dtype[np.unsignedinteger]]


class Terms:
    """Reads postings through a view; for several threads."""

    def __init__(self, view: View, cache: Cache) -> None:
        self._view = view
        self._cache = cache

    def unit(self, unit: str) -> Rows:
        """The passages that have a unit."""
        return self._rows("units", encoded(unit))

    def word(self, word: str) -> Rows:
        """The passages whose `words` have this one."""
        return self._rows("words", encoded(word))

    def gram(self, first: str, second: str) -> Rows:
        """The passages in which two units that stand side by side begin."""
        return self._rows("grams", _pair(first, second))

    def gram_places(self, first: str, second: str) -> Numbers:
        """Where two units stand side by side: the places of the first, ascending."""
        pair = _pair(first, second)
        return self._cache.get(("places", pair), lambda: (self._places(pair),))[0]

    def places_where(self, accepts: Callable[[GramField], Mask]) -> Numbers:
        """The places of the units that are accepted, ascending.

        accepts: for a segment's grams, which units: bool[n_units + 1], by their numbers.
        """
        found = []
        for number, grams in self._grams():
            chosen = accepts(grams)
            local = np.flatnonzero(chosen[grams.forward]).astype(np.int32)
            found.append(self._live_places(number, grams, local))
        return _joined(found)

    def grams(self) -> Iterator[tuple[int, GramField]]:
        """For each segment with units: where its places begin, and its grams."""
        for number, grams in self._grams():
            yield int(self._view.place_bases[number]), grams

    def ascii_units(self, prefix: str = "") -> list[str]:
        """The units of ASCII letters and digits that begin so, ascending, with a live passage."""
        terms: set[str] = set()
        for _, field in self._fields("units"):
            low, high = field.terms.prefix_range(encoded(prefix))
            for number in range(low, high):
                unit = decoded(field.terms.term(number))
                if unit[0] > "\x7f":
                    break
                terms.add(unit)
        found = sorted(filter(is_ascii_unit, terms))
        if not any(segment.has_deletions for segment in self._view.segments):
            return found
        return [unit for unit in found if len(self.unit(unit)[0])]

    def _rows(self, field: str, term: bytes) -> Rows:
        passages, tf = self._cache.get((field, term), lambda: self._read(field, term))
        return passages, tf

    def _read(self, name: str, term: bytes) -> Rows:
        passages, tf = [], []
        for number, field in self._fields(name):
            found = field.terms.find(term)
            if found >= 0:
                numbers = self._view.numbers[number][field.postings.docs(found)]
                counts = field.postings.tf(found)
                if self._view.segments[number].has_deletions:
                    live = numbers >= 0
                    numbers, counts = numbers[live], counts[live]
                passages.append(numbers)
                tf.append(counts)
        return _joined(passages).astype(np.intp), smallest(_joined(tf))

    def _places(self, pair: bytes) -> Numbers:
        found = []
        for number, grams in self._grams():
            term = grams.terms.find(pair)
            if term >= 0:
                records, tf = grams.postings.docs(term), grams.postings.tf(term)
                places = grams.postings.positions(term, int(tf.sum(dtype=np.int64)))
                places = places + np.repeat(grams.starts[records], tf).astype(np.int32)
                found.append(self._live_places(number, grams, places))
        return _joined(found)

    def _live_places(self, number: int, grams: GramField, places: Numbers) -> Numbers:
        """The places of a segment that are not in deleted passages, as numbers of the view."""
        if self._view.segments[number].has_deletions:
            records = np.searchsorted(grams.starts, places, side="right") - 1
            places = places[self._view.numbers[number][records] >= 0]
        return places + np.int32(self._view.place_bases[number])

    def _grams(self) -> Iterator[tuple[int, GramField]]:
        for number, segment in enumerate(self._view.segments):
            if segment.grams is not None:
                yield number, segment.grams

    def _fields(self, name: str) -> Iterator[tuple[int, FieldData]]:
        for number, segment in enumerate(self._view.segments):
            field = segment.data.field(name)
            if field is not None:
                yield number, field


def smallest(counts: Numbers) -> Counts:
    """The same counts in as few bytes as hold them."""
    return counts.astype(np.min_scalar_type(int(counts.max(initial=0))))


def _pair(first: str, second: str) -> bytes:
    return encoded(first) + SEPARATOR + encoded(second)


def _joined(arrays: list[Numbers]) -> Numbers:
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate([np.empty(0, dtype=np.int32), *arrays])
