"""The file that a document was read from, as it stands, once it was proved to be the same."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from policysearch.errors import OriginalChanged, OriginalGone
from policysearch.model import DocumentSummary

# (root's name, its absolute path, its path from the index), as a generation's imprint has them.
Location = tuple[str, str, str]
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Original:
    """A file's bytes, or those of one line of a `.jsonl` file, and the name to save them under."""

    content: bytes
    name: str


def read_original(
    summary: DocumentSummary, locations: Sequence[Location], *, index: Path
) -> Original:
    """Read a document's file; raise OriginalGone, or OriginalChanged if its hash is another one.

    The path is the index's own, and what it leads to must lie inside the corpus even now.
    """
    roots = [root for location in locations for root in _places(location, index)]
    folders = [_folder(root) for name, root in roots if name == summary.root]
    for candidate in dict.fromkeys(folder / summary.path for folder in folders):
        content = _read_inside(candidate, [root for _, root in roots])
        if content is None:
            continue
        found = _part(content, summary) if summary.member else _whole(content, summary)
        if found is None:
            raise OriginalChanged(path=summary.path)
        return found
    raise OriginalGone(path=summary.path)


def _places(location: Location, index: Path) -> Iterator[tuple[str, Path]]:
    name, absolute, near = location
    yield name, index.resolve() / near  # a project that was moved as a whole has its corpus there
    yield name, Path(absolute)


def _folder(root: Path) -> Path:
    return root if root.is_dir() else root.parent


def _read_inside(path: Path, roots: Sequence[Path]) -> bytes | None:
    try:
        target = path.resolve(strict=True)
        inside = [root.resolve() for root in roots]
        if not any(target == root or root in target.parents for root in inside):
            return None
        return target.read_bytes()
    except (OSError, RuntimeError):
        return None


def _whole(content: bytes, summary: DocumentSummary) -> Original | None:
    if not _is_it(content, summary):
        return None
    return Original(content, PurePosixPath(summary.path).name)


def _part(content: bytes, summary: DocumentSummary) -> Original | None:
    """The line that the document was, wherever it stands in its file now."""
    name = f"{PurePosixPath(summary.path).stem}-{summary.member.replace(' ', '-')}.json"
    lines = _as_utf8(content).split(b"\n")
    return next((Original(line, name) for line in lines if _is_it(line, summary)), None)


def _as_utf8(content: bytes) -> bytes:
    """As lines were told apart when they were read: in UTF-8, whatever the file is in."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, "replace")
            return text.encode("utf-8", "surrogatepass")
    return content


def _is_it(content: bytes, summary: DocumentSummary) -> bool:
    return hashlib.sha256(content).hexdigest() == summary.content_hash
