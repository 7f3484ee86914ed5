"""The segments of an open index, and where its documents begin in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from policysearch.backends.port import Numbers
from policysearch.backends.whoosh.schema import Head, decoded
from whoosh_columnar import SegmentData, deleted_mask, segment_data
from whoosh_columnar.dictionary import PairTerms
from whoosh_columnar.postings import PostingsFile


@dataclass(frozen=True, slots=True)
class GramField:
    """The grams of a segment, for which a field of any kind may lack something.

    forward: of each place the number of its unit, 0 the end mark.
    starts: int64[n_records + 1] the first place of each record.
    """

    terms: PairTerms
    postings: PostingsFile
    lengths: Numbers
    forward: npt.NDArray[np.unsignedinteger]
    starts: npt.NDArray[np.int64]

    @property
    def n_units(self) -> int:
        """How many units there are; their numbers are 1 to this."""
        return len(self.terms.units)


@dataclass(frozen=True)
class OpenSegment:
    """deleted: bool[n_records]."""

    data: SegmentData
    deleted: npt.NDArray[np.bool_]

    @cached_property
    def has_deletions(self) -> bool:
        """Whether any record is deleted."""
        return bool(self.deleted.any())

    @cached_property
    def grams(self) -> GramField | None:
        """The grams; None if no record has any."""
        field = self.data.field("grams")
        if field is None:
            return None
        assert isinstance(field.terms, PairTerms), "the schema says so"
        assert field.forward is not None and field.starts is not None, "grams have both"
        return GramField(field.terms, field.postings, field.lengths, field.forward, field.starts)

    def heads(self) -> Iterator[tuple[str, int, Head]]:
        """(id, first record, head) of every live document, by record."""
        field = self.data.field("document")
        if field is None:
            return
        postings = field.postings.all()
        # An id that was deleted and added again stands at two records until a merge.
        n_records = np.diff(postings.ptr).tolist()
        terms = zip(field.terms, n_records, strict=True)
        ids = [decoded(term) for term, n in terms for _ in range(n)]
        for record, document_id in sorted(zip(postings.docs.tolist(), ids, strict=True)):
            if not self.deleted[record]:
                yield document_id, record, Head.of(self.data.stored(record))


def open_segments(reader: Any) -> tuple[OpenSegment, ...]:
    """The segments of a reader of the index, in their order."""
    opened = []
    for leaf, _ in reader.leaf_readers():
        data = segment_data(leaf)
        if data is not None:
            opened.append(OpenSegment(data, deleted_mask(leaf)))
    return tuple(opened)


def records_by_id(segments: Sequence[OpenSegment]) -> dict[str, tuple[int, int]]:
    """The records of each live document: the first, counted through all segments, and how many."""
    records = {}
    base = 0
    for segment in segments:
        for document_id, first, head in segment.heads():
            records[document_id] = (base + first, head.n_records)
        base += segment.data.n_records
    return records
