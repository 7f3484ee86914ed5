"""Every import of Whoosh: the names of its 2.7.4 that the other modules build on, and nothing else.

Whoosh has no types, so what comes from here is `Any` to a type checker.
"""

from whoosh import columns, fields, formats, query, scoring, searching, sorting, system
from whoosh.codec.base import (
    Automata,
    Codec,
    FieldCursor,
    FieldWriter,
    PerDocumentReader,
    PerDocumentWriter,
    Segment,
    TermsReader,
)
from whoosh.fields import UnknownFieldError, ensure_schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.idsets import DocIdSet
from whoosh.index import (
    _CURRENT_TOC_VERSION as CURRENT_TOC_VERSION,
)
from whoosh.index import (
    _DEF_INDEX_NAME as DEFAULT_INDEX_NAME,
)
from whoosh.index import (
    TOC,
    EmptyIndexError,
    FileIndex,
    LockError,
    clean_files,
)
from whoosh.matching import LeafMatcher, ListMatcher, NullMatcher, ReadTooFar
from whoosh.multiproc import MpWriter
from whoosh.reading import (
    EmptyReader,
    MultiReader,
    ReaderClosed,
    SegmentReader,
    TermInfo,
    TermNotFound,
)
from whoosh.util.filelock import try_for
from whoosh.util.numeric import byte_to_length
from whoosh.util.text import utf8encode
from whoosh.writing import (
    NO_MERGE,
    OPTIMIZE,
    IndexingError,
    SegmentWriter,
)

# What a table of contents begins with: the widths of the numbers that it is written in.
TOC_SIZES = (system._INT_SIZE, system._LONG_SIZE, system._FLOAT_SIZE)

__all__ = [
    "CURRENT_TOC_VERSION",
    "DEFAULT_INDEX_NAME",
    "NO_MERGE",
    "OPTIMIZE",
    "TOC",
    "TOC_SIZES",
    "Automata",
    "BufferFile",
    "Codec",
    "DocIdSet",
    "EmptyIndexError",
    "EmptyReader",
    "FieldCursor",
    "FieldWriter",
    "FileIndex",
    "FileStorage",
    "IndexingError",
    "LeafMatcher",
    "ListMatcher",
    "LockError",
    "MpWriter",
    "MultiReader",
    "NullMatcher",
    "PerDocumentReader",
    "PerDocumentWriter",
    "RamStorage",
    "ReadTooFar",
    "ReaderClosed",
    "Segment",
    "SegmentReader",
    "SegmentWriter",
    "TermInfo",
    "TermNotFound",
    "TermsReader",
    "UnknownFieldError",
    "byte_to_length",
    "clean_files",
    "columns",
    "ensure_schema",
    "fields",
    "formats",
    "query",
    "scoring",
    "searching",
    "sorting",
    "try_for",
    "utf8encode",
]
