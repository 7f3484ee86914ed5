"""Whoosh's writer, of arrays: records are collected, and a commit writes a segment by few sorts."""

import contextlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.batch import Batch, check_batch
from whoosh_columnar.batch_buffer import BatchBuffer
from whoosh_columnar.codec import ColumnarCodec
from whoosh_columnar.document_buffer import DocumentBuffer
from whoosh_columnar.foreign import add_foreign_reader
from whoosh_columnar.merge_policy import at_most_four
from whoosh_columnar.merging import write_segment
from whoosh_columnar.parts import Part, SegmentPart
from whoosh_columnar.segment import EXTENSION, ColumnarSegment
from whoosh_columnar.segment_data import SegmentData, segment_data
from whoosh_columnar.toc import is_written, leftovers, sync, write_toc
from whoosh_columnar.whoosh_internals import (
    NO_MERGE,
    OPTIMIZE,
    IndexingError,
    LockError,
    SegmentWriter,
    clean_files,
    try_for,
)

# As many tokens as two processes invert in half a gigabyte.
LIMIT_TOKENS = 10_000_000
# What a token takes on disk, about: packed postings of words and grams (measured).
_BYTES_PER_TOKEN = 5


class ColumnarWriter(SegmentWriter):  # type: ignore[misc]
    """Adds to, deletes from and merges the segments of a ColumnarIndex.

    Nothing is seen before `commit`, and after an exception in it nothing has happened: the lock is
    free, the files it made are gone, and the index is what it was. Beyond Whoosh's writer:

    add_batch        adds many records from arrays
    delete_many      deletes many records by number
    update_document  replaces a record that this writer added, too; Whoosh's would leave both
    notes            a dictionary of JSON values, kept in the header of each segment written

    After so many tokens as `limit_tokens` says a segment is written before the commit; those of one
    `group` stay together.
    """

    def __init__(
        self, index: Any, *, timeout: float = 0.0, delay: float = 0.1,
        limit_tokens: int = LIMIT_TOKENS, **options: Any,
    ) -> None:  # fmt: skip
        """index: a ColumnarIndex.  options: of Whoosh's writer, which have no meaning here."""
        self.writelock = index.lock("WRITELOCK")
        if not try_for(self.writelock.acquire, timeout=timeout, delay=delay):
            raise LockError
        try:
            contents = index._read_toc()
        except BaseException:
            self.writelock.release()
            raise
        self.index = index
        self.storage = index.storage
        self.indexname = index.indexname
        self.generation = contents.generation + 1
        self.schema = contents.schema
        self.segments = contents.segments
        self.codec = ColumnarCodec(trusted=index.trusted)
        self.notes: dict[str, object] = {}
        self.docnum = self.docbase = 0
        self.is_closed = False
        self.merge, self.optimize, self.mergetype = True, False, None
        self._setup_doc_offsets()
        self._limit_tokens = limit_tokens
        self._pending: list[DocumentBuffer | BatchBuffer | SegmentPart] = []
        self._flushed: list[ColumnarSegment] = []
        self._made: list[str] = []
        self._places: dict[tuple[str, bytes], tuple[Any, int]] = {}
        self._group_depth = 0
        # A segment could not be written before the commit, and its records are gone.
        self._has_lost_records = False

    # What is added

    def add_document(self, **fields: Any) -> None:
        self._check_state()
        buffer = self._buffer(DocumentBuffer)
        buffer.add(fields)
        self.docnum += 1
        for key in self._keys(fields):
            self._places[key] = buffer, buffer.n_records - 1
        self._flush_if_full()

    def update_document(self, **fields: Any) -> None:
        """Add a record instead of those that have the same value in a unique field.

        Whoosh replaces committed records only; here those of this writer's `add_document` and
        `update_document` are replaced too, so that there is one at the end.
        """
        self._check_state()
        for key in self._keys(fields):
            place = self._places.pop(key, None)
            if place is not None:
                self._delete_added(*place)
        super().update_document(**fields)

    def add_batch(self, batch: Batch) -> None:
        """Add many records at once; raises BatchRefused, and then none was added.

        Values of unique fields are not compared with those of other records.
        """
        self._check_state()
        check_batch(batch, self.schema)
        self._buffer(BatchBuffer).add(batch)
        self.docnum += batch.n_records
        self._flush_if_full()

    def add_reader(self, reader: Any) -> None:
        """Add the records of a reader that are not deleted.

        Arrays of our own segments are kept as they are until the commit; what other codecs wrote is
        read posting by posting.
        """
        self._check_state()
        for leaf, _ in reader.leaf_readers():
            data = segment_data(leaf)
            if data is not None and data.acquire():
                self._take(data, leaf.segment())
            else:
                buffer = DocumentBuffer(self.schema)
                add_foreign_reader(buffer, leaf, self.schema)
                self._pending.append(buffer)
                self.docnum += buffer.n_records

    def start_group(self) -> None:
        """Begin records that belong together."""
        self._group_depth += 1

    def end_group(self) -> None:
        """End records that belong together."""
        self._group_depth -= 1
        self._flush_if_full()

    # What is deleted

    def delete_many(self, numbers: npt.NDArray[np.integer] | Iterable[int]) -> None:
        """Delete the committed records of these numbers, as a reader of the index numbers them.

        Raises IndexingError, and then none was deleted.
        """
        self._check_state()
        chosen = np.unique(np.asarray(numbers, dtype=np.int64))
        ends = [*self._doc_offsets[1:], self.index_doc_count]
        if len(chosen) and not 0 <= chosen[0] <= chosen[-1] < self.index_doc_count:
            raise IndexingError(f"Records {chosen[0]} to {chosen[-1]} are not all in this index")
        for segment, first, end in zip(self.segments, self._doc_offsets, ends, strict=True):
            low, high = np.searchsorted(chosen, (first, end)).tolist()
            if isinstance(segment, ColumnarSegment):
                if high > low:
                    segment.delete_many(chosen[low:high] - first)
            else:
                for number in (chosen[low:high] - first).tolist():
                    segment.delete_document(number)

    @property
    def index_doc_count(self) -> int:
        """How many records the index has, deleted ones too, without what this writer adds."""
        return sum(segment.doc_count_all() for segment in self.segments)

    # What merge policies ask

    @property
    def pending_bytes(self) -> int:
        """About how large the segment would be that a commit writes now; 0 if there is none."""
        sizes = [
            part.n_bytes if isinstance(part, SegmentPart) else part.n_tokens * _BYTES_PER_TOKEN
            for part in self._pending
        ]
        return sum(sizes) + sum(part.n_records for part in self._pending)

    def size_of(self, segment: Any) -> int:
        """The bytes of a segment's files, but for its deleted share."""
        names = segment.list_files(self.storage)
        size = sum(self.storage.file_length(name) for name in names)
        return int(size * segment.doc_count() / max(1, segment.doc_count_all()))

    def take_segments(self, segments: Sequence[Any]) -> None:
        """Let the commit merge segments into the one that it writes."""
        for segment in segments:
            with contextlib.closing(self._opened(segment)) as reader:
                self.add_reader(reader)

    def merged(self, segments: Sequence[Any]) -> list[Any]:
        """Merge segments into one of their own, now; none if all their records are deleted."""
        pending, self._pending = self._pending, []
        try:
            self.take_segments(segments)
            segment = self._write_pending()
        finally:
            self._close_pending()
            self._pending = pending
        return [] if segment is None else [segment]

    # The end

    def commit(
        self, mergetype: Any = None, optimize: bool | None = None, merge: bool | None = None
    ) -> None:
        """Write everything, synced to disk, and free the index.

        mergetype, optimize, merge: as for Whoosh's writer; without them `at_most_four`.
        """
        self._check_state()
        try:
            if self._has_lost_records:
                raise IndexingError("Nothing was committed: some records could not be written.")
            segments = self._merge_segments(mergetype, optimize, merge)
            added = self._write_pending()
            if added is not None:
                segments.append(added)
            write_toc(self.storage, self.indexname, self.schema, segments, self.generation)
        except BaseException:
            self._abandon()
            raise
        try:
            clean_files(self.storage, self.indexname, self.generation, segments)
            for name in leftovers(self.storage, self.indexname):
                self.storage.delete_file(name)
        finally:
            self._finish()

    def cancel(self) -> None:
        """Forget everything and free the index."""
        self._check_state()
        self._abandon()

    def reader(self, reuse: Any = None) -> Any:
        """A reader of what is committed, but for what this writer has deleted."""
        self._check_state()
        return self.index.reader_of(self.schema, self.segments, self.generation)

    # Within

    @property
    def _added(self) -> bool:
        return bool(self._pending or self._flushed)

    def _buffer(self, kind: Any) -> Any:
        """The buffer at the end if it is of a kind, else a new one there."""
        if not self._pending or type(self._pending[-1]) is not kind:
            self._pending.append(kind(self.schema))
        return self._pending[-1]

    def _keys(self, fields: dict[str, Any]) -> list[tuple[str, bytes]]:
        """(field, term) of the values in unique fields."""
        names = [name for name in self._unique_fields(fields) if fields[name] is not None]
        return [(name, self.schema[name].to_bytes(fields[name])) for name in names]

    def _delete_added(self, holder: Any, number: int) -> None:
        if isinstance(holder, DocumentBuffer):
            holder.deleted.add(number)
        else:
            holder.delete_document(number)

    def _take(self, data: SegmentData, segment: ColumnarSegment) -> None:
        is_deleted = segment.deleted.copy() if segment.has_deletions() else None
        self._pending.append(SegmentPart(data, is_deleted))
        self.docnum += segment.doc_count()

    def _opened(self, segment: Any) -> Any:
        return self.index.reader_of(self.schema, [segment], self.generation)

    def _flush_if_full(self) -> None:
        n_tokens = sum(part.n_tokens for part in self._pending if not isinstance(part, SegmentPart))
        if n_tokens >= self._limit_tokens and not self._group_depth:
            try:
                segment = self._write_pending()
            except BaseException:
                self._has_lost_records = True
                raise
            if segment is not None:
                self._flushed.append(segment)

    def _merge_segments(self, mergetype: Any, optimize: Any, merge: Any) -> list[Any]:
        mergetype = mergetype if mergetype is not None else self.mergetype
        optimize = optimize if optimize is not None else self.optimize
        merge = merge if merge is not None else self.merge
        flushed, self._flushed = self._flushed, []
        if mergetype:
            return [*mergetype(self, self.segments), *flushed]
        policy = OPTIMIZE if optimize else at_most_four if merge else NO_MERGE
        return list(policy(self, [*self.segments, *flushed]))

    def _write_pending(self) -> ColumnarSegment | None:
        """Write what was collected as a segment; None if no record of it is left."""
        buffers, self._pending = self._pending, []
        if not buffers:
            return None
        parts: list[Part] = []
        try:
            for buffer in buffers:
                parts.append(buffer if isinstance(buffer, SegmentPart) else buffer.part())
            segment = self.codec.new_segment(self.storage, self.indexname)
            self._made.append(segment.file_name)
            with segment.create_file(self.storage, EXTENSION) as file:
                n = self._write(file, parts)
                sync(file, self.storage)
        finally:
            for buffer in buffers:
                if isinstance(buffer, SegmentPart):
                    buffer.close()
        segment.set_doc_count(n)
        if not n:
            self.storage.delete_file(self._made.pop())
            return None
        self._move_places(buffers, parts, segment)
        return segment

    def _write(self, file: Any, parts: Sequence[Part]) -> int:
        schema = self.schema
        columns = {name: field.column_type for name, field in schema.items() if field.column_type}
        names = frozenset(name for part in parts for name in part.field_names if name in schema)
        return write_segment(
            file, parts, columns=columns, names=names | frozenset(schema.names()), notes=self.notes
        )

    def _move_places(self, buffers: Any, parts: Sequence[Part], segment: Any) -> None:
        """Know the records of unique values by their numbers in the segment that was written."""
        if not self._places:
            return
        base = 0
        numbers: dict[int, npt.NDArray[np.int64]] = {}
        for buffer, part in zip(buffers, parts, strict=True):
            is_kept = np.ones(part.n_records, dtype=np.bool_)
            if part.is_deleted is not None:
                is_kept &= ~part.is_deleted
            numbers[id(buffer)] = np.cumsum(is_kept) - 1 + base
            base += int(is_kept.sum())
        for key, (holder, number) in self._places.items():
            if id(holder) in numbers:
                self._places[key] = segment, int(numbers[id(holder)][number])

    def _close_pending(self) -> None:
        for part in self._pending:
            if isinstance(part, SegmentPart):
                part.close()
        self._pending = []

    def _abandon(self) -> None:
        """Leave nothing behind; but what is listed by now stays, should its folder not sync."""
        try:
            self._close_pending()
            if not is_written(self.storage, self.indexname, self.generation):
                for name in [*self._made, *leftovers(self.storage, self.indexname)]:
                    # Of a full disk not even the name may be there.
                    if self.storage.file_exists(name):
                        self.storage.delete_file(name)
        finally:
            self._finish()

    def _finish(self) -> None:
        self.writelock.release()
        self.is_closed = True
