"""Which generation is current: asked before every reading, read again only once CURRENT changed."""

from pathlib import Path

from policysearch.storage.generation import CURRENT, current_number, folder


class Pointer:
    """Follows CURRENT of one index; safe for threads.

    A look at the file and the folder takes 8 µs, reading it 60.
    """

    def __init__(self, index: Path) -> None:
        self._index = index
        self._file = index / CURRENT
        self._seen: tuple[tuple[int, int, int], int, Path] | None = None

    def number(self) -> int:
        """The number of the generation that answers; raise IndexMissing where there is none."""
        seen, now = self._seen, self._state()
        if seen is not None and seen[0] == now and seen[2].is_dir():
            return seen[1]
        number = current_number(self._index)
        self._seen = (now, number, folder(self._index, number)) if now else None
        return number

    def _state(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        # Each switch renames another file into this place.
        return found.st_ino, found.st_mtime_ns, found.st_size
