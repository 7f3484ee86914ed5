"""Records added one by one, as Whoosh's `add_document` gives them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from whoosh_columnar.field_arrays import FieldArrays
from whoosh_columnar.parts import MemoryPart, made_once
from whoosh_columnar.posting_buffer import PostingBuffer
from whoosh_columnar.record_buffer import RecordBuffer
from whoosh_columnar.token_buffer import TokenBuffer, takes_tokens
from whoosh_columnar.whoosh_internals import UnknownFieldError, formats, utf8encode


class DocumentBuffer:
    """Collects records, numbered from 0.

    deleted: the numbers of those that are to be left out.
    """

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self.records = RecordBuffer()
        self.deleted: set[int] = set()
        self.n_tokens = 0
        self._tokens: dict[str, TokenBuffer] = {}
        self._postings: dict[str, PostingBuffer] = {}

    @property
    def n_records(self) -> int:
        return self.records.n_records

    def add(self, values: Mapping[str, Any]) -> None:
        """Add a record; `values` as for Whoosh's `add_document`, boosts and all."""
        names = sorted(name for name in values if not name.startswith("_"))
        for name in names:
            if name not in self._schema:
                raise UnknownFieldError(f"No field named {name!r} in {self._schema}")
        boost = float(values.get("_boost", 1.0))
        self.records.start_doc(self.n_records)
        # Half of a record is none: what an analyzer raises in the middle of it leaves no trace.
        self.deleted.add(self.n_records - 1)
        try:
            for name in names:
                if values[name] is not None:
                    self._add_value(
                        name,
                        values[name],
                        values.get(f"_stored_{name}", values[name]),
                        float(values.get(f"_{name}_boost", boost)),
                    )
            self.deleted.remove(self.n_records - 1)
        finally:
            self.records.finish_doc()

    def add_posting(self, name: str, term: bytes, record: int, weight: float, value: bytes) -> None:
        """Add a posting that was made elsewhere, of a record that is there already."""
        if name not in self._postings:
            self._postings[name] = PostingBuffer(self._schema[name])
        self._postings[name].add(term, record, weight, value)
        self.n_tokens += 1

    def part(self) -> MemoryPart:
        """All records that were added. What was collected is given up field by field."""
        part = self.records.part()
        make_field: dict[str, Callable[[], FieldArrays | None]] = {
            name: made_once(self._tokens, name) for name in self._tokens
        }
        for name in self._postings:
            make_field[name] = made_once(self._postings, name, part.n_records)
        is_deleted = None
        if self.deleted:
            is_deleted = np.zeros(part.n_records, dtype=np.bool_)
            is_deleted[list(self.deleted)] = True
        return replace(part, make_field=make_field, is_deleted=is_deleted)

    def _add_value(self, name: str, value: Any, stored: Any, boost: float) -> None:
        field = self._schema[name]
        length = 0
        if field.indexed:
            length = self._index(name, field, value, boost)
        if field.separate_spelling():
            spelling = field.spelling_fieldname(name)
            for word in field.spellable_words(value):
                self.add_posting(spelling, utf8encode(word)[0], self.n_records - 1, 1.0, b"")
        if field.vector:
            items = field.vector.word_values(value, field.analyzer, mode="index")
            kept = sorted((text, weight, encoded) for text, _, weight, encoded in items)
            self.records.add_vector_items(name, field, kept)
        self.records.add_field(name, field, stored if field.stored else None, length)
        if field.column_type and stored is not None:
            self.records.add_column_value(name, field.column_type, field.to_column_value(stored))

    def _index(self, name: str, field: Any, value: Any, boost: float) -> int:
        """Keep the postings of a value, and give its length if its field keeps lengths."""
        record = self.n_records - 1
        length = 0
        if takes_tokens(field):
            if not isinstance(value, str | list | tuple):
                raise ValueError(f"{value!r} is not unicode or sequence")
            if name not in self._tokens:
                self._tokens[name] = TokenBuffer(field)
            options = {"mode": "index", "positions": True, "boosts": True}
            tokens = formats.tokens(value, field.analyzer, options)
            length = self._tokens[name].add_text(record, tokens, boost)
            self.n_tokens += length
        else:
            for term, frequency, weight, encoded in field.index(value):
                self.add_posting(name, term, record, weight * boost, encoded or b"")
                length += frequency
        return length if field.scorable else 0
