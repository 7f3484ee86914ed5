"""The terms of a field in order, each with a number: its place among them.

Two kinds of one protocol: `Terms` are byte strings, `PairTerms` pairs of units that stand side by
side. The term of a pair is its units with SEPARATOR between them; the unit 0 is the end mark and
has no bytes. No unit goes on from another one with a byte up to the separator, so the pairs are in
byte order, and all pairs that begin with a unit are neighbours.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from whoosh_columnar.errors import SegmentTooLarge
from whoosh_columnar.segment_file import SegmentFile, SegmentFileWriter

SEPARATOR = b"\x1f"
# Two numbers of units make a key of 32 bits while there are no more of them than this.
MAX_SHORT_UNITS = 1 << 16
# Where terms end is kept in 32 bits.
MAX_BYTES = 1 << 32


class Dictionary(Protocol):
    """What both kinds answer; a term that is not there has no number."""

    def __len__(self) -> int:
        """How many terms there are."""

    def __iter__(self) -> Iterator[bytes]:
        """All terms, ascending."""

    def find(self, term: bytes) -> int:
        """The number of a term, or -1."""

    def lower_bound(self, term: bytes) -> int:
        """The number of the first term that is not less than this; `len` if all are."""

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """The numbers [low, high) of the terms that begin with this."""

    def term(self, number: int) -> bytes:
        """The term of a number."""


class Terms:
    """Byte strings, ascending: one string of all and where each ends."""

    def __init__(self, content: npt.NDArray[np.uint8], ends: npt.NDArray[np.uint32]) -> None:
        """ends: uint32[n + 1], the first 0: term i is content[ends[i]:ends[i + 1]]."""
        self._content = memoryview(content)  # type: ignore[arg-type]  # arrays are buffers
        self._ends = ends

    @classmethod
    def from_sorted(cls, terms: Sequence[bytes]) -> "Terms":
        """Make a dictionary of distinct terms in ascending order; may raise SegmentTooLarge."""
        ends = np.zeros(len(terms) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, terms), dtype=np.int64, count=len(terms)), out=ends[1:])
        if ends[-1] >= MAX_BYTES:
            raise SegmentTooLarge(what="bytes of a field's distinct terms", limit=MAX_BYTES)
        return cls(np.frombuffer(b"".join(terms), dtype=np.uint8), ends.astype(np.uint32))

    @classmethod
    def read(cls, file: SegmentFile, prefix: str) -> "Terms":
        """Read what `write` wrote."""
        return cls(file.array(f"{prefix}.content"), file.array(f"{prefix}.ends"))

    def write(self, writer: SegmentFileWriter, prefix: str) -> None:
        """Write both arrays under names of one prefix."""
        writer.add(f"{prefix}.content", np.frombuffer(self._content, dtype=np.uint8))
        writer.add(f"{prefix}.ends", self._ends)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[bytes]:
        content = bytes(self._content)
        start = 0
        for end in self._ends[1:].tolist():
            yield content[start:end]
            start = end

    def find(self, term: bytes) -> int:
        number = self.lower_bound(term)
        return number if number < len(self) and self.term(number) == term else -1

    def lower_bound(self, term: bytes) -> int:
        content, ends = self._content, self._ends
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if bytes(content[ends[middle] : ends[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        low = self.lower_bound(prefix)
        after = _after(prefix)
        return low, self.lower_bound(after) if after else len(self)

    def term(self, number: int) -> bytes:
        return bytes(self._content[self._ends[number] : self._ends[number + 1]])


class PairTerms:
    """Pairs of units, ascending. Unit u > 0 is `units.term(u - 1)`."""

    def __init__(self, units: Terms, keys: npt.NDArray[np.unsignedinteger]) -> None:
        """keys: first unit above second, uint32[n] of 16 bits each or uint64[n] of 32."""
        self.units = units
        self.keys = keys
        self._shift = keys.itemsize * 4

    @classmethod
    def read(cls, file: SegmentFile, prefix: str) -> "PairTerms":
        """Read what `write` wrote."""
        return cls(Terms.read(file, f"{prefix}.units"), file.array(f"{prefix}.pairs"))

    def write(self, writer: SegmentFileWriter, prefix: str) -> None:
        """Write the units and the pairs under names of one prefix."""
        self.units.write(writer, f"{prefix}.units")
        writer.add(f"{prefix}.pairs", self.keys)

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[bytes]:
        units = [b"", *self.units]
        mask = (1 << self._shift) - 1
        for key in self.keys.tolist():
            yield units[key >> self._shift] + SEPARATOR + units[key & mask]

    def unit(self, unit: bytes) -> int:
        """The number of a unit, 0 for the end mark, -1 if there is none."""
        if not unit:
            return 0
        return self.units.find(unit) + 1 or -1

    def find_pair(self, first: int, second: int) -> int:
        """The number of the pair of two units, or -1."""
        key = first << self._shift | second
        number = self._first_from(key)
        return number if number < len(self.keys) and int(self.keys[number]) == key else -1

    def pairs_of(self, first: int) -> tuple[int, int]:
        """The numbers [low, high) of the pairs that begin with a unit."""
        return self._first_from(first << self._shift), self._first_from((first + 1) << self._shift)

    def find(self, term: bytes) -> int:
        first, separator, second = term.partition(SEPARATOR)
        numbers = self.unit(first), self.unit(second)
        if not separator or numbers[0] <= 0 or numbers[1] < 0:
            return -1
        return self.find_pair(*numbers)

    def lower_bound(self, term: bytes) -> int:
        first, separator, second = term.partition(SEPARATOR)
        number = self.unit(first)
        if separator and number > 0:
            after = self.units.lower_bound(second) + 1 if second else 0
            # Added, not joined: after the last of 65,535 units comes the next first unit.
            return self._first_from((number << self._shift) + after)
        number = self.units.lower_bound(term)
        if number and _goes_on_low(term, self.units.term(number - 1)):
            number -= 1
        return self._first_from((number + 1) << self._shift)

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        low = self.lower_bound(prefix)
        after = _after(prefix)
        return low, self.lower_bound(after) if after else len(self)

    def term(self, number: int) -> bytes:
        key = int(self.keys[number])
        first, second = key >> self._shift, key & ((1 << self._shift) - 1)
        return (
            self.units.term(first - 1)
            + SEPARATOR
            + (self.units.term(second - 1) if second else b"")
        )

    def _first_from(self, key: int) -> int:
        if key > np.iinfo(self.keys.dtype).max:
            return len(self.keys)
        # A key of the array's own type: another one would convert the whole array.
        return int(np.searchsorted(self.keys, self.keys.dtype.type(key)))


def _goes_on_low(term: bytes, unit: bytes) -> bool:
    """Whether a term is below the pairs of a unit that it begins with."""
    return term.startswith(unit) and term[len(unit) :] < SEPARATOR


def _after(prefix: bytes) -> bytes:
    """The least term above all that begin with a prefix; empty if there is none."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes((kept[-1] + 1,)) if kept else b""
