"""One build's circumstances, and what follows from them: what to read, whether anything is new,
what may go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from policysearch.analysis.analyzer import Analyzer
from policysearch.backends.port import Backend
from policysearch.build.agenda import Agenda, agenda
from policysearch.build.earlier import Earlier
from policysearch.build.reading import reading_version
from policysearch.build.reporting import Found, outcomes, report
from policysearch.corpus import Listing, Root
from policysearch.errors import RemovalRefused
from policysearch.model import BuildReport
from policysearch.settings import Settings
from policysearch.storage.records import SourceRow
from policysearch.storage.tables import SCHEMA

Progress = Callable[[int, int, str], None]
# A build that would lose more than one document in so many is refused.
LARGEST_LOSS = 3


@dataclass(frozen=True, slots=True)
class Work:
    """Where, with what, on top of what. before: None where no generation can be read."""

    index: Path
    settings: Settings
    engine: Backend
    analyzer: Analyzer
    before: Earlier | None
    recorded: tuple[Root, ...]
    roots: tuple[Root, ...]
    is_full: bool
    jobs: int
    begun_at: datetime
    tell: Progress

    @property
    def versions(self) -> tuple[str, ...]:
        """All that answers depend on beside the documents."""
        return self.engine.name, self.engine.version, self.analyzer.version, SCHEMA

    @property
    def rereads(self) -> bool:
        """Whether unchanged files must be read again."""
        before = self.before
        return self.is_full or not before or before.imprint.reading != reading_version()

    @property
    def reindexes(self) -> bool:
        """Whether unchanged documents must be indexed again."""
        return self.is_full or not self.before or self.before.imprint.versions != self.versions

    def agenda(self, listing: Listing) -> Agenda:
        """What there is to do with the sources."""
        known = self.before.sources if self.before else {}
        limit = self.settings.max_file_mb
        return agenda(listing, known, rereads=self.rereads, max_file_mb=limit)

    def is_as_before(self, found: Found) -> bool:
        """Whether a new generation would say and hold what the earlier one does."""
        if not self.before or self.rereads or self.reindexes or found.changes:
            return False
        return (
            self.recorded == self.roots
            and _essence(found.rows) == _essence(tuple(self.before.sources.values()))
            and outcomes(found) == self.before.store.report().outcomes
        )

    def unchanged(self, found: Found) -> BuildReport:
        """The report of a build that had nothing to write."""
        assert self.before, "what is unchanged was there before"
        imprint, totals = self.before.imprint, self.before.store.totals()
        return report(
            found,
            totals,
            number=imprint.number,
            fingerprint=imprint.fingerprint,
            begun_at=self.begun_at,
        )

    def check_loss(self, found: Found) -> None:
        """Raise RemovalRefused if too much would go by accident.

        A document that moved is not lost, and one whose root was left out with `replace` is meant
        to go.
        """
        held = self.before.held if self.before else {}
        staying = {
            key for key, one in held.items() if any(r.holds(one.root, one.path) for r in self.roots)
        }
        lost = (staying & set(found.changes.removed)) - found.moves.keys()
        if len(lost) * LARGEST_LOSS > len(staying):
            raise RemovalRefused(removed=len(lost), total=len(staying))


def _essence(rows: Sequence[SourceRow]) -> set[tuple[object, ...]]:
    """What of a manifest matters: a file's size and time alone do not."""
    return {(row.root, row.path, row.content_hash, row.status, row.outcomes) for row in rows}
