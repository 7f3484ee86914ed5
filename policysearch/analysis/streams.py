"""Units and words of many texts at once, in numbers: what `Analyzer` gives of each, much faster.

The texts are folded, put one behind the other, and cut as one; END behind each is a sign that no
pattern crosses. Each distinct stretch is cut into words once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policysearch.analysis.pieces import is_punctuation, stretches
from policysearch.analysis.units import ascii_units
from policysearch.analysis.words import AFTER_RUNS, BREAK, FIRST_RUN, Cutter
from policysearch.text.fold_all import END, codes_of

Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
# A stretch of folded text, or the terms of a recognised one.
Stretch = str | tuple[str, ...]

_SPACE = 0x20
# Above every code point: the number of the first unit of several characters.
_LONGER = 0x110000


@dataclass(frozen=True, slots=True)
class Stream:
    """Tokens of texts one after the other.

    terms: distinct ones, each in `tokens`, in the order in which they first come.
    tokens: int32[n] indices of terms.  lengths: int32[n_texts] how many tokens each text has.
    """

    terms: tuple[str, ...]
    tokens: Numbers
    lengths: Numbers

    def rows(self, texts: Numbers, n_texts: Numbers) -> "Stream":
        """Make texts anew: each of the next `n_texts` of `texts`, indices of this one's texts."""
        starts = np.cumsum(self.lengths, dtype=np.int64) - self.lengths
        sizes = self.lengths[texts]
        lengths = _sums(sizes, np.cumsum(n_texts, dtype=np.int64))
        return _in_order(self.terms, self.tokens[_ranges(starts[texts], sizes)], lengths)


class Numbering(dict[Stretch, int]):
    """Numbers what it is asked for, from 0 in the order of asking."""

    def __missing__(self, key: Stretch) -> int:
        number = self[key] = len(self)
        return number

    def of(self, keys: Sequence[str] | Sequence[Stretch]) -> Numbers:
        """The numbers of keys: int32[len(keys)]."""
        return np.fromiter(map(self.__getitem__, keys), dtype=np.int32, count=len(keys))


def unit_stream(folded: str) -> Stream:
    """The units of texts that `fold_all` gave."""
    codes = codes_of(folded)
    tokens = codes.astype(np.int32)
    begins = codes != _SPACE
    longer = Numbering()
    for text, start, end in ascii_units(folded):
        if end - start > 1:
            tokens[start] = _LONGER + longer[text]
            begins[start + 1 : end] = False
    tokens = tokens[begins]
    ends = np.flatnonzero(tokens == ord(END))
    lengths = np.diff(ends, prepend=-1).astype(np.int32) - np.int32(1)
    numbers, tokens = _renumbered(np.delete(tokens, ends), _LONGER + len(longer))
    names = list(longer)
    terms = [chr(n) if n < _LONGER else names[n - _LONGER] for n in numbers.tolist()]
    return Stream(tuple(map(str, terms)), tokens, lengths)


def word_stream(folded: str, cutter: Cutter) -> Stream:
    """The `words` of texts that `fold_all` gave."""
    numbering = Numbering({END: 0})
    pieces = numbering.of(stretches(folded))
    words = _words_of(list(numbering), cutter)
    sizes = words.sizes[pieces]
    tokens = words.tokens[_ranges(words.starts[pieces], sizes)]
    lengths = _sums(sizes, np.flatnonzero(pieces == 0) + 1)
    return _in_order(words.terms, tokens, lengths)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of stretch i: terms at tokens[starts[i] : starts[i] + sizes[i]]."""

    terms: Sequence[str]
    tokens: Numbers
    starts: Places
    sizes: Places


def _words_of(found: Sequence[Stretch], cutter: Cutter) -> _Words:
    """Cut distinct stretches: all runs in one call, then the others, BREAK before each."""
    runs: list[str] = []
    others: list[str] = []
    is_other = np.ones(len(found), dtype=np.bool_)
    for number, each in enumerate(found):
        if isinstance(each, tuple):
            others += (BREAK, *each)
        elif FIRST_RUN <= each < AFTER_RUNS:
            runs.append(each)
            is_other[number] = False
        else:
            others += (BREAK,) if is_punctuation(each) else (BREAK, each)
    words = [BREAK, *cutter.search_all(runs), *others] if runs else others
    numbering = Numbering({BREAK: 0})
    tokens = numbering.of(words)
    breaks = np.flatnonzero(tokens == 0)
    order = np.argsort(is_other, kind="stable")
    starts, sizes = np.empty_like(breaks), np.empty_like(breaks)
    starts[order] = breaks + 1
    sizes[order] = np.diff(breaks, append=len(tokens)) - 1
    return _Words(list(map(str, numbering)), tokens, starts, sizes)


def _in_order(terms: Sequence[str], tokens: Numbers, lengths: Numbers) -> Stream:
    used, tokens = _renumbered(tokens, len(terms))
    return Stream(tuple(terms[number] for number in used.tolist()), tokens, lengths)


def _renumbered(tokens: Numbers, n_numbers: int) -> tuple[Places, Numbers]:
    """Number anew by first occurrence: the numbers used, in that order, and the tokens."""
    first = np.full(n_numbers, len(tokens), dtype=np.int64)
    # Of several values for one place the last one stays.
    first[tokens[::-1]] = np.arange(len(tokens) - 1, -1, -1, dtype=np.int64)
    used = np.flatnonzero(first < len(tokens))
    used = used[np.argsort(first[used])]
    numbers = np.empty(n_numbers, dtype=np.int32)
    numbers[used] = np.arange(len(used), dtype=np.int32)
    return used, numbers[tokens]


def _ranges(starts: Places, sizes: Numbers | Places) -> Places:
    """The places of all ranges [start, start + size), one range after the other."""
    ends = np.cumsum(sizes, dtype=np.int64)
    n_places = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(n_places, dtype=np.int64)


def _sums(sizes: Numbers | Places, ends: Places) -> Numbers:
    """The sums of what stands between two ends, of which the last is the last of all."""
    totals = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])
    return np.diff(totals[ends], prepend=0).astype(np.int32)
