"""Postings: for each term the records that have it, ascending, how often, and at which positions.

On disk they are packed rows (see packing.py): of each term the gaps between its records, one less
than its frequencies, and its positions.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from whoosh_columnar.packing import PackedRows, gaps_of, summed, write_rows
from whoosh_columnar.segment_file import SegmentFile, SegmentFileWriter

Numbers = npt.NDArray[np.int32]
Bounds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of all terms, term after term.

    ptr: int64[n_terms + 1]: term t has the rows [ptr[t], ptr[t + 1]) of docs and tf, at least one.
    docs: int32[n] records, ascending within a term.  tf: int32[n], at least 1.
    positions: int32[sum(tf)], posting after posting, ascending within one and counted from the
    beginning of its record; None where none are kept.
    """

    ptr: Bounds
    docs: Numbers
    tf: Numbers
    positions: Numbers | None = None

    @property
    def n_terms(self) -> int:
        return len(self.ptr) - 1


def write_postings(writer: SegmentFileWriter, prefix: str, postings: Postings) -> None:
    """Write the postings of a field under names of one prefix."""
    ptr = postings.ptr
    writer.add(f"{prefix}.df", np.diff(ptr).astype(np.uint32))
    write_rows(writer, f"{prefix}.docs", gaps_of(postings.docs, ptr[:-1]), ptr)
    write_rows(writer, f"{prefix}.tf", postings.tf - np.int32(1), ptr)
    if postings.positions is not None:
        ends = np.concatenate([[0], np.cumsum(postings.tf, dtype=np.int64)])
        write_rows(writer, f"{prefix}.positions", postings.positions, ends[ptr])


class PostingsFile:
    """Reads the postings of a field of a segment; what it gives may not be changed."""

    def __init__(self, file: SegmentFile, prefix: str) -> None:
        self._df = file.array(f"{prefix}.df")
        self._docs = PackedRows(file, f"{prefix}.docs")
        self._tf = PackedRows(file, f"{prefix}.tf")
        self.has_positions = f"{prefix}.positions.entries" in file
        self._positions = PackedRows(file, f"{prefix}.positions") if self.has_positions else None

    @property
    def n_terms(self) -> int:
        return len(self._df)

    def df(self, term: int) -> int:
        """How many records have a term."""
        return int(self._df[term])

    def cf(self, term: int) -> int:
        """How often a term stands in all records."""
        df = self.df(term)
        row = self._tf.row(term, df)
        return df if row is None else df + int(row.sum(dtype=np.int64))

    def docs(self, term: int) -> Numbers:
        """int32[df]: the records that have a term, ascending."""
        df = self.df(term)
        row = self._docs.row(term, df)
        if row is None:  # the first record alone
            return np.zeros(df, dtype=np.int32)
        docs: Numbers = row.cumsum(dtype=np.int32)
        return docs

    def tf(self, term: int) -> Numbers:
        """int32[df]: how often the term stands in each of them."""
        df = self.df(term)
        row = self._tf.row(term, df)
        if row is None:
            return np.ones(df, dtype=np.int32)
        tf: Numbers = np.add(row, np.int32(1), dtype=np.int32)
        return tf

    def positions(self, term: int, cf: int) -> Numbers:
        """int32[cf]: the positions of a term, record after record; cf is the sum of `tf`."""
        assert self._positions is not None, "this field keeps no positions"
        row = self._positions.row(term, cf)
        return np.zeros(cf, dtype=np.int32) if row is None else row.astype(np.int32)

    def part(self, first: int, end: int) -> Postings:
        """The postings of the terms [first, end), `ptr` counted from 0."""
        found = self.frequencies(first, end)
        if self._positions is None:
            return found
        ptr, tf = found.ptr, found.tf
        sizes = np.diff(ptr).astype(np.int32)
        cf = np.add.reduceat(tf, ptr[:-1]).astype(np.int32) if len(sizes) else sizes
        return Postings(ptr, found.docs, tf, self._positions.rows(first, end, cf))

    def frequencies(self, first: int, end: int) -> Postings:
        """The postings of the terms [first, end) without positions, `ptr` counted from 0."""
        df = self._df[first:end].astype(np.int32)
        ptr = np.concatenate([[0], np.cumsum(df, dtype=np.int64)])
        docs = summed(self._docs.rows(first, end, df), df)
        tf = self._tf.rows(first, end, df)
        tf += np.int32(1)
        return Postings(ptr, docs, tf)

    def all(self) -> Postings:
        """The postings of all terms."""
        return self.part(0, self.n_terms)
