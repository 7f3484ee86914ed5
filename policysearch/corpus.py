"""Which files a corpus has, and which of them changed since they were last read; it never writes to
them.

Passed over without a word: hidden and temporary files. Refused and named: symbolic links that leave
their root, folders inside themselves, what is no file. A folder that cannot be listed is named, so
that what was read from it before is not taken for deleted.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from policysearch.errors import BuildError, CorpusMissing, SourceUnreadable
from policysearch.model import FileOutcome

# A file that changed less than this before it was looked at may change again within one tick of its
# file system's clock (FAT: 2 s), so its time proves nothing; git calls such entries racy.
RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or a single file of the corpus under the name that ids are made from; `path` is
    absolute."""

    name: str
    path: Path

    @property
    def folder(self) -> Path:
        """What the paths of its sources are relative to."""
        return self.path if self.path.is_dir() else self.path.parent

    def holds(self, name: str, path: str) -> bool:
        """Whether a source of this name and path stands under this root, as far as one can tell."""
        return self.name == name and (self.folder == self.path or self.path.name == path)

    def covers(self, name: str, path: Path) -> bool:
        """Whether all that stood under another root of this name stands under this one."""
        return self.name == name and (self.path == path or self.path in path.parents)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a changed file from an unchanged one; mtime_ns is 0 where it cannot be trusted."""

    size: int
    mtime_ns: int
    content_hash: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A file of the corpus. path: relative to its root, "/" between parts.  location: where to open
    it."""

    root: str
    path: str
    location: Path = field(compare=False)
    stamp: Stamp = field(compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """What names a source in an index."""
        return self.root, self.path


@dataclass(frozen=True, slots=True)
class Listing:
    """What a corpus holds now, in order of root and path.

    outcomes: what is no source and was named.  unlisted: (root, folder) that could not be listed,
    folder "" for the whole root; a source below them may still be there.
    """

    sources: tuple[Source, ...]
    outcomes: tuple[FileOutcome, ...]
    unlisted: tuple[tuple[str, str], ...]

    def may_hold(self, key: tuple[str, str]) -> bool:
        """Whether a source stands below a folder that could not be listed."""
        root, path = key
        return any(
            root == name and (folder in ("", path) or path.startswith(f"{folder}/"))
            for name, folder in self.unlisted
        )


def roots(corpus: Iterable[str | Path], recorded: Sequence[Root] = ()) -> tuple[Root, ...]:
    """Read `PATH` or `NAME=PATH`. A root without a name keeps the recorded one of its path, else it
    has its folder's; roots named twice are one.

    Raises BuildError where two different folders have one name: ids would not tell them apart.
    """
    names = {root.path: root.name for root in recorded}
    found = sorted(
        {_root(given, names) for given in corpus}, key=lambda root: (root.name, root.path)
    )
    for one, other in pairwise(found):
        if one.name == other.name and one.folder != other.folder:
            raise BuildError(
                reason=f"{one.path} and {other.path} are both called {one.name}, write NAME=PATH"
                " for one of them"
            )
    return tuple(found)


def _root(given: str | Path, names: Mapping[Path, str]) -> Root:
    name, written = "", str(given)
    if isinstance(given, str) and not Path(given).exists():
        before, equals, after = given.partition("=")
        if equals and before and after and not re.search(r"[/\\]", before):
            name, written = before, after
    # Not `resolve()`, which would follow links and give a linked folder another name.
    path = Path(os.path.normpath(Path.cwd() / Path(written).expanduser()))
    folder = path.parent if path.is_file() else path
    return Root(name or names.get(path) or folder.name or "corpus", path)


def list_sources(found: Sequence[Root], *, now_ns: int, passing: Path | None = None) -> Listing:
    """List every root; `passing` (the index) is left out. Raise CorpusMissing if no root is
    there."""
    walk = _Walk(found, now_ns, passing)
    for root in found:
        walk.root(root)
    if len(walk.missing) == len(found):
        raise CorpusMissing(paths=", ".join(str(root.path) for root in found))
    unique = {source.key: source for source in walk.sources}
    return Listing(
        tuple(sorted(unique.values())),
        tuple(sorted(walk.outcomes, key=lambda outcome: (outcome.root, outcome.path))),
        tuple(walk.unlisted),
    )


def is_unchanged(source: Source, known: Stamp) -> bool:
    """Whether size and time prove that the file is what it was, without reading it."""
    now = source.stamp
    return now.size == known.size and now.mtime_ns == known.mtime_ns != 0


def content_hash(source: Source) -> str:
    """A hash of the file's bytes; raise SourceUnreadable if it cannot be read."""
    try:
        with source.location.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceUnreadable(reason=error.strerror or str(error)) from error


class _Walk:
    """Collects what one listing finds."""

    def __init__(self, found: Sequence[Root], now_ns: int, passing: Path | None) -> None:
        self.sources: list[Source] = []
        self.outcomes: list[FileOutcome] = []
        self.unlisted: list[tuple[str, str]] = []
        self.missing: list[Root] = []
        self._now_ns = now_ns
        self._passing = passing.resolve() if passing else None
        self._roots = found
        self._inside = [root.path.resolve() for root in found]

    def root(self, root: Root) -> None:
        """List one root."""
        self._linked: set[Path] = set()  # folders entered through a link: once is enough
        if root.path.is_dir():
            self._folder(root, root.path, "", (root.path.resolve(),))
        elif root.path.exists():
            self._file(root, root.path, root.path.name)
        else:
            self.missing.append(root)
            shares_name = [other for other in self._roots if other.name == root.name] != [root]
            self.unlisted.append((root.name, root.path.name if shares_name else ""))
            message = f"There is no {root.path}: what was read from it before is kept."
            self._name(root, "", "failed", CorpusMissing.code, message)

    def _folder(self, root: Root, folder: Path, path: str, above: tuple[Path, ...]) -> None:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.unlisted.append((root.name, path))
            reason = SourceUnreadable(reason=error.strerror or str(error))
            self._name(root, path, "failed", reason.code, str(reason))
            return
        for entry in found:
            if not entry.name.startswith((".", "~$")):
                self._entry(root, entry, f"{path}/{entry.name}".lstrip("/"), above)

    def _entry(
        self, root: Root, entry: os.DirEntry[str], path: str, above: tuple[Path, ...]
    ) -> None:
        location = Path(entry.path)
        if not _is_utf8(entry.name):
            self._name(root, path, "failed", "name_unreadable", "Its name is not UTF-8: rename it.")
        elif entry.is_symlink() and not self._may_follow(root, location, path, above):
            return
        elif entry.is_dir():
            resolved = location.resolve()
            if resolved != self._passing:
                self._folder(root, location, path, (*above, resolved))
        elif entry.is_file():
            self._file(root, location, path)
        else:
            self._name(root, path, "skipped", "not_a_file", "It is no file and was passed over.")

    def _may_follow(self, root: Root, link: Path, path: str, above: tuple[Path, ...]) -> bool:
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):
            message = "The link leads nowhere: mend or remove it."
            self._name(root, path, "failed", "link_broken", message)
            return False
        if not any(target == inside or inside in target.parents for inside in self._inside):
            message = f"The link leaves the corpus, to {target}: put the file itself there."
            self._name(root, path, "skipped", "link_outside", message)
            return False
        if target in above:
            message = "The folder is inside itself through this link: it is read once."
            self._name(root, path, "skipped", "link_loop", message)
            return False
        if target.is_dir():
            if target in self._linked:
                message = f"Another link leads to {target} already: it is read once."
                self._name(root, path, "skipped", "link_twice", message)
                return False
            self._linked.add(target)
        return True

    def _file(self, root: Root, location: Path, path: str) -> None:
        try:
            status = location.stat()
        except OSError as error:
            reason = SourceUnreadable(reason=error.strerror or str(error))
            self.unlisted.append((root.name, path))
            self._name(root, path, "failed", reason.code, str(reason))
            return
        is_racy = status.st_mtime_ns > self._now_ns - RACY_NS
        stamp = Stamp(status.st_size, 0 if is_racy else status.st_mtime_ns)
        self.sources.append(Source(root.name, path, location, stamp))

    def _name(self, root: Root, path: str, status: str, code: str, message: str) -> None:
        self.outcomes.append(FileOutcome(root.name, _shown(path), status, code, message))


def _is_utf8(name: str) -> bool:
    """Names that are not UTF-8 arrive with lone surrogates."""
    return not re.search("[\ud800-\udfff]", name)


def _shown(path: str) -> str:
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", path)
