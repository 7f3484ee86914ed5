"""The same records in an index of Whoosh's own and in one of ours."""

from collections.abc import Collection
from typing import Any

from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex

from whoosh_columnar.index import ColumnarIndex


def stock_index(schema: Any, records: list[Any], n_segments: int = 1, deleted: Any = ()) -> Any:
    """Records in Whoosh's own segments, spread evenly; some deleted, by number."""
    return filled(FileIndex.create(RamStorage(), schema, "MAIN"), records, n_segments, deleted)


def our_index(schema: Any, records: list[Any], n_segments: int = 1, deleted: Any = ()) -> Any:
    """The same in ours."""
    return filled(ColumnarIndex.create(RamStorage(), schema, "MAIN"), records, n_segments, deleted)


def filled(index: Any, records: list[Any], n_segments: int, deleted: Collection[int]) -> Any:
    size = len(records)
    for at in range(n_segments):
        writer = index.writer()
        for record in records[size * at // n_segments : size * (at + 1) // n_segments]:
            writer.add_document(**record)
        writer.commit(merge=False)
    if deleted:
        writer = index.writer()
        for number in deleted:
            writer.delete_document(number)
        writer.commit(merge=False)
    return index


def is_executed(results: Any) -> bool:
    """Whether results were found over arrays and not by Whoosh's own search."""
    return type(results.collector).__module__.startswith("whoosh_columnar")
