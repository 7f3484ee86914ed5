"""The passages of a library as a SQLite database that Datasette serves.

FTS5 has no Chinese tokenizer. Of the two usual ways the database takes words separated by spaces:
the trigram tokenizer finds no word of fewer than three characters, and most Chinese words have two.
The words stand in a contentless FTS5 table of their own, so no page shows them.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.exactness import every_document
from policysearch import Library
from policysearch.analysis.analyzer import default_analyzer

METADATA = {
    "databases": {
        "library": {
            "tables": {"passages": {"fts_table": "passages_fts", "fts_pk": "id", "size": 10}}
        }
    }
}
_TABLES = """
CREATE TABLE passages (id INTEGER PRIMARY KEY, document TEXT, heading TEXT, text TEXT);
CREATE VIRTUAL TABLE passages_fts USING fts5(words, content='');
"""


def write_database(index: Path, folder: Path) -> int:
    """Write library.db and metadata.json into a folder; the number of passages."""
    with (
        Library.open(index) as library,
        sqlite3.connect(folder / "library.db") as database,
    ):
        database.executescript(_TABLES)
        rows = list(_rows(library))
        database.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", (row[:4] for row in rows))
        database.executemany(
            "INSERT INTO passages_fts (rowid, words) VALUES (?, ?)",
            ((row[0], row[4]) for row in rows),
        )
        database.execute("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")
    (folder / "metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    return len(rows)


def words_of(text: str) -> str:
    """A text as its words, separated by spaces, as the FTS5 table holds them."""
    return " ".join(default_analyzer().words(text))


def _rows(library: Library) -> Iterator[tuple[int, str, str, str, str]]:
    number = 0
    for document in every_document(library):
        for passage in document.passages:
            number += 1
            heading = " ".join(passage.heading_path)
            yield number, document.title, heading, passage.text, words_of(passage.text)
