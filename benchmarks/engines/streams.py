"""The tokens that every engine indexes, read from a folder that `making.py` wrote.

The folder of a data set, all numbers little-endian int32:

words.terms, units.terms    the distinct terms, one a line; a token is the number of its line
words.tokens, units.tokens  the tokens of all passages, one after the other
words.lengths, units.lengths  how many of them each passage has
columns.tsv                 category, tab, date as yyyymmdd or 0, one passage a line
<kind>.queries              one query a line, terms separated by spaces (KINDS)

`words` are indexed with frequencies, grams (each unit and the one after it, the end mark last) with
their positions. Nothing but the standard library is imported here: Debian's Python reads it too.
"""

import sys
from array import array
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

# Unit separator, as in policysearch.analysis.grams.
SEPARATOR = "\x1f"
# or, and: all words of a question, of a keyword form.  phrase: units.  prefix: of a word.
# facet, narrow: a category, then words; the largest category, or another.  sort: words, by date.
# long: 500 words.
KINDS = ("or", "and", "phrase", "prefix", "facet", "narrow", "sort", "long")
WITH_FACETS = ("facet", "narrow")


@dataclass(frozen=True, slots=True)
class Stream:
    """terms[t] for t in tokens, of which passage i has the next lengths[i]; arrays of int32."""

    terms: list[str]
    tokens: "array[int]"
    lengths: "array[int]"

    def bounds(self) -> list[int]:
        """n_passages + 1 places: passage i has tokens[bounds[i]:bounds[i + 1]]."""
        return [0, *accumulate(self.lengths)]

    def joined(self) -> list[str]:
        """Each passage's terms, separated by spaces."""
        bounds, named = self.bounds(), self.terms.__getitem__
        return [
            " ".join(map(named, self.tokens[bounds[i] : bounds[i + 1]]))
            for i in range(len(self.lengths))
        ]

    def joined_grams(self) -> list[str]:
        """Each passage's grams, separated by spaces: a␟b b␟c c␟ for the units a b c."""
        bounds = self.bounds()
        first = [term + SEPARATOR for term in self.terms].__getitem__
        later = [f"{term} {term}{SEPARATOR}" for term in self.terms].__getitem__
        return [
            first(self.tokens[start]) + "".join(map(later, self.tokens[start + 1 : end]))
            if start < end
            else ""
            for start, end in pairwise(bounds)
        ]


@dataclass(frozen=True, slots=True)
class Streams:
    """A data set: two streams and two columns; the id of a passage is its place, from 0."""

    words: Stream
    units: Stream
    categories: list[str]
    dates: list[int]

    def strings(self) -> list[tuple[str, str, str, int]]:
        """(words, grams, category, date) of each passage, tokens with spaces between."""
        words, grams = self.words.joined(), self.units.joined_grams()
        return list(zip(words, grams, self.categories, self.dates, strict=True))

    @property
    def n_passages(self) -> int:
        return len(self.dates)


def read_streams(folder: Path) -> Streams:
    """Read a data set."""
    rows = [line.split("\t") for line in _lines(folder / "columns.tsv")]
    return Streams(
        _stream(folder, "words"),
        _stream(folder, "units"),
        [sys.intern(row[0]) for row in rows],
        [int(row[1]) for row in rows],
    )


def read_queries(folder: Path, kind: str) -> list[list[str]]:
    """The queries of a kind, each its terms, in a random but fixed order."""
    return [line.split(" ") for line in _lines(folder / f"{kind}.queries")]


def gram_terms(units: list[str]) -> list[str]:
    """The grams that stand in a row where these units do; two or more of them."""
    return [first + SEPARATOR + second for first, second in pairwise(units)]


def _stream(folder: Path, name: str) -> Stream:
    numbers = []
    for part in ("tokens", "lengths"):
        content = array("i")
        content.frombytes((folder / f"{name}.{part}").read_bytes())
        numbers.append(content)
    return Stream(_lines(folder / f"{name}.terms"), *numbers)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
