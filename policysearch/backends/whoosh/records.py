"""A batch of documents as records of the index, see schema.py."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from policysearch.backends.port import EntryBatch, Numbers, TokenStream
from policysearch.backends.whoosh.schema import Head, encoded
from whoosh_columnar import Batch, Stream


def records_of(batch: EntryBatch) -> Batch:
    """Give each passage a record, and each document without any one of its own."""
    n_records = np.maximum(batch.n_passages, 1)
    firsts = np.cumsum(n_records, dtype=np.int64) - n_records
    n_all = int(n_records.sum(dtype=np.int64))
    has_passage = np.ones(n_all, dtype=np.bool_)
    has_passage[firsts[batch.n_passages == 0]] = False
    continues = np.zeros(n_all, dtype=np.bool_)
    continues[has_passage] = batch.continues
    # A document's first passage goes on nothing, whatever it says.
    continues[firsts] = False

    def stream(tokens: TokenStream, continues: npt.NDArray[np.bool_] | None = None) -> Stream:
        lengths: Numbers = np.zeros(n_all, dtype=np.int32)
        lengths[has_passage] = tokens.lengths
        terms = [encoded(term) for term in tokens.terms]
        return Stream(terms, tokens.tokens, lengths, continues=continues)

    ids = [document.id.encode() for document in batch.documents]
    is_first = np.zeros(n_all, dtype=np.int32)
    is_first[firsts] = 1
    stored: list[Mapping[str, Any] | None] = [None] * n_all
    for first, document, n_passages in zip(
        firsts.tolist(), batch.documents, batch.n_passages.tolist(), strict=True
    ):
        head = Head(document.date, document.title, document.fields, n_passages)
        stored[first] = head.stored()
    return Batch(
        n_records=n_all,
        streams={
            "units": stream(batch.units),
            "words": stream(batch.words),
            "grams": stream(batch.units, continues),
            "document": Stream(ids, np.arange(len(ids), dtype=np.int32), is_first),
        },
        columns={},
        stored=stored,
    )
