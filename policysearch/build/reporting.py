"""What a build has to say: the report, made from what it found and what it did."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from policysearch.build.indexing import Changes
from policysearch.corpus import Root
from policysearch.model import BuildReport, FileOutcome
from policysearch.storage.records import SourceRow, Totals


@dataclass(frozen=True, slots=True)
class Found:
    """What a build found.

    rows: the manifest.  named: outcomes of what is no source.  n_read: sources read anew.
    moves: ids that are gone, and those that have their texts now.
    """

    roots: Sequence[Root]
    rows: Sequence[SourceRow]
    named: Sequence[FileOutcome]
    n_read: int = 0
    changes: Changes = field(default_factory=Changes)
    moves: Mapping[str, str] = field(default_factory=dict)


def outcomes(found: Found) -> tuple[FileOutcome, ...]:
    """Every source that is not plainly read or unchanged, in order of root and path."""
    every = [*found.named, *(outcome for row in found.rows for outcome in row.outcomes)]
    return tuple(sorted(every, key=lambda outcome: (outcome.root, outcome.path)))


def report(
    found: Found, totals: Totals, *, number: int, fingerprint: str, begun_at: datetime
) -> BuildReport:
    """Count what was found; the counts of skipped, failed and stale are those of their outcomes."""
    listed = outcomes(found)
    statuses = [outcome.status for outcome in listed]
    n_moved = len(found.moves.keys() & set(found.changes.removed))
    n_whole = sum(row.status == "read" for row in found.rows)
    return BuildReport(
        generation=number,
        fingerprint=fingerprint,
        started_at=begun_at.isoformat(timespec="seconds"),
        seconds=round((datetime.now(UTC) - begun_at).total_seconds(), 3),
        peak_memory_mb=peak_memory_mb(),
        corpora=tuple((root.name, str(root.path)) for root in found.roots),
        n_sources=len(found.rows),
        n_read=found.n_read,
        n_unchanged=n_whole - found.n_read,
        n_skipped=statuses.count("skipped"),
        n_failed=statuses.count("failed"),
        n_stale=statuses.count("stale"),
        n_documents=totals.n_documents,
        n_passages=totals.n_passages,
        n_characters=totals.n_characters,
        n_added=len(set(found.changes.added).difference(found.moves.values())),
        n_changed=len(found.changes.changed),
        n_removed=len(found.changes.removed) - n_moved,
        n_moved=n_moved,
        repairs=totals.repairs,
        outcomes=listed,
    )


def peak_memory_mb() -> int:
    """The most that this process held at once, plus the most that one of its ended workers did."""
    if sys.platform == "win32":
        return 0
    import resource  # not there on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(resource.getrusage(one).ru_maxrss for one in who) * unit // (1024 * 1024)
