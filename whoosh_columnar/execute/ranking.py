"""A list of which the first entries are known and the rest is made when someone asks."""

from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import Any, overload

Entry = tuple[Any, int]


class Ranking(MutableSequence[Entry]):
    """(score, record) of all hits in order, where mostly the first few are read.

    Whoosh gives all hits when it groups them, whatever the limit; a list of all costs more than
    the search.
    """

    def __init__(self, first: list[Entry], length: int, everything: Callable[[], list[Entry]]):
        """everything: makes the whole list, of which `first` is the beginning."""
        self._first = first
        self._length = length
        self._everything: Callable[[], list[Entry]] | None = everything

    def _whole(self) -> list[Entry]:
        if self._everything is not None:
            self._first, self._everything = self._everything(), None
        return self._first

    def __len__(self) -> int:
        return self._length if self._everything else len(self._first)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        if isinstance(at, int) and 0 <= at < len(self._first):
            return self._first[at]
        return self._whole()[at]

    def __iter__(self) -> Iterator[Entry]:
        for at in range(len(self)):
            yield self[at]

    def __setitem__(self, at: Any, entry: Any) -> None:
        self._whole()[at] = entry

    def __delitem__(self, at: int | slice) -> None:
        del self._whole()[at]

    def insert(self, at: int, entry: Entry) -> None:
        """As of a list."""
        self._whole().insert(at, entry)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Iterable):
            return self._whole() == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list's

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Entry]:
        return list(self._whole())
