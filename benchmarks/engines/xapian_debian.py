"""Xapian by Debian's bindings, which live in Debian's own Python."""

from pathlib import Path
from typing import Any

import xapian  # type: ignore[import-not-found]

from benchmarks.engines.protocol import TOP
from benchmarks.engines.streams import KINDS, WITH_FACETS, Streams, gram_terms

_DATE, _YEAR = 0, 1
# The longest term it takes, in bytes, less the letter before it.
_LONGEST = 244


class Xapian:
    """Terms W…, terms with positions G…, a boolean term C… for the category; values for columns."""

    version = xapian.version_string()
    kinds = KINDS

    def load(self, streams: Streams) -> None:
        self._streams = streams

    def build(self, directory: Path) -> None:
        streams = self._streams
        words = ["W" + term for term in streams.words.terms]
        word_bounds, gram_bounds = streams.words.bounds(), streams.units.bounds()
        units = streams.units.terms
        database = xapian.WritableDatabase(str(directory), xapian.DB_CREATE | xapian.DB_NO_SYNC)
        for number in range(streams.n_passages):
            document = xapian.Document()
            for token in streams.words.tokens[word_bounds[number] : word_bounds[number + 1]]:
                if len(words[token].encode()) <= _LONGEST:
                    document.add_term(words[token])
            row = [
                units[i]
                for i in streams.units.tokens[gram_bounds[number] : gram_bounds[number + 1]]
            ]
            for position, gram in enumerate(gram_terms([*row, ""]), 1):
                if len(gram.encode()) <= _LONGEST:
                    document.add_posting("G" + gram, position)
            document.add_boolean_term("C" + streams.categories[number])
            date = streams.dates[number]
            document.add_value(_DATE, f"{date:08d}")
            document.add_value(_YEAR, f"{date // 10_000:04d}")
            database.add_document(document)
        database.commit()
        database.close()

    def open(self, directory: Path) -> None:
        self._database = xapian.Database(str(directory))
        self._enquire = xapian.Enquire(self._database)

    def prepared(self, kind: str, terms: list[str]) -> Any:
        match kind:
            case "and":
                return xapian.Query(xapian.Query.OP_AND, ["W" + term for term in terms])
            case "phrase":
                grams = ["G" + gram for gram in gram_terms(terms)]
                if len(grams) == 1:
                    return xapian.Query(grams[0])
                return xapian.Query(xapian.Query.OP_PHRASE, grams, len(grams))
            case "prefix":
                pattern = "W" + terms[0]
                limit = xapian.Query.WILDCARD_LIMIT_ERROR
                return xapian.Query(xapian.Query.OP_WILDCARD, pattern, 0, limit, xapian.Query.OP_OR)
            case "facet" | "narrow":
                wanted = xapian.Query(xapian.Query.OP_OR, ["W" + term for term in terms[1:]])
                only = xapian.Query("C" + terms[0])
                return xapian.Query(xapian.Query.OP_FILTER, wanted, only)
            case _:
                return xapian.Query(xapian.Query.OP_OR, ["W" + term for term in terms])

    def ask(self, kind: str, query: Any) -> object:
        if kind in WITH_FACETS:
            best, years = self._years(query)
            return _hits(best), years
        if kind == "sort":
            return _hits(self._latest(query))
        self._reset(query)
        return _hits(self._enquire.get_mset(0, TOP))

    def checked(self, kind: str, query: Any) -> object:
        if kind in WITH_FACETS:
            return self._years(query)[1]
        if kind == "sort":
            return [int(match.document.get_value(_DATE)) for match in self._latest(query)]
        self._reset(query)
        return self._enquire.get_mset(0, 1, self._database.get_doccount()).get_matches_estimated()

    def _reset(self, query: Any) -> None:
        self._enquire.set_query(query)
        self._enquire.set_sort_by_relevance()

    def _latest(self, query: Any) -> Any:
        self._enquire.set_query(query)
        self._enquire.set_sort_by_value(_DATE, True)
        return self._enquire.get_mset(0, TOP)

    def _years(self, query: Any) -> tuple[Any, list[list[int]]]:
        self._reset(query)
        spy = xapian.ValueCountMatchSpy(_YEAR)
        self._enquire.add_matchspy(spy)
        best = self._enquire.get_mset(0, TOP, self._database.get_doccount())
        self._enquire.clear_matchspies()
        return best, sorted([int(each.term), each.termfreq] for each in spy.values())


def _hits(matches: Any) -> list[tuple[float, int]]:
    return [(match.weight, match.docid - 1) for match in matches]
