"""Whoosh's index with columnar segments: readers share mappings, and errors name the file."""

import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from whoosh_columnar.codec import ColumnarCodec
from whoosh_columnar.errors import SegmentDamaged
from whoosh_columnar.searcher import ColumnarSearcher
from whoosh_columnar.segment import ColumnarSegment
from whoosh_columnar.segment_data import SegmentData, segment_data
from whoosh_columnar.toc import read_toc, write_toc
from whoosh_columnar.whoosh_internals import (
    DEFAULT_INDEX_NAME,
    TOC,
    EmptyReader,
    FileIndex,
    FileStorage,
    MpWriter,
    MultiReader,
    SegmentReader,
    SegmentWriter,
    ensure_schema,
)
from whoosh_columnar.writer import ColumnarWriter

# A writer may delete a generation's files between the reading of its contents and of its segments.
_ATTEMPTS = 10
_PAUSE_S = 0.05


class ColumnarIndex(FileIndex):  # type: ignore[misc]
    """An index in a storage of Whoosh's; several threads may ask it for readers.

    Segments that other codecs wrote are read by those.
    """

    def __init__(
        self, storage: Any, schema: Any = None, indexname: str = DEFAULT_INDEX_NAME,
        trusted: Collection[str] = (),
    ) -> None:  # fmt: skip
        """trusted: modules beyond Whoosh's whose names its pickles may hold: of analyzers of your
        own, of values you store. Raises EmptyIndexError where there is no index, SegmentDamaged,
        FormatOutdated, ForeignName."""
        self.trusted = tuple(trusted)
        self._open: WeakValueDictionary[str, SegmentData] = WeakValueDictionary()
        # Not Whoosh's own, which would read the pickles of the contents whatever they name.
        self.storage = storage
        self.indexname = indexname
        self._schema = None if schema is None else ensure_schema(schema)
        self._read_toc()

    @classmethod
    def create(cls, storage: Any, schema: Any, indexname: str = DEFAULT_INDEX_NAME) -> Any:
        """Begin an index; one of this name is emptied."""
        for name in storage.list():
            if TOC._pattern(indexname).match(name):
                storage.delete_file(name)
        write_toc(storage, indexname, ensure_schema(schema), [], 0)
        return cls(storage, schema, indexname)

    def writer(self, procs: int = 1, codec: Any = None, **options: Any) -> Any:
        """A ColumnarWriter; Whoosh's own for several processes, or to write by another codec."""
        ours = codec or ColumnarCodec(trusted=self.trusted)
        if procs > 1:
            return MpWriter(self, procs=procs, codec=ours, **options)
        if not isinstance(ours, ColumnarCodec):
            return SegmentWriter(self, codec=ours, **options)
        return ColumnarWriter(self, **options)

    def searcher(self, **options: Any) -> ColumnarSearcher:
        """A searcher of the latest generation; options as for Whoosh's."""
        return ColumnarSearcher(self.reader(), fromindex=self, **options)

    def reader(self, reuse: Any = None) -> Any:
        """A reader of the latest generation.

        Segments that this index has open are shared, whoever reads them; `reuse` changes nothing,
        and no reader is closed but by its own `close`.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            contents = self._read_toc()
            try:
                return self.reader_of(contents.schema, contents.segments, contents.generation)
            except FileNotFoundError as error:
                if attempt == _ATTEMPTS:
                    name = Path(error.filename or str(error)).name
                    raise SegmentDamaged(file=name, reason="it is missing") from error
                time.sleep(_PAUSE_S)
        raise AssertionError("the last attempt returned or raised")

    def reader_of(self, schema: Any, segments: Sequence[Any], generation: int) -> Any:
        """A reader of some segments."""
        readers: list[Any] = []
        try:
            for segment in segments:
                readers.append(self._segment_reader(schema, segment, generation))
        except BaseException:
            for reader in readers:
                reader.close()
            raise
        if not readers:
            return EmptyReader(schema)
        return readers[0] if len(readers) == 1 else MultiReader(readers, generation=generation)

    def verify(self) -> None:
        """Read every byte of the latest generation's own segments; raises SegmentDamaged."""
        reader = self.reader()
        try:
            for leaf, _ in reader.leaf_readers():
                data = segment_data(leaf)
                if data is not None:
                    data.verify()
        finally:
            reader.close()

    def _segment_reader(self, schema: Any, segment: Any, generation: int) -> Any:
        codec = None
        if isinstance(segment, ColumnarSegment):
            codec = ColumnarCodec(self._open.get(segment.segment_id()), self.trusted)
        reader = SegmentReader(self.storage, schema, segment, generation=generation, codec=codec)
        if codec is not None and codec.data is not None:
            self._open[segment.segment_id()] = codec.data
        return reader

    def _read_toc(self) -> Any:
        return read_toc(self.storage, self.indexname, self._schema, self.trusted)


def create_in(
    folder: Path | str, schema: Any, *, indexname: str = DEFAULT_INDEX_NAME,
    trusted: Collection[str] = (),
) -> ColumnarIndex:  # fmt: skip
    """Begin an index in a folder that exists; one of this name there is emptied."""
    storage = FileStorage(str(folder))
    ColumnarIndex.create(storage, schema, indexname)
    return ColumnarIndex(storage, indexname=indexname, trusted=trusted)


def open_dir(
    folder: Path | str, *, indexname: str = DEFAULT_INDEX_NAME, schema: Any = None,
    readonly: bool = False, trusted: Collection[str] = (),
) -> ColumnarIndex:  # fmt: skip
    """Open the index of a folder; a folder that cannot be written will do for reading."""
    storage = FileStorage(str(folder), readonly=readonly)
    return ColumnarIndex(storage, schema=schema, indexname=indexname, trusted=trusted)
