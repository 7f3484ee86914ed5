"""bm25s: scores of words in a sparse matrix; no phrases, filters or columns."""

import importlib.metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

import bm25s  # type: ignore[import-untyped]
from bm25s.tokenization import Tokenized  # type: ignore[import-untyped]

from benchmarks.engines.protocol import TOP
from benchmarks.engines.streams import Streams


class Bm25s:
    """The words as numbers, as its own tokenizer would give them; its numba backend."""

    version = importlib.metadata.version("bm25s")
    kinds = ("or", "long")

    def load(self, streams: Streams) -> None:
        bounds, tokens = streams.words.bounds(), streams.words.tokens
        ids = [tokens[start:end].tolist() for start, end in pairwise(bounds)]
        vocabulary = {term: number for number, term in enumerate(streams.words.terms)}
        self._tokens = Tokenized(ids=ids, vocab=vocabulary)

    def build(self, directory: Path) -> None:
        index = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
        index.index(self._tokens, show_progress=False)
        index.save(directory)

    def open(self, directory: Path) -> None:
        self._index = bm25s.BM25.load(directory, mmap=True)
        self._index.backend = "numba"

    def prepared(self, kind: str, terms: list[str]) -> Any:
        return [terms]

    def ask(self, kind: str, query: Any) -> object:
        return self._index.retrieve(query, k=TOP, show_progress=False)

    def checked(self, kind: str, query: Any) -> object:
        return int((self._index.get_scores(query[0]) > 0).sum())
