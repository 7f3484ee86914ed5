"""What is read when an index is opened: all live documents and passages, as parallel arrays.

Documents and passages are numbered through all segments, in the order of segments and records;
deleted ones have no number. Document d has the passages `passage_bases[d]:passage_bases[d + 1]`.
No answer depends on these numbers: where order matters, `rank_of_document` gives that of the ids.

    with_passages      int32: the documents that have any
    numbers            for each segment, int32[n_records]: passage of a record, -1 if it has none
    place_bases        int64[n_segments + 1]: units are numbered through the segments' forward
                       stores; segment s has the places from place_bases[s] on, end marks included
    first_places       int32[n_passages]: the place of each passage's first unit
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policysearch.backends.port import Numbers
from policysearch.backends.whoosh.schema import Head
from policysearch.backends.whoosh.segments import OpenSegment

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class View:
    """The documents of an index; see above for the arrays."""

    segments: tuple[OpenSegment, ...]
    ids: Sequence[str]
    dates: Sequence[str]
    titles: Sequence[tuple[str, ...]]
    fields: Sequence[Mapping[str, tuple[str, ...]]]
    rank_of_document: Numbers
    passage_bases: Numbers
    document_of_passage: Numbers
    with_passages: Numbers
    n_units: Numbers
    n_words: Numbers
    numbers: tuple[Numbers, ...]
    place_bases: npt.NDArray[np.int64]
    first_places: Numbers

    @property
    def n_documents(self) -> int:
        return len(self.ids)

    @property
    def n_passages(self) -> int:
        return len(self.document_of_passage)

    def passages_of(self, places: Numbers) -> Numbers:
        """The passage of each place; places are of units of live passages."""
        # A passage without units begins where its end mark or the next one does: the last of
        # equals has the unit.
        found = np.searchsorted(self.first_places, places, side="right") - 1
        return found.astype(np.int32)

    def documents_of(self, passages: Mask) -> Mask:
        """The documents with at least one of the passages."""
        mask = np.zeros(self.n_documents, dtype=np.bool_)
        if len(self.with_passages):
            firsts = self.passage_bases[self.with_passages]
            mask[self.with_passages] = np.logical_or.reduceat(passages, firsts)
        return mask

    def passages_in(self, documents: Mask) -> Mask:
        """All passages of the documents."""
        mask: Mask = np.repeat(documents, np.diff(self.passage_bases))
        return mask


def read_view(segments: Sequence[OpenSegment]) -> View:
    """Read all live documents."""
    heads: list[tuple[str, Head]] = []
    numbers, n_units, n_words, first_places = [], [], [], []
    place_bases = [0]
    n_passages = 0
    for segment in segments:
        is_passage = ~segment.deleted
        for document_id, record, head in segment.heads():
            heads.append((document_id, head))
            if not head.n_passages:
                is_passage[record] = False
        records = np.flatnonzero(is_passage)
        of_records = np.full(len(is_passage), -1, dtype=np.int32)
        of_records[records] = np.arange(n_passages, n_passages + len(records), dtype=np.int32)
        n_passages += len(records)
        numbers.append(of_records)
        grams = segment.grams
        words = segment.data.field("words")
        n_units.append(grams.lengths[records] if grams else np.zeros(len(records), dtype=np.int32))
        n_words.append(words.lengths[records] if words else np.zeros(len(records), dtype=np.int32))
        starts = grams.starts[records] if grams else np.zeros(len(records), dtype=np.int64)
        first_places.append((starts + place_bases[-1]).astype(np.int32))
        place_bases.append(place_bases[-1] + (int(grams.starts[-1]) if grams else 0))
    ids = [document_id for document_id, _ in heads]
    rank_of_document = np.empty(len(ids), dtype=np.int32)
    rank_of_document[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    sizes = [head.n_passages for _, head in heads]
    return View(
        segments=tuple(segments),
        ids=ids,
        dates=[head.date for _, head in heads],
        titles=[head.title for _, head in heads],
        fields=[head.fields for _, head in heads],
        rank_of_document=rank_of_document,
        passage_bases=np.cumsum([0, *sizes], dtype=np.int32),
        document_of_passage=np.repeat(np.arange(len(ids), dtype=np.int32), sizes),
        with_passages=np.flatnonzero(np.array(sizes, dtype=np.int32)).astype(np.int32),
        n_units=_joined(n_units),
        n_words=_joined(n_words),
        numbers=tuple(numbers),
        place_bases=np.array(place_bases, dtype=np.int64),
        first_places=_joined(first_places),
    )


def _joined(arrays: Sequence[npt.NDArray[np.int32]]) -> Numbers:
    return np.concatenate([np.empty(0, dtype=np.int32), *arrays]).astype(np.int32)
