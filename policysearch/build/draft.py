"""The documents of a generation in the making: what was read, put beside what still holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from policysearch.build.claims import Claims
from policysearch.build.earlier import Earlier
from policysearch.build.reading import EMPTY, Reading
from policysearch.errors import SourceUnreadable
from policysearch.model import Document, FileOutcome
from policysearch.storage.records import Held, SourceRow
from policysearch.storage.writing import StoreWriter
from policysearch.structure.document import dispute

Key = tuple[str, str]


class Draft:
    """Collects readings into the library of a draft; `rows` becomes its manifest.

    before: the generation gone on from.  is_copy: the library began as a copy of that one's, so
    only what differs is written.
    """

    def __init__(self, writer: StoreWriter, before: Earlier | None, *, is_copy: bool) -> None:
        self.rows: dict[Key, SourceRow] = {}
        self._writer = writer
        self._before = before
        self._held_before: Mapping[str, Held] = before.held if before else {}
        self._claims = Claims()
        # Documents that the library holds as they were, until this build writes over them.
        self._copied = dict(self._held_before) if is_copy else {}
        self._ids_before: dict[Key, list[str]] = defaultdict(list)
        for document_id, held in self._held_before.items():
            self._ids_before[held.root, held.path].append(document_id)

    @property
    def held(self) -> Mapping[str, Held]:
        """Every document of the draft."""
        return self._claims.held

    def keep(self, row: SourceRow) -> None:
        """Keep a source that is as it was, with its documents; all of these come before `add`."""
        self.rows[row.root, row.path] = row
        for document_id in self._ids_before[row.root, row.path]:
            self._claims.take(document_id, self._held_before[document_id])

    def keep_stale(self, row: SourceRow) -> None:
        """Keep the documents of a source whose folder cannot be listed; without any, its row as it
        was."""
        n_kept = self._keep_stale(self._ids_before[row.root, row.path])
        if n_kept:
            error = SourceUnreadable(reason="its folder cannot be listed")
            outcome = FileOutcome(row.root, row.path, "stale", error.code, str(error), n_kept)
            row = replace(row, mtime_ns=0, status="stale", outcomes=(outcome,))
        self.rows[row.root, row.path] = row

    def add(self, reading: Reading) -> None:
        """Take in what a source gave. A document that it gave before and cannot be read now is
        kept."""
        source = reading.source
        present = set()
        outcomes: list[FileOutcome] = []
        for position, document in enumerate(reading.documents):
            present.add(document.id)
            outcomes += _warnings(document)
            held = Held.of(document, position)
            if self._claims.take(document.id, held):
                self._write(document, held)
        missing = [found for found in self._ids_before[source.key] if found not in present]
        outcomes += [self._failure(failure, missing) for failure in reading.failures]
        self.rows[source.key] = SourceRow(
            source.root, source.path, source.stamp.size, source.stamp.mtime_ns,
            source.stamp.content_hash, _status(reading, outcomes), tuple(outcomes),
        )  # fmt: skip

    def close(self) -> None:
        """Take out what is gone, name the documents whose id was taken, write the manifest."""
        for document_id in self._copied.keys() - self.held.keys():
            self._writer.remove(document_id)
        for failure in self._claims.failures():
            key = failure.root, failure.path
            row = self.rows[key]
            self.rows[key] = replace(row, outcomes=(*row.outcomes, failure))
        self._writer.put_sources(self.rows[key] for key in sorted(self.rows))
        self._writer.save()

    def _failure(self, failure: FileOutcome, missing: Iterable[str]) -> FileOutcome:
        if failure.code == EMPTY:  # it was read, and says that there is nothing any more
            return failure
        kept = [
            document_id
            for document_id in missing
            if failure.member in ("", self._held_before[document_id].member)
        ]
        n_kept = self._keep_stale(kept)
        return replace(failure, status="stale", n_documents=n_kept) if n_kept else failure

    def _keep_stale(self, document_ids: Iterable[str]) -> int:
        n_kept = 0
        for document_id in document_ids:
            held = self._held_before[document_id]
            if not self._claims.take(document_id, held):
                continue
            n_kept += 1
            if document_id in self._copied:
                self._writer.touch(document_id, held, is_stale=True)
                continue
            document = self._before.store.document(document_id) if self._before else None
            assert document, f"{document_id} was held before"
            summary = replace(document.summary, is_stale=True)
            self._writer.put(replace(document, summary=summary), held)
        return n_kept

    def _write(self, document: Document, held: Held) -> None:
        copied = self._copied.get(document.id)
        if copied and copied.revision == held.revision:
            self._writer.touch(document.id, held, is_stale=False)
        else:
            self._copied.pop(document.id, None)
            self._writer.put(document, held)


def _warnings(document: Document) -> Iterable[FileOutcome]:
    summary = document.summary
    disputes = {
        dispute(name, fact, other): {
            "fact": name,
            "given": fact.values[0],
            "found": other.values[0],
        }
        for name, fact in summary.facts.items()
        for other in fact.others
    }
    for warning in document.warnings:
        details = disputes.get(warning, {})
        yield FileOutcome(
            summary.root,
            summary.path,
            "read",
            "fact_disputed" if details else "warning",
            warning,
            1,
            member=summary.member,
            details=details,
        )


def _status(reading: Reading, outcomes: Iterable[FileOutcome]) -> str:
    if reading.texts:
        return "read"
    found = {outcome.status for outcome in outcomes}
    return next(status for status in ("stale", "failed", "skipped") if status in found)
