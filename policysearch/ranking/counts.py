"""What a backend counts for the terms of a query: the arrays that all scores are made of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ordinals = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """One distinct term of the query against the candidates.

    n_query: times in the query.  frequency: rows of the whole index that have it.
    rows: int64[n] candidates that have it, each once.  tf: float64[n] times in each.
    """

    n_query: int
    frequency: int
    rows: Ordinals
    tf: Floats


@dataclass(frozen=True, slots=True)
class Stream:
    """The query's terms in one stream, in ascending order, and the candidates' lengths.

    lengths: float64[n_candidates].  n_rows, mean_length: of the whole index.
    """

    terms: tuple[TermCounts, ...]
    lengths: Floats
    n_rows: int
    mean_length: float
