"""`fold` of many texts at once, by tables: a tenth of the time of folding them one by one."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from policysearch.text.fold import folded_characters

Codes = npt.NDArray[np.uint32]

# Stands behind each text. `clean` leaves no control character; to `fold` it is a sign like any
# other, so that nothing folds across it.
END = "\0"
_SPACE, _ZERO_WIDTH = 0x20, 0x200B
_N_CODES = 0x110000


def fold_all(texts: Sequence[str]) -> str:
    """Fold texts, none of which holds END: each folded as by itself, with END behind it."""
    joined = END.join((*texts, ""))
    assert joined.count(END) == len(texts), "clean leaves no control character"
    return _text_of(_without_gaps(_table()[codes_of(joined)]))


def codes_of(text: str) -> Codes:
    """The code points of a text: uint32[n], read-only."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _text_of(codes: Codes) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def _without_gaps(codes: Codes) -> Codes:
    """Leave one space of a gap that holds one and parts ASCII letters or digits, and else nothing.

    The last code is END's, so that a gap at the beginning has it on its left.
    """
    is_gap = (codes == _SPACE) | (codes == _ZERO_WIDTH)
    places = np.flatnonzero(is_gap)
    if not len(places):
        return codes
    begins = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    starts = places[begins]
    ends = places[np.append(begins[1:], len(places)) - 1] + 1
    has_space = np.logical_or.reduceat(codes[places] == _SPACE, begins)
    stays = starts[_parts(codes[starts - 1]) & _parts(codes[ends]) & has_space]
    codes[stays] = _SPACE
    is_gap[stays] = False
    left: Codes = codes[~is_gap]
    return left


def _parts(codes: Codes) -> npt.NDArray[np.bool_]:
    """Which codes are those of ASCII letters (folded) or digits."""
    return ((codes >= 0x30) & (codes <= 0x39)) | ((codes >= 0x61) & (codes <= 0x7A))


@cache
def _table() -> Codes:
    """The code that each code point folds to; a gap's characters are told apart later."""
    table = np.arange(_N_CODES, dtype=np.uint32)
    for code, char in folded_characters().items():
        table[code] = ord(char)
    table.flags.writeable = False
    return table
