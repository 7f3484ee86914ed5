"""Rows of small numbers, one row for each term, each row in as few bytes a number as it needs.

A row is stored with 0, 1, 2 or 4 bytes for each of its numbers. The rows of one width stand one
after the other in an array of that width, so that a row is read by a cast and all rows are written
by one cast per width. A row whose few largest numbers would widen all others keeps the low bytes
of them in place and is patched: where they stand and what stands above those bytes are rows of
their own, in two further sets (frequencies are mostly 1, gaps and positions mostly below 256). A
row's entry says where it begins and in which array:

    entry = index of its first number << 3 | is patched << 2 | code      code 0 1 2 3: width 0 1 2 4

Entries are uint32, or uint64 where an array has 2^29 numbers or more. What packing bits would save
and cost stands in FORMAT.md.
"""

import numpy as np
import numpy.typing as npt

from whoosh_columnar.segment_file import SegmentFile, SegmentFileWriter

Numbers = npt.NDArray[np.int32]
Bounds = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]

_TYPES: tuple[np.dtype[np.unsignedinteger], ...] = (
    np.dtype("<u1"),
    np.dtype("<u2"),
    np.dtype("<u4"),
)
MAX_SHORT_ENTRY = 1 << 29
# What a patch takes: a gap and a number, together 2 to 4 bytes; and its row an entry in each set.
_PATCH_BYTES, _PATCHED_ROW_BYTES = 3, 12
# For the codes 0 and 1: what a number may be without a patch, and how much of it the row holds.
_PATCHED_LIMITS = (1, 1 << 8)
_PATCHED_SHIFTS = (0, 8)


def write_rows(
    writer: SegmentFileWriter, prefix: str, values: Numbers, bounds: Bounds, *,
    patches: bool = True, max_short_entry: int = MAX_SHORT_ENTRY,
) -> None:  # fmt: skip
    """Write the rows values[bounds[i]:bounds[i + 1]] of numbers >= 0; a row may be empty.

    max_short_entry: from which index of a row's first number on entries are uint64.
    """
    sizes = np.diff(bounds)
    codes, is_patched = _codes(values, bounds, sizes, patches)
    entries = np.zeros(len(sizes), dtype=np.uint64)
    for code, dtype in enumerate(_TYPES, start=1):
        chosen = codes == code
        counts = np.where(chosen, sizes, 0)
        starts = np.cumsum(counts) - counts
        entries[chosen] = starts[chosen].astype(np.uint64) << np.uint64(3) | np.uint64(code)
        if counts.any():
            # The cast leaves the low bytes of what is patched.
            kept = values[np.repeat(chosen, sizes)].astype(dtype)
            writer.add(f"{prefix}.{dtype.itemsize}", kept)
    entries[is_patched] |= np.uint64(4)
    is_short = int(entries.max(initial=0)) >> 3 < max_short_entry
    writer.add(f"{prefix}.entries", entries.astype(np.uint32) if is_short else entries)
    if patches:
        _write_patches(writer, prefix, values, bounds, codes, is_patched)


class PackedRows:
    """Reads rows of a file one by one or all at once."""

    def __init__(self, file: SegmentFile, prefix: str) -> None:
        self._file = file
        self._entries = file.array(f"{prefix}.entries")
        self._names = ("", *(f"{prefix}.{dtype.itemsize}" for dtype in _TYPES))
        self._patches = _Patches(file, prefix) if f"{prefix}.patched" in file else None

    def row(self, number: int, size: int) -> npt.NDArray[np.generic] | None:
        """The numbers of a row, in whatever integer type is at hand; None if all are 0."""
        entry = int(self._entries[number])
        code = entry & 3
        start = entry >> 3
        stored = self._file.part(self._names[code], start, start + size) if code else None
        if not entry & 4:
            return stored
        assert self._patches is not None, "only a set with patches has patched rows"
        row = np.zeros(size, dtype=np.int32) if stored is None else stored.astype(np.int32)
        at, above = self._patches.of_row(number)
        row[at] |= above << _PATCHED_SHIFTS[code]
        return row

    def rows(self, first: int, end: int, sizes: Numbers) -> Numbers:
        """The numbers of the rows [first, end) in a row; sizes: how many each of them has."""
        entries = self._entries[first:end]
        codes = (entries & 3).astype(np.uint8)
        starts = (entries >> 3).astype(np.int64)
        values = np.zeros(int(sizes.sum(dtype=np.int64)), dtype=np.int32)
        for code in (1, 2, 3):
            chosen = np.flatnonzero(codes == code)
            if len(chosen):
                # Rows of one width follow each other, so those of a range of terms are one part.
                stop = int(starts[chosen[-1]]) + int(sizes[chosen[-1]])
                found = self._file.part(self._names[code], int(starts[chosen[0]]), stop)
                values[np.repeat(codes == code, sizes)] = found
        if self._patches:
            rows, at, above = self._patches.of_rows(first, end)
            ends = np.cumsum(sizes, dtype=np.int64)
            shifts = np.array(_PATCHED_SHIFTS, dtype=np.int32)[codes[rows]]
            values[(ends - sizes)[rows] + at] |= above << shifts
        return values


class _Patches:
    """Reads the patches of a set of rows."""

    def __init__(self, file: SegmentFile, prefix: str) -> None:
        self._rows = file.array(f"{prefix}.patched")
        self._sizes = file.array(f"{prefix}.patches")
        self._gaps = PackedRows(file, f"{prefix}.at")
        self._above = PackedRows(file, f"{prefix}.above")

    def of_row(self, row: int) -> tuple[Numbers, Numbers]:
        """Where in a patched row its patches stand, and what stands above the stored bytes."""
        number = int(self._rows.searchsorted(self._rows.dtype.type(row)))
        size = int(self._sizes[number])
        gaps, above = self._gaps.row(number, size), self._above.row(number, size)
        assert above is not None, "a patch is never 0"
        at = np.zeros(size, dtype=np.int32) if gaps is None else gaps.cumsum(dtype=np.int32)
        return at, above.astype(np.int32)

    def of_rows(self, first: int, end: int) -> tuple[Numbers, Numbers, Numbers]:
        """(row counted from `first`, where in it, what stands above), one for each patch."""
        low, high = np.searchsorted(self._rows, (first, end)).tolist()
        sizes = self._sizes[low:high].astype(np.int32)
        gaps = self._gaps.rows(low, high, sizes)
        rows = np.repeat(self._rows[low:high].astype(np.int32) - np.int32(first), sizes)
        return rows, summed(gaps, sizes), self._above.rows(low, high, sizes)


def gaps_of(values: Numbers, firsts: Bounds) -> Numbers:
    """The differences within ascending rows; a row's first number stays as it is."""
    gaps = np.diff(values, prepend=np.int32(0))
    gaps[firsts] = values[firsts]
    return gaps


def summed(gaps: Numbers, sizes: npt.NDArray[np.integer]) -> Numbers:
    """Undo gaps_of: sums that begin anew with each row; no row is empty."""
    if not len(gaps):
        return gaps
    # Sums above 2^31 wrap, and wrap back when the sum before the row is taken away.
    sums = np.cumsum(gaps, dtype=np.int32)
    firsts = np.cumsum(sizes, dtype=np.int64) - sizes
    sums -= np.repeat(sums[firsts] - gaps[firsts], sizes)
    return sums


def _codes(
    values: Numbers, bounds: Bounds, sizes: Bounds, patches: bool
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """The width code of each row, and whether it is patched: whatever takes fewest bytes."""
    filled = np.flatnonzero(sizes)
    firsts = bounds[:-1][filled]
    codes = np.zeros(len(sizes), dtype=np.uint8)
    is_patched = np.zeros(len(sizes), dtype=np.bool_)
    if not len(filled):
        return codes, is_patched
    largest = np.maximum.reduceat(values, firsts)
    limits = np.array([1, 1 << 8, 1 << 16], dtype=np.int32)
    found = np.searchsorted(limits, largest, side="right").astype(np.uint8)
    codes[filled] = found
    if patches:
        n = sizes[filled]
        least = np.array([0, 1, 2, 4], dtype=np.int64)[found] * n
        for code, limit in reversed(tuple(enumerate(_PATCHED_LIMITS))):
            n_patches = np.add.reduceat(values >= limit, firsts, dtype=np.int64)
            cost = code * n + _PATCH_BYTES * n_patches + _PATCHED_ROW_BYTES
            chosen = cost < least
            least[chosen] = cost[chosen]
            codes[filled[chosen]] = code
            is_patched[filled[chosen]] = True
    return codes, is_patched


def _write_patches(
    writer: SegmentFileWriter, prefix: str, values: Numbers, bounds: Bounds, codes: Codes,
    is_patched: npt.NDArray[np.bool_],
) -> None:  # fmt: skip
    rows = np.flatnonzero(is_patched)
    if not len(rows):
        return
    sizes = np.diff(bounds)
    is_patch = np.zeros(len(values), dtype=np.bool_)
    for code, limit in enumerate(_PATCHED_LIMITS):
        is_patch |= np.repeat(is_patched & (codes == code), sizes) & (values >= limit)
    # The sum of a row goes on to the next of `rows`: the rows between have no patch.
    n_patches = np.add.reduceat(is_patch, bounds[rows], dtype=np.int64)
    ends = np.concatenate([[0], np.cumsum(n_patches)]).astype(np.int64)
    places = np.flatnonzero(is_patch)
    at = (places - np.repeat(bounds[rows], n_patches)).astype(np.int32)
    shifts = np.array(_PATCHED_SHIFTS, dtype=np.int32)[codes[rows]]
    above = values[places] >> np.repeat(shifts, n_patches)
    writer.add(f"{prefix}.patched", rows.astype(np.uint32))
    writer.add(f"{prefix}.patches", n_patches.astype(np.uint32))
    write_rows(writer, f"{prefix}.at", gaps_of(at, ends[:-1]), ends, patches=False)
    write_rows(writer, f"{prefix}.above", above, ends, patches=False)
