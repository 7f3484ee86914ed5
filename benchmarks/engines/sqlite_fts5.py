"""SQLite's FTS5, fed with tokens: contentless, cut at spaces by its `ascii` tokenizer."""

import sqlite3
from pathlib import Path
from typing import Any

from benchmarks.engines.protocol import TOP
from benchmarks.engines.streams import KINDS, WITH_FACETS, Streams, gram_terms

# `ascii` cuts at every ASCII character but letters and digits: signs within words become others.
_SIGNS = {ord(char): 0xE000 + ord(char) for char in map(chr, range(128)) if not char.isalnum()}
_SAFE = {code: safe for code, safe in _SIGNS.items() if code not in (0x20, 0x0A)}
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE VIRTUAL TABLE passages USING fts5(w, g, content='', tokenize='ascii');
CREATE TABLE columns (id INTEGER PRIMARY KEY, category TEXT, date INTEGER, year INTEGER);
"""
_MATCH = "FROM passages WHERE passages MATCH ?"
_JOIN = "FROM passages JOIN columns ON id = passages.rowid WHERE passages MATCH ?"


class Fts5:
    """One table of two columns, and the columns of the passages beside it."""

    version = sqlite3.sqlite_version
    kinds = KINDS

    def load(self, streams: Streams) -> None:
        self._words = [text.translate(_SAFE) for text in streams.words.joined()]
        self._grams = [text.translate(_SAFE) for text in streams.units.joined_grams()]
        self._columns = [
            (number, category, date, date // 10_000)
            for number, (category, date) in enumerate(
                zip(streams.categories, streams.dates, strict=True)
            )
        ]

    def build(self, directory: Path) -> None:
        directory.mkdir()
        database = sqlite3.connect(directory / "passages.db", isolation_level=None)
        database.executescript(_TABLES)
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO passages (rowid, w, g) VALUES (?, ?, ?)",
            zip(range(len(self._words)), self._words, self._grams, strict=True),
        )
        database.executemany("INSERT INTO columns VALUES (?, ?, ?, ?)", self._columns)
        database.execute("COMMIT")
        database.close()

    def open(self, directory: Path) -> None:
        self._database = sqlite3.connect(directory / "passages.db")

    def prepared(self, kind: str, terms: list[str]) -> Any:
        match kind:
            case "and":
                return (f"w : ({_quoted(terms, ' AND ')})",)
            case "phrase":
                return (f'g : "{" ".join(gram_terms(terms)).translate(_SAFE)}"',)
            case "prefix":
                return (f"w : {_quoted(terms, '')}*",)
            case "facet" | "narrow":
                return f"w : ({_quoted(terms[1:], ' OR ')})", terms[0]
            case _:
                return (f"w : ({_quoted(terms, ' OR ')})",)

    def ask(self, kind: str, query: Any) -> object:
        if kind == "sort":
            return self._rows(f"SELECT date, id {_JOIN} ORDER BY date DESC LIMIT {TOP}", query)
        if kind in WITH_FACETS:
            best = f"SELECT rank, id {_JOIN} AND category = ? ORDER BY rank LIMIT {TOP}"
            return self._rows(best, query), self.checked(kind, query)
        return self._rows(f"SELECT rank, rowid {_MATCH} ORDER BY rank LIMIT {TOP}", query)

    def checked(self, kind: str, query: Any) -> object:
        if kind == "sort":
            return [
                row[0]
                for row in self._rows(f"SELECT date {_JOIN} ORDER BY date DESC LIMIT 10", query)
            ]
        if kind in WITH_FACETS:
            by_year = f"SELECT year, count(*) {_JOIN} AND category = ? GROUP BY year ORDER BY year"
            return [list(row) for row in self._rows(by_year, query)]
        return self._rows(f"SELECT count(*) {_MATCH}", query)[0][0]

    def _rows(self, sql: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
        return self._database.execute(sql, values).fetchall()


def _quoted(terms: list[str], joint: str) -> str:
    return joint.join(f'"{term.translate(_SAFE)}"' for term in terms)
