"""Batches into one segment: everything is brought in order at once, then written term by term."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from policysearch.backends.whoosh.batch import FIELDS, Batch, FieldOccurrences
from policysearch.backends.whoosh.whoosh_internals import (
    PLACE_BYTES,
    Numbers,
    Posting,
    SegmentFile,
    places_as_bytes,
)


def write_segment(directory: Path, batches: Sequence[Batch]) -> Any:
    """Write one segment of all documents, in order of id, and give it."""
    documents = [document for batch in batches for document in batch.documents]
    order = sorted(range(len(documents)), key=lambda number: documents[number][0])
    numbers = np.empty(len(documents), dtype=np.int32)
    numbers[order] = np.arange(len(documents), dtype=np.int32)
    bases = np.cumsum([0, *(len(batch.documents) for batch in batches)]).tolist()
    numbers_by_batch = [
        numbers[base : base + len(batch.documents)]
        for base, batch in zip(bases, batches, strict=False)
    ]
    file = SegmentFile(directory)
    for number in order:
        file.add_document(*documents[number])
    for field, name in enumerate(FIELDS):
        parts = [batch.fields[field] for batch in batches]
        file.add_field(name, _postings(parts, numbers_by_batch))
    return file.close()


def _postings(
    parts: Sequence[FieldOccurrences], numbers_by_batch: Sequence[Numbers]
) -> Iterator[tuple[bytes, Iterator[Posting]]]:
    """Cut occurrences into postings, in order of term, document and place."""
    names = sorted({name for part in parts for name in part.names})
    rank_by_name = {name: rank for rank, name in enumerate(names)}
    n_documents = max(1, sum(map(len, numbers_by_batch)))
    keys = []
    for part, numbers in zip(parts, numbers_by_batch, strict=True):
        ranks = np.array([rank_by_name[name] for name in part.names], dtype=np.int64)
        keys.append(ranks[part.terms] * n_documents + numbers[part.documents])
    key = np.concatenate(keys)
    # Places ascend within a document already, and a stable sort leaves them so.
    order = np.argsort(key, kind="stable")
    key = key[order]
    values = places_as_bytes(np.concatenate([part.places for part in parts])[order])

    starts = np.flatnonzero(np.diff(key, prepend=-1))
    ranks, numbers_of_postings = np.divmod(key[starts], n_documents)
    bounds = np.append(starts, len(key))
    rows = zip(
        numbers_of_postings.tolist(),
        np.diff(bounds).tolist(),
        (bounds[:-1] * PLACE_BYTES).tolist(),
        (bounds[1:] * PLACE_BYTES).tolist(),
        strict=True,
    )
    for rank, n_postings in zip(*np.unique(ranks, return_counts=True), strict=True):
        postings = islice(rows, int(n_postings))
        yield names[rank], ((number, n, values[a:b]) for number, n, a, b in postings)
