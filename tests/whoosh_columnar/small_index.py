"""A small index of every kind of field, and everything that it answers."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import columns, fields, query
from whoosh.filedb.filestore import FileStorage

from whoosh_columnar.field_types import Grams
from whoosh_columnar.index import ColumnarIndex, create_in

TEXTS = ("人工智能产业", "产业政策", "人工", "智能制造政策", "政策的解释")
Answers = dict[str, Any]


def a_schema() -> Any:
    return fields.Schema(
        key=fields.ID(stored=True, unique=True),
        units=Grams(),
        words=fields.KEYWORD(scorable=True),
        text=fields.TEXT(analyzer=None, phrase=True, stored=True),
        year=fields.NUMERIC(sortable=True, stored=True),
        kind=fields.ID(sortable=True),
        is_valid=fields.BOOLEAN(),
        extra=fields.COLUMN(columns.VarBytesColumn()),
    )


def a_record(number: int, edition: int = 0) -> dict[str, Any]:
    """A record that says its number and edition."""
    text = TEXTS[number % len(TEXTS)] + f"第{number}号"
    return {
        "key": str(number),
        "units": text,
        "words": f"所有 第{number}号 版{edition} " + "政策 " * (number % 3),
        "year": 2000 + number % 7,
        "kind": "甲乙丙"[number % 3],
        "is_valid": number % 2 == 0,
        "text": text,
        "extra": b"%d" % number,
    }


def add(index: Any, numbers: Iterable[int], edition: int = 0, **options: Any) -> None:
    """Commit these records."""
    writer = index.writer()
    for number in numbers:
        writer.add_document(**a_record(number, edition))
    writer.commit(**options)


def a_small_index(folder: Path, n_segments: int = 3, size: int = 4) -> ColumnarIndex:
    """Segments of a few records, of which the first of all and the last are deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    index = create_in(folder, a_schema())
    for segment in range(n_segments):
        add(index, range(segment * size, (segment + 1) * size), merge=False)
    writer = index.writer()
    writer.delete_by_term("key", "0")
    writer.delete_by_term("key", str(n_segments * size - 1))
    writer.commit(merge=False)
    return index


QUERIES = {
    "all": query.Every(),
    "word": query.Term("words", "政策"),
    "either": query.Or([query.Term("words", "政策"), query.Term("words", "第5号")]),
    "but": query.And([query.Term("words", "所有"), query.Not(query.Term("words", "政策"))]),
    "phrase": query.Phrase("units", ["政\x1f策"]),
    "run": query.Phrase("units", ["人\x1f工", "工\x1f智", "智\x1f能"]),
    "unit": query.Prefix("units", "策\x1f"),
    "years": query.NumericRange("year", 2001, 2003),
}


def answers(index: Any) -> Answers:
    """Everything that can be asked: hits with scores, stored values, columns, terms, counts."""
    with index.searcher() as searcher:
        found: Answers = {
            name: sorted(
                (hit["key"], round(hit.score, 4), hit["year"], hit.get("text"))
                for hit in searcher.search(asked, limit=None)
            )
            for name, asked in QUERIES.items()
        }
        found["by year"] = [
            hit["key"] for hit in searcher.search(query.Every(), sortedby=["year", "kind", "key"])
        ]
        reader = searcher.reader()
        found["terms"] = sorted(reader.all_terms())
        found["count"] = reader.doc_count()
        extra = [leaf.column_reader("extra") for leaf, _ in reader.leaf_readers()]
        found["extra"] = sorted(value for column in extra for value in column)
        return found


def keys(index: Any) -> list[int]:
    """Which records there are."""
    with index.searcher() as searcher:
        return sorted(int(hit["key"]) for hit in searcher.search(query.Every(), limit=None))


def names_in_use(index: ColumnarIndex) -> set[str]:
    """The files that an index needs, its lock included."""
    latest = index._read_toc()
    storage: FileStorage = index.storage
    kept = {name for segment in latest.segments for name in segment.list_files(storage)}
    return kept | {f"_MAIN_{latest.generation}.toc", "MAIN_WRITELOCK"}


def file_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
