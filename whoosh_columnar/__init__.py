"""Whoosh's indexes at the speed of arrays: a codec, a writer and a searcher for Whoosh 2.7.4.

Imports NumPy, Whoosh and the standard library. See README.md, and FORMAT.md for the bytes.
"""

from whoosh_columnar.batch import Batch, Stream
from whoosh_columnar.codec import ColumnarCodec
from whoosh_columnar.errors import (
    BatchRefused,
    ColumnarError,
    ForeignName,
    FormatOutdated,
    SegmentDamaged,
    SegmentTooLarge,
)
from whoosh_columnar.field_types import Grams
from whoosh_columnar.index import ColumnarIndex, create_in, open_dir
from whoosh_columnar.merge_policy import at_most_four
from whoosh_columnar.searcher import ColumnarSearcher
from whoosh_columnar.segment_data import (
    ColumnData,
    FieldData,
    SegmentData,
    deleted_mask,
    segment_data,
)
from whoosh_columnar.weighting import ColumnarBM25F
from whoosh_columnar.writer import ColumnarWriter

__all__ = [
    "Batch",
    "BatchRefused",
    "ColumnData",
    "ColumnarBM25F",
    "ColumnarCodec",
    "ColumnarError",
    "ColumnarIndex",
    "ColumnarSearcher",
    "ColumnarWriter",
    "FieldData",
    "ForeignName",
    "FormatOutdated",
    "Grams",
    "SegmentDamaged",
    "SegmentData",
    "SegmentTooLarge",
    "Stream",
    "at_most_four",
    "create_in",
    "deleted_mask",
    "open_dir",
    "segment_data",
]
