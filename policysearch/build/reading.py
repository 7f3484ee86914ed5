"""Sources to documents: from the cache, else through the sandbox; what cannot be read is named."""

import hashlib
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec

from policysearch.build.agenda import RETRIED
from policysearch.corpus import Source, content_hash
from policysearch.errors import DamagedSource, SourceError, UnsupportedFormat
from policysearch.extract.port import Limits, extract
from policysearch.extract.sandbox import Found, Sandbox, Task, tasks_of
from policysearch.model import Document, FileOutcome
from policysearch.settings import Settings
from policysearch.storage.cache import Cache, cache_key
from policysearch.storage.records import SourceRow
from policysearch.structure.document import structure

PACKAGE = Path(__file__).resolve().parent.parent
# All that a document depends on beside the bytes of its file.
CODE = ("extract", "structure", "text", "identity.py", "model.py", "build/reading.py")
LIBRARIES = ("lxml", "markdown-it-py", "PyYAML")
EMPTY = "empty"

_document = msgspec.json.Decoder(Document)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source gave; a failure is of the whole file, or of the member that it names.

    texts: its documents as workers and the cache write them, a quarter of their size in memory.
    """

    source: Source
    texts: tuple[bytes, ...]
    failures: tuple[FileOutcome, ...]

    @property
    def documents(self) -> Iterator[Document]:
        """The documents in order, each read when it is asked for."""
        return map(_document.decode, self.texts)


@cache
def reading_version() -> str:
    """A hash of the code and the libraries that turn a file into a document.

    No number to be raised by hand, and forgotten: a change of the code reads every source again.
    """
    digest = hashlib.blake2b(digest_size=8)
    for name in CODE:
        top = PACKAGE / name
        files = [top] if top.is_file() else sorted(top.rglob("*.*"))
        for file in files:
            if file.suffix != ".pyc":
                digest.update(file.relative_to(PACKAGE).as_posix().encode() + file.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}".encode())
    digest.update(f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode())
    return digest.hexdigest()


def read(
    sources: Iterable[Source], cached: Cache, *, jobs: int, settings: Settings
) -> Iterator[Reading]:
    """Read sources, in no order; what the cache does not hold yet is kept there."""
    waiting = []
    for source in sources:
        found = cached.get(_cache_key(source))
        if found:
            yield Reading(source, *found)
        else:
            waiting.append(source)
    for reading in _extracted(waiting, jobs, settings):
        if _is_lasting(reading):
            cached.put(_cache_key(reading.source), (reading.texts, reading.failures))
        yield reading


def _extracted(sources: list[Source], jobs: int, settings: Settings) -> Iterator[Reading]:
    """Read in worker processes; a file that was cut into tasks is put together again."""
    if not sources:
        return
    limits = Limits(
        max_file_mb=settings.max_file_mb,
        timeout_s=settings.extract_timeout_s,
        memory_mb=settings.extract_memory_mb,
        max_output_characters=settings.max_output_characters,
    )
    tasks = {
        source.key: list(tasks_of(source.root, source.path, source.location)) for source in sources
    }
    by_key = {source.key: source for source in sources}
    found_by_key: dict[tuple[str, str], dict[int, Found]] = defaultdict(dict)
    every = [task for key in tasks for task in tasks[key]]
    with Sandbox(_read_task, jobs=min(jobs, len(every)), limits=limits) as sandbox:
        for task, found in sandbox.run(every):
            key = task.root, task.path
            found_by_key[key][task.part.start] = found
            if len(found_by_key[key]) == len(tasks[key]):
                parts = found_by_key.pop(key)
                yield _reading(
                    by_key[key], (one for start in sorted(parts) for one in parts[start])
                )


def _read_task(task: Task, limits: Limits) -> list[bytes | str | SourceError]:
    """Run in a worker: extract and structure."""
    found: list[bytes | str | SourceError] = []
    for extracted in extract(task.file, limits=limits, part=task.part):
        if isinstance(extracted, SourceError):
            found.append(extracted)
        else:
            document = structure(
                extracted,
                root=task.root,
                path=task.path,
                content_hash=extracted.content_hash,
            )
            found.append(_written(document))
    return found


def _written(document: Document) -> bytes | str | SourceError:
    if not document.records:
        return document.summary.member
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError as error:
        member = document.summary.member
        return DamagedSource(reason=f"it holds half a character: {error.reason}", member=member)


def _reading(source: Source, found: Iterable[bytes | str | SourceError]) -> Reading:
    texts, failures = [], []
    for one in found:
        if isinstance(one, bytes):
            texts.append(one)
        elif isinstance(one, str):
            failures.append(_empty(source, one))
        else:
            failures.append(failure(source, one))
    if not texts and not failures:
        failures.append(_empty(source))
    return Reading(source, tuple(texts), tuple(failures))


def failure(source: Source, error: SourceError) -> FileOutcome:
    """What the report says of a source, or a member of it, that could not be read."""
    status = "skipped" if isinstance(error, UnsupportedFormat) else "failed"
    member = str(error.details.get("member", ""))
    details = {name: str(detail) for name, detail in error.details.items()}
    return FileOutcome(
        source.root, source.path, status, error.code, str(error), member=member, details=details
    )


def _empty(source: Source, member: str = "") -> FileOutcome:
    message = "It holds no text and was passed over."
    return FileOutcome(source.root, source.path, "skipped", EMPTY, message, member=member)


def _is_lasting(reading: Reading) -> bool:
    """Whether reading the same bytes again gives the same, and these were the bytes that were
    hashed."""
    if any(outcome.code in RETRIED for outcome in reading.failures):
        return False
    try:
        return content_hash(reading.source) == reading.source.stamp.content_hash
    except SourceError:
        return False


def row_key(row: SourceRow) -> str:
    """The cache's key of a source in a manifest."""
    return cache_key(reading_version(), row.root, row.path, row.content_hash)


def _cache_key(source: Source) -> str:
    return cache_key(reading_version(), *source.key, source.stamp.content_hash)
