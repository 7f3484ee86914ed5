"""Two locks of the operating system, both gone with their process: one per build, one per reader.

The mere presence of a file means nothing, so a killed build never has to be cleaned up by hand.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from policysearch.errors import IndexLocked, IndexUnwritable

try:
    import fcntl
except (
    ImportError
):  # Windows: a file that a reader has open cannot be deleted there, which is the lock
    HAS_FLOCK = False
else:
    HAS_FLOCK = True

LOCK = "lock"


@contextmanager
def building(index: Path) -> Iterator[None]:
    """Hold the index for one build; raise IndexLocked at once if another build holds it."""
    lock = FileLock(index / LOCK, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(path=index) from error
    except OSError as error:
        raise IndexUnwritable(path=index, reason=error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()


class Reading:
    """Keeps a file's generation from being deleted until `close`; any number of readers may hold
    it."""

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = os.open(path, os.O_RDONLY)
        # A file system without locks is served all the same: there, old generations go at once.
        if HAS_FLOCK:
            with suppress(OSError):
                fcntl.flock(self._descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def close(self) -> None:
        """Let the generation go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_read(path: Path) -> bool:
    """Whether some process holds a `Reading` of this file."""
    if not HAS_FLOCK:
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
