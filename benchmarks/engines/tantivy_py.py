"""tantivy by its Python bindings."""

import importlib.metadata
import re
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from benchmarks.engines.protocol import TOP
from benchmarks.engines.streams import KINDS, WITH_FACETS, Streams, gram_terms

# Enough for one segment of 160,000 passages, which is the best case of its queries.
HEAP = 1_000_000_000
_BY_YEAR = {"years": {"terms": {"field": "year", "size": 1000}}}


class Tantivy:
    """Strings of tokens, cut at spaces by its own tokenizer."""

    version = importlib.metadata.version("tantivy")
    kinds = KINDS

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    def load(self, streams: Streams) -> None:
        self._rows = streams.strings()

    def build(self, directory: Path) -> None:
        directory.mkdir()
        index = _registered(tantivy.Index(_schema(), str(directory)))
        writer = index.writer(heap_size=HEAP, num_threads=self._threads)
        for number, (words, grams, category, date) in enumerate(self._rows):
            document = tantivy.Document()
            document.add_text("w", words)
            document.add_text("g", grams)
            document.add_text("category", category)
            document.add_integer("date", date)
            document.add_integer("year", date // 10_000)
            document.add_integer("id", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, directory: Path) -> None:
        self._index = _registered(tantivy.Index.open(str(directory)))
        self._schema = self._index.schema
        self._searcher: Any = self._index.searcher()

    def prepared(self, kind: str, terms: list[str]) -> Any:
        match kind:
            case "and":
                return self._words(Occur.Must, terms)
            case "phrase":
                grams = gram_terms(terms)
                if len(grams) == 1:
                    return Query.term_query(self._schema, "g", grams[0])
                return Query.phrase_query(self._schema, "g", list(grams))
            case "prefix":
                return Query.regex_query(self._schema, "w", re.escape(terms[0]) + ".*")
            case "facet" | "narrow":
                only = Query.term_query(self._schema, "category", terms[0])
                wanted = self._words(Occur.Should, terms[1:])
                return Query.boolean_query(
                    [(Occur.Must, wanted), (Occur.Must, Query.const_score_query(only, 0.0))]
                )
            case _:
                return self._words(Occur.Should, terms)

    def ask(self, kind: str, query: Any) -> object:
        if kind == "sort":
            return self._searcher.search(query, TOP, count=False, order_by_field="date").hits
        best = self._searcher.search(query, TOP, count=False).hits
        if kind in WITH_FACETS:
            return best, self._searcher.aggregate(query, _BY_YEAR)
        return best

    def checked(self, kind: str, query: Any) -> object:
        if kind == "sort":
            return [
                date for date, _ in self._searcher.search(query, TOP, order_by_field="date").hits
            ]
        if kind in WITH_FACETS:
            buckets = self._searcher.aggregate(query, _BY_YEAR)["years"]["buckets"]
            return sorted([int(each["key"]), each["doc_count"]] for each in buckets)
        return self._searcher.search(query, 1, count=True).count

    def _words(self, occur: Occur, terms: list[str]) -> Query:
        return Query.boolean_query(
            [(occur, Query.term_query(self._schema, "w", term)) for term in terms]
        )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("w", tokenizer_name="spaces", index_option="freq")
    builder.add_text_field("g", tokenizer_name="spaces", index_option="position")
    builder.add_text_field("category", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("date", "year", "id"):
        builder.add_integer_field(name, fast=True)
    return builder.build()


def _registered(index: tantivy.Index) -> tantivy.Index:
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("spaces", spaces)
    return index
