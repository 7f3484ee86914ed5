"""Whoosh's contract of a codec: segments of arrays, written posting by posting or at once.

Whoosh's own writer drives the two writers here and knows nothing of arrays; ColumnarWriter makes
the arrays itself and needs neither.
"""

import io
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from whoosh_columnar.errors import ColumnarError
from whoosh_columnar.merging import write_segment
from whoosh_columnar.parts import MemoryPart, no_records
from whoosh_columnar.per_document import ColumnarRecords
from whoosh_columnar.posting_buffer import PostingBuffer
from whoosh_columnar.record_buffer import RecordBuffer
from whoosh_columnar.segment import EXTENSION, ColumnarSegment
from whoosh_columnar.segment_data import SegmentData
from whoosh_columnar.segment_file import SegmentFile
from whoosh_columnar.terms_reader import ColumnarTerms
from whoosh_columnar.whoosh_internals import Automata, Codec, FieldWriter


class ColumnarCodec(Codec):  # type: ignore[misc]
    """Reads and writes segments.

    data: the segment that was opened last; its two readers share it.
    trusted: what stored values may name, as for pickles.loads.
    """

    def __init__(
        self, data: SegmentData | None = None, trusted: tuple[str, ...] | None = None
    ) -> None:
        self.data = data
        self.trusted = trusted

    def per_document_writer(self, storage: Any, segment: ColumnarSegment) -> RecordBuffer:
        return RecordBuffer(segment)

    def field_writer(self, storage: Any, segment: ColumnarSegment) -> "ColumnarFieldWriter":
        return ColumnarFieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarTerms:
        return ColumnarTerms(self._opened(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarRecords:
        if segment.unfinished is not None:
            return ColumnarRecords(_in_memory(segment.unfinished, segment), segment)
        return ColumnarRecords(self._opened(storage, segment), segment)

    def automata(self, storage: Any, segment: ColumnarSegment) -> Any:
        return Automata()

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        return ColumnarSegment(indexname)

    def supports_columns(self) -> bool:
        return True

    def _opened(self, storage: Any, segment: ColumnarSegment) -> SegmentData:
        data = self.data
        if data is None or data.segment_id != segment.segment_id() or not data.acquire():
            if not segment.doc_count_all() and segment.unfinished is None:
                # Whoosh's writers list a segment even if all that they merged was deleted.
                return _in_memory(no_records(), segment)
            data = self.data = SegmentData.open(storage, segment, self.trusted)
        return data


class ColumnarFieldWriter(FieldWriter):  # type: ignore[misc]
    """Collects the postings that Whoosh's writer hands over, and writes the segment at `close`."""

    def __init__(self, storage: Any, segment: ColumnarSegment) -> None:
        self._storage = storage
        self._segment = segment
        self._buffers: dict[str, PostingBuffer] = {}
        self._lengths: dict[str, dict[int, int]] = {}
        self._field = ""
        self._term: bytes | None = None
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._field = fieldname
        self._buffers.setdefault(fieldname, PostingBuffer(fieldobj))

    def start_term(self, btext: bytes) -> None:
        if not self._field:
            raise ColumnarError("start_term was called before start_field.")
        self._term = btext

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        assert self._term is not None
        self._buffers[self._field].add(self._term, docnum, weight, vbytes)
        if length:
            lengths = self._lengths.setdefault(self._field, {})
            lengths[docnum] = max(length, lengths.get(docnum, 0))

    def finish_term(self) -> None:
        self._term = None

    def finish_field(self) -> None:
        self._field = ""

    def close(self) -> None:
        self.is_closed = True
        records = self._segment.unfinished or no_records()
        if not self._buffers and not records.n_records:
            return
        n = max(
            records.n_records,
            self._segment.doc_count_all(),
            *(buffer.n_records for buffer in self._buffers.values()),
            0,
        )
        if records.n_records < n:
            records = self._without_records(n)
        make = {name: partial(b.arrays, n) for name, b in self._buffers.items() if len(b)}
        part = replace(records, make_field=make)
        with self._segment.create_file(self._storage, EXTENSION) as file:
            write_segment(file, [part], columns=part.column_types)
        self._segment.set_doc_count(n)
        self._segment.unfinished = None

    def _without_records(self, n: int) -> MemoryPart:
        """Postings alone: lengths are what came with them."""
        lengths = {}
        for name, length_by_record in self._lengths.items():
            lengths[name] = np.zeros(n, dtype=np.int32)
            lengths[name][list(length_by_record)] = list(length_by_record.values())
        return replace(no_records(n), lengths_by_name=lengths)


def _in_memory(part: MemoryPart, segment: ColumnarSegment) -> SegmentData:
    """The records of a segment whose postings are still being written."""
    file = io.BytesIO()
    write_segment(file, [part], columns=part.column_types)
    return SegmentData(SegmentFile(file.getbuffer(), segment.file_name), segment.segment_id())


ColumnarSegment.codec_type = ColumnarCodec
