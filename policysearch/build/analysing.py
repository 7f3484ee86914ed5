"""Documents of a library to batches of entries: in worker processes, in the order asked for.

A worker reads the texts from the library by itself; only numbers and terms come back.
"""

import gc
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from policysearch.analysis.analyzer import default_analyzer
from policysearch.backends.entries import analysed
from policysearch.backends.port import EntryBatch
from policysearch.errors import BuildError
from policysearch.extract.sandbox import context
from policysearch.storage.store import Store

# Of one batch: some 60 bytes of a worker's memory each, and enough that a batch's terms, which are
# pickled as strings, are few beside its tokens.
CHARACTERS = 500_000
# Batches handed out beyond those being made: enough that no worker waits.
_AHEAD = 2


def batches(
    store: Store, document_ids: Sequence[str], *, jobs: int, characters: int = CHARACTERS
) -> Iterator[EntryBatch]:
    """Analyse documents of a store, about so many characters a batch.

    Neither `jobs` nor `characters` makes a difference to the entries.
    """
    todo = list(parts(document_ids, store.sizes(), characters))
    analyzer = default_analyzer()
    jobs = min(jobs, len(todo))
    if jobs < 2:
        return (analysed(list(store.texts(part)), analyzer) for part in todo)
    analyzer.prepare()  # before the workers are: forked ones share its dictionary
    return _in_workers(store.path, todo, jobs)


def _in_workers(library: Path, todo: Sequence[Sequence[str]], jobs: int) -> Iterator[EntryBatch]:
    with ProcessPool(max_workers=jobs, context=context(), initializer=_begin) as pool:
        waiting: deque[Future[EntryBatch]] = deque()
        try:
            for part in todo:
                waiting.append(pool.schedule(_batch, args=(library, part)))
                if len(waiting) == jobs + _AHEAD:
                    yield made_batch(waiting.popleft())
            while waiting:
                yield made_batch(waiting.popleft())
        except BaseException:
            pool.stop()
            raise


def made_batch(batch: "Future[EntryBatch]") -> EntryBatch:
    """Wait for a worker's batch; raise BuildError if the worker died of it."""
    try:
        return batch.result()
    except ProcessExpired as error:
        reason = f"a process that analysed documents ended with exit code {error.exitcode}"
        raise BuildError(reason=reason) from error


def _begin() -> None:
    """Run in a worker at its start: what the builder holds is not looked through for garbage."""
    gc.freeze()


def _batch(library: Path, document_ids: Sequence[str]) -> EntryBatch:
    """Run in a worker."""
    with Store.open(library) as store:
        return analysed(list(store.texts(document_ids)), default_analyzer())


def parts(
    document_ids: Sequence[str], sizes: Mapping[str, int], characters: int
) -> Iterator[list[str]]:
    """Part documents into those of a batch each, in their order."""
    part: list[str] = []
    size = 0
    for document_id in document_ids:
        part.append(document_id)
        size += sizes[document_id]
        if size >= characters:
            yield part
            part, size = [], 0
    if part:
        yield part
