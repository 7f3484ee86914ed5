"""What the index held before this build: the generation that answers, as far as it can be read."""

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from policysearch.corpus import Root, Stamp
from policysearch.errors import CorpusDropped, IndexUnavailable
from policysearch.storage import generation
from policysearch.storage.ledger import Ledger, Location
from policysearch.storage.records import Held, Imprint, SourceRow
from policysearch.storage.store import Store


@dataclass(frozen=True, slots=True)
class Earlier:
    """A generation to go on from."""

    folder: Path
    store: Store
    imprint: Imprint
    held: Mapping[str, Held]
    sources: Mapping[tuple[str, str], SourceRow]

    def stamp(self, key: tuple[str, str]) -> Stamp | None:
        """What a source was when it was last read, or None if it is new."""
        row = self.sources.get(key)
        return Stamp(row.size, row.mtime_ns, row.content_hash) if row else None


def earlier(index: Path, opened: ExitStack) -> Earlier | None:
    """Open the current generation until `opened` closes; None where none can be read."""
    try:
        folder = generation.folder(index, generation.current_number(index))
        generation.check_sizes(folder)
        store = opened.enter_context(Store.open(folder / generation.LIBRARY))
        rows = {(row.root, row.path): row for row in store.manifest}
        return Earlier(folder, store, store.imprint, store.held(), rows)
    except IndexUnavailable:
        return None


def recorded_roots(index: Path, before: Earlier | None) -> tuple[Root, ...]:
    """The roots that the index was built from; the ledger remembers them where no generation
    does."""
    if before:
        locations: Sequence[Location] = before.imprint.locations
    else:
        with Ledger.open(index) as ledger:
            locations = ledger.locations()
    return tuple(Root(name, _found(index, absolute, near)) for name, absolute, near in locations)


def locations(index: Path, found: Sequence[Root]) -> tuple[Location, ...]:
    """How roots are recorded: a project that is moved as a whole finds its corpus by the second
    path."""
    return tuple((root.name, str(root.path), _near(index, root.path)) for root in found)


def check_kept(recorded: Sequence[Root], found: Sequence[Root]) -> None:
    """Raise CorpusDropped if a recorded root is left out; one that was moved is under its name
    again."""
    dropped = [
        root
        for root in recorded
        if not any(
            other.covers(root.name, root.path)
            or (other.name == root.name and not root.path.exists())
            for other in found
        )
    ]
    if dropped:
        raise CorpusDropped(roots=", ".join(f"{root.name} ({root.path})" for root in dropped))


def _near(index: Path, path: Path) -> str:
    try:
        return os.path.relpath(path, index.resolve())
    except ValueError:  # another drive of Windows
        return ""


def _found(index: Path, absolute: str, near: str) -> Path:
    # Not `resolve()`, which would follow links.
    moved = Path(os.path.normpath(index.resolve() / near))
    return moved if near and moved.exists() else Path(absolute)
