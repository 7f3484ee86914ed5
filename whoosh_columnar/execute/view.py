"""All segments of a reader as one row of records: statistics, lengths, deletions, caches.

Records of all segments are numbered in one row, as Whoosh does. Terms are kept over all segments
at once, so that a query costs the same for one segment and for four.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.execute.cache import BoundedCache
from whoosh_columnar.execute.hits import Listed, Records, Scores
from whoosh_columnar.execute.scratch import Scratch
from whoosh_columnar.execute.segment_view import SegmentView
from whoosh_columnar.field_arrays import GRAMS, POSITIONS
from whoosh_columnar.segment_data import FieldData, deleted_mask, segment_data
from whoosh_columnar.weighting import ColumnarBM25F, inverse_frequency
from whoosh_columnar.whoosh_internals import byte_to_length, scoring

# Bounds of the caches of one view: postings with their scores, and filters. Those of postings grow
# with the index: a million records of 110 characters, whose files are 535 MB, ask for 500 MB, and
# with 128 MB a query takes three times as long.
LEAST_TERMS_BYTES = 128 << 20
NUMBERS_BYTES = 16 << 20
FILTERS_BYTES = 32 << 20

# Whoosh keeps a length in a byte: it is rounded up to one of these.
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a field that one segment holds."""

    segment: SegmentView
    data: FieldData


class FieldView:
    """A field over all segments."""

    def __init__(self, view: "View", name: str, field_type: Any) -> None:
        found = [(segment, segment.data.field(name)) for segment in view.segments]
        self.name = name
        self.type = field_type
        self.parts = tuple(Part(segment, data) for segment, data in found if data is not None)
        self.has_positions = bool(
            field_type.format
            and field_type.format.supports("positions")
            and all(part.data.kind in (POSITIONS, GRAMS) for part in self.parts)
        )
        self.k1: float = view.weighting.K1
        self._view = view

    @cached_property
    def norms(self) -> Scores | None:
        """float32[n_records]: K1 (1 - B + B length / average); None if the field has no lengths."""
        if not self.type.scorable:
            return None
        view = self._view
        b = view.weighting._field_B.get(self.name, view.weighting.B)
        total = sum(segment.data.total_length(self.name) for segment in view.segments)
        average = total / (view.n_records or 1) or 1
        norms = np.empty(view.n_records, dtype=np.float32)
        for segment in view.segments:
            lengths = np.minimum(segment.data.lengths(self.name), _LENGTHS[-1])
            # One rounding for each length there is, not for each record: 0.1 ms, not 3.
            possible = np.arange(int(lengths.max(initial=0)) + 1)
            rounded = _LENGTHS[np.searchsorted(_LENGTHS, possible)]
            norm_by_length = (self.k1 * (1 - b + b * rounded / average)).astype(np.float32)
            norms[segment.base : segment.end] = norm_by_length[lengths]
        return norms


class View:
    """A reader whose segments are all ours, at one moment; for several threads."""

    def __init__(self, segments: Sequence[SegmentView], schema: Any, weighting: Any) -> None:
        self.segments = tuple(segments)
        self.schema = schema
        self.weighting = weighting
        self.n_records = self.segments[-1].end if self.segments else 0
        self.is_deleted = np.concatenate([segment.deleted for segment in self.segments])
        self.deleted: Records = np.flatnonzero(self.is_deleted).astype(np.int32)
        self.n_live = self.n_records - len(self.deleted)
        self.whole_phrases = bool(getattr(weighting, "whole_phrases", False))
        self.live = bool(getattr(weighting, "live", False))
        self.scratch = Scratch(self.n_records)
        # By what was asked for: the hits of a term or of an expansion.
        self.hits: BoundedCache[Any, Listed] = BoundedCache(
            max(LEAST_TERMS_BYTES, sum(segment.data.file.n_bytes for segment in segments))
        )
        # By field and word: its number in each part of the field.
        self.numbers: BoundedCache[Any, tuple[int, ...]] = BoundedCache(NUMBERS_BYTES)
        # By query: 1 for each record that it finds, else 0.
        self.filters: BoundedCache[Any, Scores] = BoundedCache(FILTERS_BYTES)
        self._fields: dict[str, FieldView] = {}

    def field(self, name: str) -> FieldView | None:
        """A field of the schema."""
        found = self._fields.get(name)
        if found is None and name in self.schema:
            found = self._fields.setdefault(name, FieldView(self, name, self.schema[name]))
        return found

    def idf(self, n_found: int, docs: Records) -> float:
        """What a term weighs. n_found: how many records have it; docs: which, ascending or not."""
        if not self.live:
            return inverse_frequency(self.n_records, n_found)
        if len(self.deleted):
            n_found -= int(np.count_nonzero(self.is_deleted[docs]))
        return inverse_frequency(self.n_live or 1, n_found)

    def is_live(self, docs: Records) -> npt.NDArray[np.bool_]:
        """bool[len(docs)]: which records are not deleted."""
        return ~self.is_deleted[docs]


def view_of(reader: Any, weighting: Any, earlier: View | None = None) -> View | None:
    """The view of a reader; None if some segment is of another codec, or scores are not BM25F's.

    earlier: a view of the same index before, whose unchanged segments lend what they have read.
    """
    if type(weighting) not in (scoring.BM25F, ColumnarBM25F):
        return None
    if not (weighting.K1 >= 0 and 0 <= weighting.B <= 1):
        return None
    known = {each.data.segment_id: each for each in earlier.segments} if earlier else {}
    segments = []
    for leaf, base in reader.leaf_readers():
        data = segment_data(leaf)
        if data is None:
            return None
        before = known.get(data.segment_id)
        memory = before.memory if before else None
        segments.append(SegmentView(data, leaf, base, deleted_mask(leaf), memory))
    return View(segments, reader.schema, weighting) if segments else None
