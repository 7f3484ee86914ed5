"""A field of a segment in memory: its dictionary, its postings, and what else its kind keeps.

kind        a posting keeps                          Whoosh's format
existence   nothing                                  Existence
frequency   how often                                Frequency
positions   how often, and where                     Positions
valued      bytes as the format made them            any other
grams       how often, and where; the record's       see field_types.Grams
            units in order beside the postings

Weights are kept where some posting's is not its frequency: a boosted field, term or document.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from whoosh_columnar.dictionary import PairTerms, Terms
from whoosh_columnar.postings import Postings, write_postings
from whoosh_columnar.rows import Rows, least, write_rows_whole
from whoosh_columnar.segment_file import SegmentFileWriter

EXISTENCE = "existence"
FREQUENCY = "frequency"
POSITIONS = "positions"
VALUED = "valued"
GRAMS = "grams"

Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FieldArrays:
    """The postings of one field over some records, numbered from 0.

    terms: PairTerms for grams, else Terms.
    weights: float32[n_postings], None where each is the posting's tf.
    values: of `valued`, a row of bytes for each posting.
    forward: of `grams`, a row of units for each record, its end mark 0 included.
    """

    kind: str
    terms: Terms | PairTerms
    postings: Postings
    weights: Weights | None = None
    values: Rows | None = None
    forward: Rows | None = None


def write_field(writer: SegmentFileWriter, name: str, field: FieldArrays) -> None:
    """Write a field; its kind goes to the header."""
    prefix = prefix_of(name)
    field.terms.write(writer, prefix)
    write_postings(writer, prefix, field.postings)
    if field.weights is not None:
        writer.add(f"{prefix}.weights", field.weights)
    if field.values is not None:
        write_rows_whole(writer, f"{prefix}.values", field.values)
    if field.forward is not None:
        writer.add(f"{prefix}.forward", field.forward.items)
        writer.add(f"{prefix}.starts", least(field.forward.bounds))


def prefix_of(name: str) -> str:
    """What the names of a field's arrays begin with."""
    return f"{name}/field"


def kept_weights(weights: Weights, tf: npt.NDArray[np.int32]) -> Weights | None:
    """The weights if some of them is not its posting's frequency."""
    return None if np.array_equal(weights, tf) else weights
