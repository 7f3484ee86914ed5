"""Columns read the way Whoosh asks for them, one record at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh_columnar.whoosh_internals import columns as whoosh_columns


class ListColumnReader(whoosh_columns.ColumnReader):  # type: ignore[misc]
    """A column of any kind as a list: Whoosh sorts and counts in loops over records."""

    def __init__(self, column: Any, values: Sequence[Any]) -> None:
        """values: one for each record, in the form of the column type."""
        self._column = column
        self._values = values
        self._doccount = len(values)
        self._reverse = False

    def __getitem__(self, number: int) -> Any:
        return self._values[number]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def load(self) -> Any:
        """All values, for random access."""
        return self._values

    def sort_key(self, number: int) -> Any:
        """What orders a record among others."""
        value = self._values[number]
        if self._column.stores_lists():
            return value[0]
        if isinstance(self._column, whoosh_columns.BitColumn):
            return int(value ^ self._reverse)
        return 0 - value if self._reverse else value

    def set_reverse(self) -> None:
        """Let `sort_key` order the other way, where the column type has one."""
        if not self._column.reversible:
            raise NotImplementedError  # what Whoosh's own reader of such a column raises
        self._reverse = True
