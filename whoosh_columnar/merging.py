"""A segment's file from its parts: field by field, so that no more than one is held at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from whoosh_columnar.columns import (
    ColumnArrays,
    column_without_values,
    merged_columns,
    write_column,
)
from whoosh_columnar.field_arrays import write_field
from whoosh_columnar.merging_fields import FieldPart, merged_field
from whoosh_columnar.parts import Part, kept_numbers, stored_of
from whoosh_columnar.postings import Numbers
from whoosh_columnar.rows import Rows, concatenated, empty_rows, least, write_rows_whole
from whoosh_columnar.segment_file import SegmentFileWriter, Sink


def write_segment(
    sink: Sink,
    parts: Sequence[Part],
    *,
    columns: Mapping[str, Any],
    names: Collection[str] | None = None,
    notes: Mapping[str, object] | None = None,
) -> int:
    """Write the kept records of all parts, one part after the other, and say how many they are.

    columns: the column types, by field.  names: the fields to keep; None for all.
    notes: JSON values for the header.

    Equal records give equal bytes, however they are cut into parts. Only of columns and stored
    values a name stays in the header when the last record that had one is left out.
    """
    writer = SegmentFileWriter(sink)
    kept = [kept_numbers(part) for part in parts]
    n_kept = [
        part.n_records if numbers is None else len(numbers)
        for part, numbers in zip(parts, kept, strict=True)
    ]

    fields: dict[str, str] = {}
    for name in _names((part.field_names for part in parts), names):
        field = merged_field(
            [FieldPart(p.field(name), p.n_records, k) for p, k in zip(parts, kept, strict=True)]
        )
        if field is not None:
            write_field(writer, name, field)
            fields[name] = field.kind
        del field

    totals: dict[str, int] = {}
    for name in _names((part.length_names for part in parts), names):
        lengths = _lengths(name, parts, kept)
        total = int(lengths.sum(dtype=np.int64))
        if total:
            writer.add(f"{name}/length", least(lengths))
            totals[name] = total

    kinds: dict[str, str] = {}
    for name in _names((part.column_names for part in parts), columns):
        column = _column(name, parts, kept, columns[name])
        write_column(writer, name, column)
        kinds[name] = column.kind

    vectors: list[str] = []
    for name in _names((part.vector_names for part in parts), names):
        found = [part.vectors(name) or empty_rows(part.n_records) for part in parts]
        rows = _rows(found, kept)
        if len(rows.items):
            write_rows_whole(writer, f"{name}/vector", rows)
            vectors.append(name)

    allowed = None if names is None else frozenset(names)
    write_rows_whole(writer, "stored", _rows([stored_of(part, allowed) for part in parts], kept))
    writer.finish(
        {
            "n_records": sum(n_kept),
            "fields": fields,
            "lengths": totals,
            "columns": kinds,
            "vectors": vectors,
            "stored": _names((part.stored_names for part in parts), names),
            "notes": dict(notes or {}),
        }
    )
    return sum(n_kept)


def _names(sets: Iterator[frozenset[str]] | Any, allowed: Collection[str] | None) -> list[str]:
    every = set().union(*sets)
    return sorted(every if allowed is None else every.intersection(allowed))


def _lengths(name: str, parts: Sequence[Part], kept: Sequence[Any]) -> Numbers:
    found = []
    for part, numbers in zip(parts, kept, strict=True):
        lengths = part.lengths(name)
        if lengths is None:
            lengths = np.zeros(part.n_records, dtype=np.int32)
        found.append(lengths if numbers is None else lengths[numbers])
    whole: Numbers = np.concatenate(found)
    return whole


def _column(name: str, parts: Sequence[Part], kept: Sequence[Any], column: Any) -> ColumnArrays:
    found = []
    for part, numbers in zip(parts, kept, strict=True):
        arrays = part.column(name) or column_without_values(column, part.n_records)
        found.append(arrays if numbers is None else arrays.take(numbers))
    return merged_columns(found, column)


def _rows(every: Sequence[Rows], kept: Sequence[Any]) -> Rows:
    return concatenated(
        [
            rows if numbers is None else rows.take(numbers)
            for rows, numbers in zip(every, kept, strict=True)
        ]
    )
