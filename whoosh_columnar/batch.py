"""Many records at once, in arrays: what a program that has numbers already hands to the writer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from whoosh_columnar.errors import BatchRefused, SegmentTooLarge
from whoosh_columnar.field_types import Grams, is_unit
from whoosh_columnar.inverting import MAX_TOKENS
from whoosh_columnar.postings import Numbers
from whoosh_columnar.token_buffer import kind_of_format


@dataclass(frozen=True, slots=True)
class Stream:
    """The tokens of one field, record after record.

    terms: what the tokens are, in any order; text, or bytes as they are to be kept.
    tokens: int32[n] places in `terms`.  lengths: int32[n_records] how many each record has.
    positions: int32[n] of a field with positions; None for 0, 1, 2 … in each record.
    continues: bool[n_records] of a Grams field: this record goes on where the one before it stops,
    and a run of units may go on into it. The first one cannot.
    """

    terms: Sequence[str | bytes]
    tokens: Numbers
    lengths: Numbers
    positions: Numbers | None = None
    continues: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Records to add.

    streams: by field, of any whose format is Existence, Frequency or Positions, or Grams.
    columns: by field, a value for each record as `add_document` takes it, None for none.
    stored: for each record what is stored with it.
    """

    n_records: int
    streams: Mapping[str, Stream] = field(default_factory=dict)
    columns: Mapping[str, Sequence[Any] | npt.NDArray[Any]] = field(default_factory=dict)
    stored: Sequence[Mapping[str, Any] | None] | None = None


def check_batch(batch: Batch, schema: Any) -> None:
    """Raise BatchRefused where a batch does not fit a schema or itself, or SegmentTooLarge."""
    n = batch.n_records
    for name, stream in batch.streams.items():
        what = f"stream {name!r}"
        if name not in schema:
            raise BatchRefused(what=what, reason="is of no field of the schema")
        _check_stream(stream, n, schema[name], what)
    for name, values in batch.columns.items():
        what = f"column {name!r}"
        if name not in schema or not schema[name].column_type:
            raise BatchRefused(what=what, reason="is of no sortable field of the schema")
        if len(values) != n:
            raise BatchRefused(what=what, reason=f"has {len(values)} values for {n} records")
    if batch.stored is not None:
        if len(batch.stored) != n:
            reason = f"are {len(batch.stored)} for {n} records"
            raise BatchRefused(what="what is stored", reason=reason)
        unknown = set().union(*(each or () for each in batch.stored)) - set(schema.names())
        if unknown:
            raise BatchRefused(what="what is stored", reason=f"names no fields: {sorted(unknown)}")


def _check_stream(stream: Stream, n_records: int, field: Any, what: str) -> None:
    tokens, lengths = stream.tokens, stream.lengths
    if not isinstance(field, Grams) and kind_of_format(field) is None:
        raise BatchRefused(what=what, reason=f"has a format of bytes, {field.format!r}")
    if len(tokens) >= MAX_TOKENS:
        raise SegmentTooLarge(what="tokens of a field", limit=MAX_TOKENS)
    if len(lengths) != n_records:
        raise BatchRefused(what=what, reason=f"has {len(lengths)} lengths for {n_records} records")
    if any(array.dtype != np.int32 for array in (tokens, lengths)):
        raise BatchRefused(what=what, reason="is not of int32")
    if lengths.min(initial=0) < 0 or int(lengths.sum(dtype=np.int64)) != len(tokens):
        raise BatchRefused(what=what, reason="has lengths that are not those of its tokens")
    if tokens.min(initial=0) < 0 or tokens.max(initial=-1) >= len(stream.terms):
        raise BatchRefused(what=what, reason="has tokens that are no terms")
    if stream.positions is not None and len(stream.positions) != len(tokens):
        raise BatchRefused(what=what, reason="has not one position for each token")
    if stream.continues is not None and (
        not isinstance(field, Grams)
        or len(stream.continues) != n_records
        or stream.continues[:1].any()
    ):
        raise BatchRefused(what=what, reason="cannot continue as it says")
    _check_terms(stream.terms, isinstance(field, Grams), what)


def _check_terms(terms: Sequence[str | bytes], of_grams: bool, what: str) -> None:
    # All at once first: one by one they are a tenth of a build.
    if all(isinstance(term, str) for term in terms):
        text = "".join(terms)  # type: ignore[arg-type]  # all are text
        is_plain = text.isprintable() and (not of_grams or all(terms))
        if is_plain:
            return
    for term in terms:
        try:
            encoded = term.encode() if isinstance(term, str) else term
        except UnicodeEncodeError as error:
            reason = f"has the term {term!r}, which is no text"
            raise BatchRefused(what=what, reason=reason) from error
        if of_grams and not is_unit(encoded):
            raise BatchRefused(what=what, reason=f"has {term!r}, which is no unit")
