"""What a backend counts for the terms of a query: the arrays that all scores are made of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ordinals = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """One distinct term of the query, and where it stands.

    n_query: times in the query.  frequency: rows of the whole index that have it.
    rows: intp[n] of these rows, each once; those that cannot be hits may be left out.
    impacts: float32[n] what bm25.impacts makes of the term's count in each.
    """

    n_query: int
    frequency: int
    rows: Ordinals
    impacts: Floats


@dataclass(frozen=True, slots=True)
class Stream:
    """The query's terms in one stream, in ascending order.

    n_rows: of the whole index.  n_scored: rows that scores are asked for, all `rows` are below it.
    """

    terms: tuple[TermCounts, ...]
    n_rows: int
    n_scored: int
