"""Read files in worker processes with limits, so that the worst file costs itself and nothing else.

A worker that meets the time limit is killed and replaced; one that meets the memory limit or
crashes gives an error for its task. What a worker runs is a plain function that the caller hands
over.
"""

import gc
import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from policysearch.errors import DamagedSource, LimitExceeded, SourceError, SourceUnreadable
from policysearch.extract.port import EXTENSIONS, WHOLE, Limits, Part

# A `.jsonl` is read in parts of about this size, so that one large file keeps every worker busy
# and no answer is large.
PART_BYTES = 1 << 20
# Tasks handed out beyond those being read: enough that no worker waits, few enough to hold in
# memory.
_AHEAD = 2
# A worker begins anew after so many tasks: memory that a parser keeps goes back.
_TASKS_PER_WORKER = 500

_LOG = logging.getLogger(__name__)

# In the order of the file: documents as bytes (to pickle them would take thrice as long), the names
# of members that hold no text, errors.
Found = Sequence[bytes | str | SourceError]


@dataclass(frozen=True, slots=True)
class Task:
    """A file, or a part of one, to be read: its corpus' name, its path there, where it is on
    disk.
    """

    root: str
    path: str
    file: Path
    part: Part = WHOLE


Read = Callable[[Task, Limits], Found]


def tasks_of(root: str, path: str, file: Path, *, part_bytes: int = PART_BYTES) -> Iterator[Task]:
    """Give the tasks of one file: one, or for a large `.jsonl` one for each part at line ends."""
    whole = Task(root, path, file)
    if EXTENSIONS.get(file.suffix.lower()) != "jsonl":
        yield whole
        return
    try:
        parts = list(_parts(file, part_bytes))
    except OSError:
        # The worker meets the same error and says it.
        parts = []
    if len(parts) < 2:
        yield whole
        return
    for part in parts:
        yield Task(root, path, file, part)


def _parts(file: Path, part_bytes: int) -> Iterator[Part]:
    with file.open("rb") as opened:
        head = opened.read(4096)
        if b"\x00" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
            # UTF-16 has no bytes that are line ends.
            return
        opened.seek(0)
        start, first_line = 0, 1
        while chunk := opened.read(part_bytes):
            chunk += opened.readline()
            yield Part(start, start + len(chunk), first_line)
            start += len(chunk)
            first_line += chunk.count(b"\n")


class Sandbox:
    """A pool of workers; use as a context manager. Not for several threads at once."""

    def __init__(self, read: Read, *, jobs: int, limits: Limits) -> None:
        self._read = read
        self._limits = limits
        self._jobs = jobs
        self._pool = ProcessPool(
            max_workers=jobs,
            max_tasks=_TASKS_PER_WORKER,
            context=context(),
            initializer=_begin,
            initargs=(limits.memory_mb,),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Found]]:
        """Read tasks and yield each with what it gave, as they are done; errors stand in their
        place.

        Tasks are taken as workers become free. Leaving the iterator early stops the workers.
        """
        pending: dict[Future[Found], Task] = {}
        source = iter(tasks)
        is_exhausted = False
        try:
            while True:
                while not is_exhausted and len(pending) < self._jobs + _AHEAD:
                    task = next(source, None)
                    if task is None:
                        is_exhausted = True
                        break
                    pending[self._schedule(task)] = task
                if not pending:
                    return
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    task = pending.pop(future)
                    yield task, self._outcome(future)
        finally:
            for future in pending:
                future.cancel()

    def _schedule(self, task: Task) -> "Future[Found]":
        future: Future[Found] = self._pool.schedule(
            _guarded, args=(self._read, task, self._limits), timeout=self._limits.timeout_s
        )
        return future

    def _outcome(self, future: "Future[Found]") -> Found:
        """What a task gave; a killed or crashed worker is an error with its true reason."""
        try:
            return future.result()
        except TimeoutError:
            return [
                LimitExceeded(limit="EXTRACT_TIMEOUT_S", allowed=f"{self._limits.timeout_s:g} s")
            ]
        except ProcessExpired as error:
            return [DamagedSource(reason=f"the reader crashed on it, exit code {error.exitcode}")]
        except MemoryError:
            return [self._out_of_memory()]

    def _out_of_memory(self) -> SourceError:
        return LimitExceeded(limit="EXTRACT_MEMORY_MB", allowed=f"{self._limits.memory_mb} MB")


def _guarded(read: Read, task: Task, limits: Limits) -> Found:
    """Run in the worker: one of the three rims where any exception becomes a value."""
    try:
        return read(task, limits)
    except SourceError as error:
        return [error]
    except MemoryError:
        return [LimitExceeded(limit="EXTRACT_MEMORY_MB", allowed=f"{limits.memory_mb} MB")]
    except RecursionError:
        return [DamagedSource(reason="it is nested too deeply")]
    except OSError as error:
        return [SourceUnreadable(reason=error.strerror or type(error).__name__)]
    except Exception as error:
        # A mistake of ours that one file brings to light must not cost the others.
        _LOG.exception("%s/%s", task.root, task.path)
        return [DamagedSource(reason=f"the reader failed on it, {type(error).__name__}: {error}")]


def context() -> BaseContext:
    """Fork where it is safe: a new interpreter costs half a second and runs the caller's script
    again.
    """
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _begin(memory_mb: int) -> None:
    """Run in a worker at its start; what the caller holds is not looked through for garbage."""
    gc.freeze()
    _limit_memory(memory_mb)


def _limit_memory(memory_mb: int) -> None:
    """Limit what the worker may take beyond what it has; Windows knows no such limit."""
    if sys.platform == "win32":
        return
    import resource

    soft = _address_space() + memory_mb * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
