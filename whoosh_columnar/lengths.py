"""Lengths of fields as Whoosh's scores see them: in steps, the next step up."""

import numpy as np

from whoosh_columnar.postings import Numbers
from whoosh_columnar.whoosh_internals import byte_to_length

# The 256 lengths that Whoosh's length byte stands for, ascending.
STEPS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.int32)


def rounded(lengths: Numbers) -> Numbers:
    """int32[n]: each length as Whoosh keeps it; all above the last step are the last step."""
    steps = np.searchsorted(STEPS, lengths)
    return STEPS[np.minimum(steps, 255)]
