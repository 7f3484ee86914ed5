"""Where units and words stand: postings of all segments as one ascending array of numbers."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from policysearch.analysis.pattern import is_ascii_unit
from policysearch.backends.whoosh.view import View
from policysearch.backends.whoosh.whoosh_internals import Numbers, Segment, decoded, encoded

# What kind of array, and of what: kinds keep a phrase of two units from meaning a field and a term.
Key = tuple[str, str | tuple[str, ...]]

# Arrays worth keeping, by use; the arrays of eight million units are 32 MB in all.
_CACHE_LIMIT_BYTES = 128 << 20


class Cache:
    """Keeps what was computed last, up to a number of bytes; for several threads."""

    def __init__(self, limit_bytes: int = _CACHE_LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._n_bytes = 0
        self._arrays: OrderedDict[Key, tuple[Numbers, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], tuple[Numbers, ...]]) -> tuple[Numbers, ...]:
        """Give the arrays of a key; two threads may both make them, which does no harm."""
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
                return self._arrays[key]
        arrays = make()
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = arrays
                self._n_bytes += _n_bytes(arrays)
            while self._n_bytes > self._limit_bytes:
                _, dropped = self._arrays.popitem(last=False)
                self._n_bytes -= _n_bytes(dropped)
        return arrays


class Places:
    """Reads postings through a view; for several threads."""

    def __init__(self, segments: Sequence[Segment], view: View, cache: Cache) -> None:
        self._segments = segments
        self._view = view
        self._cache = cache
        self._first_units = view.unit_bases[view.passage_bases]
        # Whoosh's readers step through one file each, so one thread reads at a time.
        self._lock = threading.Lock()

    def of_unit(self, unit: str) -> Numbers:
        """The numbers of all units that are this one."""
        return self._places("units", unit, self._first_units)

    def of_word(self, word: str) -> Numbers:
        """The passages whose `words` have this one, repeated as often."""
        return self._places("words", word, self._view.passage_bases)

    def ascii_units(self, prefix: str = "") -> list[str]:
        """The units of ASCII letters and digits that begin so, ascending; some may be deleted."""
        found: set[str] = set()
        with self._lock:
            for segment in self._segments:
                for term in segment.terms("units", encoded(prefix)):
                    unit = decoded(term)
                    if not unit.startswith(prefix) or unit[0] > "\x7f":
                        break
                    found.add(unit)
        return sorted(filter(is_ascii_unit, found))

    def _places(self, field: str, term: str, bases: Numbers) -> Numbers:
        return self._cache.get((field, term), lambda: (self._read(field, term, bases),))[0]

    def _read(self, field: str, term: str, bases: Numbers) -> Numbers:
        found = []
        for segment, numbers in zip(self._segments, self._view.numbers, strict=True):
            with self._lock:
                postings = segment.postings(field, encoded(term))
            if postings is not None:
                records, sizes, places = postings
                documents = np.repeat(numbers[records], sizes)
                live = documents >= 0
                found.append(bases[documents[live]] + places[live])
        if not found:
            return np.empty(0, dtype=np.int32)
        # One segment is in order of id already, as all numbers are.
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))


def _n_bytes(arrays: tuple[Numbers, ...]) -> int:
    return sum(array.nbytes for array in arrays) + 200
