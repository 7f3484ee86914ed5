"""Changes to an index: batches of documents become records, deletions runs of them."""

from pathlib import Path

import numpy as np

from policysearch.backends.entries import batch_of
from policysearch.backends.port import DocumentEntry, EntryBatch
from policysearch.backends.whoosh import files
from policysearch.backends.whoosh.records import records_of
from policysearch.backends.whoosh.schema import INDEX_NAME, schema
from policysearch.backends.whoosh.segments import open_segments, records_by_id
from whoosh_columnar import create_in, open_dir

# Entries given one by one go to the index when so many came together: each of its batches costs
# some milliseconds.
_MAX_ENTRIES = 1000

# Bounds the memory of a build: fifteen million units are forty million tokens in all fields.
_LIMIT_TOKENS = 40_000_000


class WhooshWriter:
    """Collects documents, and leaves the rest to the index's own writer."""

    def __init__(self, directory: Path, *, version: str, limit_tokens: int = _LIMIT_TOKENS) -> None:
        """limit_tokens: of all fields together; at so many a segment is written."""
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._version = version
        files.remove_unlisted(directory, version)
        if files.has_list(directory):
            files.check(directory, version)
            index = open_dir(directory, indexname=INDEX_NAME)
        else:
            index = create_in(directory, schema(), indexname=INDEX_NAME)
        with index.reader() as reader:
            self._records = records_by_id(open_segments(reader))
        self._writer = index.writer(limit_tokens=limit_tokens)
        self._entries: dict[str, DocumentEntry] = {}
        self._added: set[str] = set()

    def add(self, entry: DocumentEntry) -> None:
        self._check_absent(entry.id)
        self._entries[entry.id] = entry
        if len(self._entries) >= _MAX_ENTRIES:
            self._write_entries()

    def add_batch(self, batch: EntryBatch) -> None:
        for document in batch.documents:
            self._check_absent(document.id)
        self._write_entries()
        self._write(batch)

    def delete(self, document_id: str) -> None:
        if document_id in self._entries:
            del self._entries[document_id]
        elif document_id in self._added:
            raise ValueError(f"document {document_id} is new: commit before it is deleted")
        elif document_id in self._records:
            first, n_records = self._records.pop(document_id)
            self._writer.delete_many(np.arange(first, first + n_records, dtype=np.int64))

    def commit(self) -> None:
        self._write_entries()
        self._writer.commit()
        # A lock is nothing to seal, to check and to link from one generation to the next.
        (self._directory / f"{INDEX_NAME}_WRITELOCK").unlink(missing_ok=True)
        files.write_list(self._directory, self._version)

    def cancel(self) -> None:
        self._writer.cancel()
        files.remove_unlisted(self._directory, self._version)

    def _write_entries(self) -> None:
        if self._entries:
            self._write(batch_of(self._entries.values()))
            self._entries = {}

    def _write(self, batch: EntryBatch) -> None:
        self._writer.add_batch(records_of(batch))
        self._added.update(document.id for document in batch.documents)

    def _check_absent(self, document_id: str) -> None:
        if any(document_id in ids for ids in (self._records, self._entries, self._added)):
            raise ValueError(f"document {document_id} is in the index: delete it first")
