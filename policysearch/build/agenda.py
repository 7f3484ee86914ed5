"""What a build has to do: which sources are as they were, which must be read, which are gone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from policysearch.build.claims import DUPLICATE
from policysearch.corpus import Listing, Source, Stamp, content_hash, is_unchanged
from policysearch.errors import LimitExceeded, SourceError
from policysearch.storage.records import SourceRow

MEGABYTE = 1024 * 1024
# Whoever reads the same bytes in the same way fails in the same way, but for what the machine had a
# part in.
RETRIED = frozenset({"source_unreadable", "limit_exceeded", DUPLICATE})


@dataclass(frozen=True, slots=True)
class Agenda:
    """The sources of a corpus, each in one of five lists.

    unchanged: their rows in the manifest, with the times of today.  to_read: with their content
    hash. unreadable: with the reason.  unlisted: rows of sources that may still be there, in
    folders or roots that could not be listed.  gone: rows of the others that are no longer there.
    """

    unchanged: tuple[SourceRow, ...]
    to_read: tuple[Source, ...]
    unreadable: tuple[tuple[Source, SourceError], ...]
    unlisted: tuple[SourceRow, ...]
    gone: tuple[SourceRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether every source is as it was."""
        return not (self.to_read or self.unreadable or self.unlisted or self.gone)


def agenda(
    listing: Listing, known: Mapping[tuple[str, str], SourceRow], *, rereads: bool, max_file_mb: int
) -> Agenda:
    """Compare what is there with what was read: by size and time, and where these differ by
    content."""
    unchanged, to_read, unreadable = [], [], []
    for source in listing.sources:
        row = None if rereads else _settled(known.get(source.key))
        if row and is_unchanged(source, Stamp(row.size, row.mtime_ns)):
            unchanged.append(row)
            continue
        try:
            hashed = _hashed(source, max_file_mb)
        except SourceError as error:
            unreadable.append((source, error))
            continue
        if row and row.content_hash == hashed.stamp.content_hash:
            unchanged.append(replace(row, mtime_ns=source.stamp.mtime_ns))
        else:
            to_read.append(hashed)
    present = {source.key for source in listing.sources}
    absent = [row for key, row in known.items() if key not in present]
    return Agenda(
        tuple(unchanged),
        tuple(to_read),
        tuple(unreadable),
        tuple(row for row in absent if listing.may_hold((row.root, row.path))),
        tuple(row for row in absent if not listing.may_hold((row.root, row.path))),
    )


def _settled(row: SourceRow | None) -> SourceRow | None:
    if row is None or row.status == "stale":
        return None
    codes = {outcome.code for outcome in row.outcomes}
    return None if codes & RETRIED else row


def _hashed(source: Source, max_file_mb: int) -> Source:
    if source.stamp.size > max_file_mb * MEGABYTE:
        raise LimitExceeded(limit="MAX_FILE_MB", allowed=f"{max_file_mb} MB")
    return replace(source, stamp=replace(source.stamp, content_hash=content_hash(source)))
