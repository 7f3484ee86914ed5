"""Documents to a backend's index: all of them, or only those that changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from policysearch.backends.port import Backend
from policysearch.build.analysing import batches
from policysearch.storage.records import Held
from policysearch.storage.store import Store


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of documents, ascending: those in one library but not in the other, and those that
    differ."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(before: Mapping[str, Held], after: Mapping[str, Held]) -> Changes:
    """Compare two libraries by the revisions of their documents."""
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(
            sorted(
                found
                for found in after.keys() & before.keys()
                if after[found].revision != before[found].revision
            )
        ),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


def index_changes(
    engine: Backend, target: Path, store: Store, found: Changes,
    tell: Callable[[int, int, str], None], *, jobs: int,
) -> None:  # fmt: skip
    """Bring the index in `target`, empty or that of the library before, up to the store's
    documents."""
    coming = (*found.changed, *found.added)
    writer = engine.writer(target)
    n_done = 0
    try:
        for document_id in (*found.removed, *found.changed):
            writer.delete(document_id)
        for batch in batches(store, coming, jobs=jobs):
            tell(n_done, len(coming), "index")
            writer.add_batch(batch)
            n_done += len(batch.documents)
        assert n_done == len(coming), "all of them were just written"
        tell(n_done, len(coming), "index")
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
