"""Batches one after the other become one run of records."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.batch import Batch, Stream
from whoosh_columnar.columns import ColumnArrays, column_of, column_without_values, merged_columns
from whoosh_columnar.field_arrays import FieldArrays
from whoosh_columnar.field_types import Grams
from whoosh_columnar.gram_rows import gram_field, unit_dtype, with_end_marks
from whoosh_columnar.parts import MemoryPart, made_once
from whoosh_columnar.pickles import dumps
from whoosh_columnar.postings import Numbers
from whoosh_columnar.rows import Rows, concatenated, places, rows_of
from whoosh_columnar.token_buffer import TokenBuffer, ranked
from whoosh_columnar.whoosh_internals import columns, fields


class BatchBuffer:
    """Collects checked batches."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self.n_records = 0
        self.n_tokens = 0
        self._tokens: dict[str, TokenBuffer] = {}
        self._grams: dict[str, _GramBuffer] = {}
        self._lengths: dict[str, list[tuple[int, Numbers]]] = {}
        self._columns: dict[str, list[tuple[int, ColumnArrays]]] = {}
        self._stored: list[bytes] = []
        self._stored_names: set[str] = set()

    def add(self, batch: Batch) -> None:
        """Add the records of a batch that `check_batch` let pass."""
        first = self.n_records
        for name, stream in batch.streams.items():
            field = self._schema[name]
            if isinstance(field, Grams):
                self._grams.setdefault(name, _GramBuffer()).add(first, stream)
            else:
                self._add_tokens(name, field, first, stream)
            if field.scorable:
                self._lengths.setdefault(name, []).append((first, stream.lengths))
            self.n_tokens += len(stream.tokens)
        for name, values in batch.columns.items():
            column = _column(self._schema[name], values)
            self._columns.setdefault(name, []).append((first, column))
        stored = batch.stored or [None] * batch.n_records
        self._stored += [dumps(dict(each)) if each else b"" for each in stored]
        self._stored_names.update(*(each or () for each in stored))
        self.n_records += batch.n_records

    def part(self) -> MemoryPart:
        """All records that were added. What was collected is given up field by field."""
        n = self.n_records
        make_field: dict[str, Callable[[], FieldArrays | None]] = {
            name: made_once(self._tokens, name) for name in self._tokens
        }
        for name in self._grams:
            make_field[name] = made_once(self._grams, name, n)
        types = {name: self._schema[name].column_type for name in self._columns}
        return MemoryPart(
            n,
            rows_of(self._stored),
            frozenset(self._stored_names),
            {name: _dense(chunks, n) for name, chunks in self._lengths.items()},
            {name: _filled(chunks, types[name], n) for name, chunks in self._columns.items()},
            types,
            make_field=make_field,
        )

    def _add_tokens(self, name: str, field: Any, first: int, stream: Stream) -> None:
        lengths = stream.lengths
        records = np.repeat(np.arange(first, first + len(lengths), dtype=np.int32), lengths)
        positions = stream.positions
        if positions is None and self._keeps_positions(field):
            starts = np.zeros(len(lengths), dtype=np.int64)
            positions = places(starts, lengths.astype(np.int64)).astype(np.int32)
        buffer = self._tokens.setdefault(name, TokenBuffer(field))
        buffer.add_many(stream.terms, stream.tokens, records, positions)

    @staticmethod
    def _keeps_positions(field: Any) -> bool:
        return bool(field.format.supports("positions"))


class _GramBuffer:
    """The units of a Grams field, numbered in the order in which they came."""

    def __init__(self) -> None:
        self._numbers: dict[str | bytes, int] = {}
        self._chunks: list[tuple[int, Rows]] = []

    def add(self, first: int, stream: Stream) -> None:
        numbers = self._numbers
        found = np.fromiter(
            (numbers.setdefault(unit, len(numbers)) for unit in stream.terms),
            dtype=np.int32,
            count=len(stream.terms),
        )
        goes_on = np.zeros(len(stream.lengths), dtype=np.bool_)
        if stream.continues is not None:
            goes_on[:-1] = stream.continues[1:]
        rows = with_end_marks(found[stream.tokens] + np.int32(1), stream.lengths, goes_on)
        self._chunks.append((first, rows))

    def arrays(self, n_records: int) -> FieldArrays | None:
        """The field; None without any unit."""
        rows = self._rows(n_records)
        self._chunks = []
        units, ranks = ranked(self._numbers)
        is_used = np.zeros(len(units), dtype=np.bool_)
        counts = np.bincount(rows.items, minlength=len(self._numbers) + 1)
        is_used[ranks[np.flatnonzero(counts[1:])]] = True
        if not is_used.any():
            return None
        used = [units[number] for number in np.flatnonzero(is_used).tolist()]
        numbers = np.zeros(len(self._numbers) + 1, dtype=unit_dtype(len(used)))
        numbers[1:] = np.cumsum(is_used)[ranks]
        forward = Rows(numbers[rows.items], rows.bounds)
        del rows
        return gram_field(used, forward)

    def _rows(self, n_records: int) -> Rows:
        """One row for each record; those between the batches that had the field are empty."""
        every: list[Rows] = []
        n = 0
        for first, rows in self._chunks:
            every += [_end_marks(first - n), rows]
            n = first + len(rows)
        return concatenated([*every, _end_marks(n_records - n)])


def _end_marks(n: int) -> Rows:
    return Rows(np.zeros(n, dtype=np.int32), np.arange(n + 1, dtype=np.int64))


def _dense(chunks: Sequence[tuple[int, Numbers]], n: int) -> Numbers:
    dense = np.zeros(n, dtype=np.int32)
    for first, lengths in chunks:
        dense[first : first + len(lengths)] = lengths
    return dense


def _filled(chunks: Sequence[tuple[int, ColumnArrays]], column: Any, n: int) -> ColumnArrays:
    every: list[ColumnArrays] = []
    filled = 0
    for first, arrays in chunks:
        every += [column_without_values(column, first - filled), arrays]
        filled = first + len(arrays)
    return merged_columns([*every, column_without_values(column, n - filled)], column)


def _column(field: Any, given: Sequence[Any] | npt.NDArray[Any]) -> ColumnArrays:
    column = field.column_type
    if isinstance(given, np.ndarray) and _are_plain_integers(field, given):
        return column_of(column, _sortable(field, given))
    values = given.tolist() if isinstance(given, np.ndarray) else given
    # Of few distinct values each is converted once; dates and numbers take microseconds.
    known: dict[Any, Any] = {None: None}
    if all(isinstance(value, str | bytes | int | None) for value in values):
        known |= {value: field.to_column_value(value) for value in set(values) - {None}}
        return column_of(column, [known[value] for value in values])
    return column_of(
        column, [None if value is None else field.to_column_value(value) for value in values]
    )


def _are_plain_integers(field: Any, values: npt.NDArray[Any]) -> bool:
    return (
        type(field) is fields.NUMERIC
        and values.dtype.kind in "iu"
        and field.numtype is int
        and not field.decimal_places
        and type(field.column_type) is columns.NumericColumn
    )


def _sortable(field: Any, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Integers in the form that Whoosh sorts by: those with a sign begin at 0."""
    if (
        len(values)
        and not field.min_value <= int(values.min()) <= int(values.max()) <= field.max_value
    ):
        # The message, of the first that is out of range, is Whoosh's own.
        for value in values.tolist():
            field.to_column_value(value)
    unsigned = values.astype(np.uint64)
    if field.signed:
        unsigned += np.uint64(1 << (field.bits - 1))
    return unsigned.astype(np.dtype(f"u{field.bits // 8}"))
