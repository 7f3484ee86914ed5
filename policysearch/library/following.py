"""One opened generation shared by its readers, and the step to the next when a build has switched.

A reader keeps the generation it began with until it has finished; the last one out closes it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from policysearch.errors import IndexUnavailable


class Closable(Protocol):
    """What is opened and, once nobody reads it, closed."""

    def close(self) -> None:
        """Release files."""


T = TypeVar("T", bound=Closable)


@dataclass(slots=True)
class _Shared(Generic[T]):
    number: int
    value: T
    n_readers: int = 0
    is_left: bool = False


class Follower(Generic[T]):
    """Lends what `open_number` opens for the number that is current; safe to use from any thread.

    current: cheap, asked before every reading; what it raises reaches the reader.
    """

    def __init__(self, current: Callable[[], int], open_number: Callable[[int], T]) -> None:
        self._current, self._open_number = current, open_number
        self._lock = threading.Lock()
        self._shared: _Shared[T] | None = None

    @contextmanager
    def reading(self) -> Iterator[T]:
        """Lend the current value for the length of the block."""
        shared = self._borrow()
        try:
            yield shared.value
        finally:
            self._give_back(shared)

    def close(self) -> None:
        """Close the value once its last reader has finished; a later reading opens it again."""
        with self._lock:
            self._leave()

    def _borrow(self) -> _Shared[T]:
        with self._lock:  # held while opening, so that no generation is opened twice
            number = self._current()
            if self._shared is None or self._shared.number != number:
                opened = self._open(number)
                self._leave()
                self._shared = opened
            self._shared.n_readers += 1
            return self._shared

    def _open(self, number: int) -> _Shared[T]:
        try:
            return _Shared(number, self._open_number(number))
        except (IndexUnavailable, OSError):
            current = self._current()
            if current == number:
                raise
        # Two builds may end between reading the number and opening its folder, which is then gone.
        return _Shared(current, self._open_number(current))

    def _give_back(self, shared: _Shared[T]) -> None:
        with self._lock:
            shared.n_readers -= 1
            if shared.is_left and not shared.n_readers:
                shared.value.close()

    def _leave(self) -> None:
        left, self._shared = self._shared, None
        if left is not None:
            left.is_left = True
            if not left.n_readers:
                left.value.close()
