"""The forward store of a gram field, and the postings of its pairs.

Each record is a row of units (numbers from 1 in the order of their bytes) with the end mark 0
after it, unless the next record goes on where it stops: then a pair runs on into that one.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import MAX_SHORT_UNITS, SEPARATOR, PairTerms, Terms
from whoosh_columnar.field_arrays import GRAMS, FieldArrays
from whoosh_columnar.inverting import invert_pairs
from whoosh_columnar.postings import Numbers
from whoosh_columnar.rows import Bounds, Rows, bounds_of, places


def gram_field(units: Sequence[bytes], rows: Rows) -> FieldArrays:
    """The field of a forward store.

    units: ascending; each stands in a row.  rows: of unit_dtype(len(units)), a row per record.
    """
    pairs, postings = invert_pairs(rows.items, rows.bounds)
    terms = PairTerms(Terms.from_sorted(units), pairs)
    return FieldArrays(GRAMS, terms, postings, forward=rows)


def unit_dtype(n_units: int) -> np.dtype[np.unsignedinteger]:
    """The type of a forward store of so many units: uint16 or uint32."""
    return np.dtype(np.uint16) if n_units < MAX_SHORT_UNITS else np.dtype(np.uint32)


def with_end_marks(
    units: npt.NDArray[np.integer], lengths: Numbers, is_continued: npt.NDArray[np.bool_]
) -> Rows:
    """Rows of int32 from units that stand record after record.

    lengths: int32[n_records].  is_continued: bool[n_records], whether the next one goes on there.
    """
    sizes = lengths + ~is_continued
    bounds = bounds_of(sizes)
    items = np.zeros(int(bounds[-1]), dtype=np.int32)
    items[places(bounds[:-1], lengths.astype(np.int64))] = units
    return Rows(items, bounds)


def is_continued(rows: Rows) -> npt.NDArray[np.bool_]:
    """bool[n_records]: whether the next record goes on where a record stops."""
    found: npt.NDArray[np.bool_] = rows.sizes == 0
    filled = ~found
    found[filled] = rows.items[rows.bounds[1:][filled] - 1] != 0
    return found


def rows_of_pairs(
    terms: Sequence[bytes], numbers: Numbers, records: Numbers, positions: Numbers, n_records: int
) -> tuple[list[bytes], Rows]:
    """The units, ascending, and the forward store of which these are the pairs.

    numbers, records, positions: int32[n], each occurrence's term, record, and place in it; the
    places of a record are 0, 1, 2 …, as the field type makes them.
    """
    firsts = [term.partition(SEPARATOR)[0] for term in terms]
    units = sorted(set(firsts))
    number_by_unit = {unit: number for number, unit in enumerate(units, start=1)}
    unit_of_term = np.array([number_by_unit[unit] for unit in firsts], dtype=np.int32)
    lengths = np.bincount(records, minlength=n_records).astype(np.int32)
    if np.any(positions >= lengths[records]):
        raise ValueError("the pairs of a Grams field have no gaps between them")
    rows = with_end_marks(
        np.zeros(len(numbers), dtype=np.int32), lengths, np.zeros(n_records, dtype=np.bool_)
    )
    starts: Bounds = rows.bounds[:-1]
    rows.items[starts[records] + positions] = unit_of_term[numbers]
    return units, Rows(rows.items.astype(unit_dtype(len(units))), rows.bounds)
