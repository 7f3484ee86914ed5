"""What both engines on Whoosh share: the schema, its queries and how they are asked."""

import importlib.metadata
from collections.abc import Sequence
from typing import Any

from whoosh import columns, fields, query, sorting

from benchmarks.engines.protocol import TOP
from benchmarks.engines.streams import KINDS, WITH_FACETS, gram_terms

LATEST = sorting.FieldFacet("date", reverse=True)


def schema(words: Any, grams: Any) -> Any:
    """words, grams: the types of the fields."""
    numbers = {
        name: fields.COLUMN(columns.NumericColumn("i", default=0))
        for name in ("date", "year", "id")
    }
    return fields.Schema(w=words, g=grams, category=fields.ID(), **numbers)


class Asking:
    """Asks an open searcher of Whoosh; the number of a passage is that of its document."""

    version = importlib.metadata.version("whoosh")
    kinds: Sequence[str] = KINDS
    _searcher: Any

    def prepared(self, kind: str, terms: list[str]) -> Any:
        match kind:
            case "and":
                return query.And([query.Term("w", term) for term in terms])
            case "phrase":
                grams = gram_terms(terms)
                return query.Term("g", grams[0]) if len(grams) == 1 else query.Phrase("g", grams)
            case "prefix":
                return query.Prefix("w", terms[0])
            case "facet" | "narrow":
                wanted = query.Or([query.Term("w", term) for term in terms[1:]])
                return wanted, query.Term("category", terms[0])
            case _:
                return query.Or([query.Term("w", term) for term in terms])

    def ask(self, kind: str, query: Any) -> object:
        return self._found(kind, query).top_n

    def checked(self, kind: str, query: Any) -> object:
        found = self._found(kind, query)
        if kind in WITH_FACETS:
            return sorted([int(year), n] for year, n in found.groups("year").items())
        if kind == "sort":
            dates = self._searcher.reader().column_reader("date")
            return [int(dates[number]) for _, number in found.top_n]
        return len(found)

    def _found(self, kind: str, query: Any) -> Any:
        if kind in WITH_FACETS:
            wanted, only = query
            return self._searcher.search(
                wanted, limit=TOP, filter=only, groupedby="year", maptype=sorting.Count
            )
        if kind == "sort":
            return self._searcher.search(query, limit=TOP, sortedby=LATEST)
        return self._searcher.search(query, limit=TOP)
