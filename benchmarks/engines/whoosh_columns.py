"""Whoosh with the columnar codec: tokens added as numbers, searches over arrays."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from whoosh import analysis, fields

import whoosh_columnar
from benchmarks.engines.streams import Stream, Streams
from benchmarks.engines.whoosh_queries import Asking, schema
from whoosh_columnar import Batch, ColumnarBM25F, Grams

# Passages of one batch, which has terms of its own: what one process would cut at a time.
BATCH = 10_000
# One segment on A and B, as tantivy and Lucene have there.
LIMIT_TOKENS = 60_000_000


class Columnar(Asking):
    """Batches of tokens, each with its own terms, as processes that cut texts would send them."""

    def load(self, streams: Streams) -> None:
        self._batches = list(_batches(streams))

    def build(self, directory: Path) -> None:
        directory.mkdir()
        words = fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=False)
        index = whoosh_columnar.create_in(directory, schema(words, Grams()))
        writer = index.writer(limit_tokens=LIMIT_TOKENS)
        for batch in self._batches:
            writer.add_batch(batch)
        writer.commit()

    def open(self, directory: Path) -> None:
        self._searcher = whoosh_columnar.open_dir(directory).searcher(
            # A phrase is scored as one term, as by tantivy and Lucene; Whoosh sums its words'.
            weighting=ColumnarBM25F(whole_phrases=True)
        )


def _batches(streams: Streams) -> Iterator[Batch]:
    categories = sorted(set(streams.categories))
    numbers = {category: number for number, category in enumerate(categories)}
    category = np.fromiter(map(numbers.__getitem__, streams.categories), np.int32)
    date = np.array(streams.dates, dtype=np.int32)
    slices = [
        slice(start, start + BATCH) for start in range(0, streams.n_passages, BATCH)
    ]  # fmt: skip
    words, units = _parts(streams.words, slices), _parts(streams.units, slices)
    for part in slices:
        ones = np.ones(len(date[part]), dtype=np.int32)
        yield Batch(
            n_records=len(ones),
            streams={
                "w": next(words),
                "g": next(units),
                "category": whoosh_columnar.Stream(categories, category[part], ones),
            },
            columns={
                "date": date[part],
                "year": date[part] // 10_000,
                "id": np.arange(streams.n_passages, dtype=np.int32)[part],
            },
        )


def _parts(stream: Stream, slices: list[slice]) -> Iterator[whoosh_columnar.Stream]:
    tokens: npt.NDArray[np.int32] = np.frombuffer(stream.tokens, dtype=np.int32)
    lengths: npt.NDArray[np.int32] = np.frombuffer(stream.lengths, dtype=np.int32)
    bounds = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    for part in slices:
        own = tokens[bounds[part.start] : bounds[min(part.stop, len(lengths))]]
        used, renamed = np.unique(own, return_inverse=True)
        terms = [stream.terms[term] for term in used.tolist()]
        yield whoosh_columnar.Stream(terms, renamed.astype(np.int32), lengths[part])
