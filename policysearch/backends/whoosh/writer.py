"""Changes to an index: new documents in a segment of their own, deletions in the contents."""

from pathlib import Path
from typing import Any

from policysearch.backends.port import DocumentEntry
from policysearch.backends.whoosh import files
from policysearch.backends.whoosh.batch import Collector, n_units_of, read_batch
from policysearch.backends.whoosh.segment import write_segment
from policysearch.backends.whoosh.whoosh_internals import Segment, read_contents, write_contents

# Bounds the memory of a build: some 60 bytes per unit while a segment is brought in order.
_MAX_UNITS_IN_SEGMENT = 10_000_000

# Each segment costs each term of a query a look; beyond this many the smallest are merged.
_MAX_SEGMENTS = 4


class WhooshWriter:
    """Collects entries and writes a segment whenever enough came together."""

    def __init__(self, directory: Path, *, version: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._version = version
        self._generation = 0
        self._segments: list[Segment] = []
        self._places: dict[str, tuple[Segment, int]] = {}
        self._n_units: dict[str, int] = {}
        self._collector = Collector()
        files.remove_unlisted(directory, version)
        if files.has_list(directory):
            files.check(directory, version)
            self._generation, segments = read_contents(directory)
            for segment in segments:
                self._open(segment)

    def add(self, entry: DocumentEntry) -> None:
        if entry.id in self._places or entry.id in self._collector.ids:
            raise ValueError(f"document {entry.id} is in the index: delete it first")
        if self._collector.n_units >= _MAX_UNITS_IN_SEGMENT:
            self._flush()
        self._collector.add(entry)

    def delete(self, document_id: str) -> None:
        if document_id in self._collector.ids:
            self._flush()
        if document_id in self._places:
            segment, number = self._places.pop(document_id)
            segment.delete(number)

    def commit(self) -> None:
        merged = self._to_merge()
        batches = [read_batch(segment) for segment in merged]
        if self._collector.ids:
            batches.append(self._collector.batch())
        kept = [segment.segment for segment in self._sizes() if segment not in merged]
        added = [write_segment(self._directory, batches)] if batches else []
        self._close()
        write_contents(self._directory, self._generation + 1, [*kept, *added])
        files.write_list(self._directory, self._version)

    def cancel(self) -> None:
        self._close()
        files.remove_unlisted(self._directory, self._version)

    def _flush(self) -> None:
        self._open(write_segment(self._directory, [self._collector.batch()]))
        self._collector = Collector()

    def _open(self, segment: Any) -> None:
        opened = Segment(self._directory, segment)
        self._segments.append(opened)
        for number in opened.live:
            document_id, stored = opened.document(number)
            self._places[document_id] = (opened, number)
            self._n_units[document_id] = n_units_of(stored)

    def _sizes(self) -> dict[Segment, int]:
        """The units of live documents by segment; a segment without any is not there."""
        sizes: dict[Segment, int] = {}
        for document_id, (segment, _) in self._places.items():
            sizes[segment] = sizes.get(segment, 0) + self._n_units[document_id]
        return sizes

    def _to_merge(self) -> list[Segment]:
        """The smallest segments, while there are too many, and those that are mostly deleted."""
        sizes = self._sizes()
        merged = [segment for segment in sizes if 2 * len(segment.live) < segment.n_documents]
        rest = sorted(
            (segment for segment in sizes if segment not in merged), key=sizes.__getitem__
        )
        n_units = self._collector.n_units + sum(sizes[segment] for segment in merged)
        writes = bool(merged or self._collector.ids)
        n_segments = len(rest) + writes
        for smallest in rest:
            n_units += sizes[smallest]
            if n_segments <= _MAX_SEGMENTS or n_units > _MAX_UNITS_IN_SEGMENT:
                break
            merged.append(smallest)
            n_segments -= writes
            writes = True
        return merged

    def _close(self) -> None:
        for segment in self._segments:
            segment.close()
        self._segments = []
