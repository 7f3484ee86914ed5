"""Whoosh as it comes: its own codec, writer and searcher."""

from pathlib import Path
from typing import Any

from whoosh import analysis, fields, index

from benchmarks.engines.streams import KINDS, Streams
from benchmarks.engines.whoosh_queries import Asking, schema

_MEGABYTES = 256


class StockWhoosh(Asking):
    """A document at a time, strings cut at spaces. A query of 500 words takes it 5 s on A."""

    kinds = tuple(kind for kind in KINDS if kind != "long")

    def load(self, streams: Streams) -> None:
        self._rows = streams.strings()

    def build(self, directory: Path) -> None:
        directory.mkdir()
        spaces = analysis.RegexTokenizer("[^ ]+")
        words: Any = fields.TEXT(analyzer=spaces, phrase=False)
        grams: Any = fields.TEXT(analyzer=spaces)
        writer = index.create_in(directory, schema(words, grams)).writer(limitmb=_MEGABYTES)
        for number, (w, g, category, date) in enumerate(self._rows):
            writer.add_document(
                w=w, g=g, category=category, date=date, year=date // 10_000, id=number
            )
        writer.commit(optimize=True)

    def open(self, directory: Path) -> None:
        self._searcher = index.open_dir(directory).searcher()
