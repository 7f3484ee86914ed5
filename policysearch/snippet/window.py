"""Which part of a long text to show: a window of a bounded length, its bounds at good places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from policysearch.snippet.marks import Marked
from policysearch.text.characters import CLOSING, SENTENCE_ENDS

# Context before a word where no bound of a sentence or clause is near.
_LEAD = 20
_SENTENCE_END = re.compile(f"[{re.escape(SENTENCE_ENDS)}\n]+[{re.escape(CLOSING)}]*")
_CLAUSE_END = re.compile("[;；，,：:、]+")
# How good a bound is.
_ANYWHERE, _CLAUSE, _SENTENCE = 0, 1, 2

# A cut and its worth, the better one the greater: how many different words, whether it is long,
# quality of its bounds, number of marks, length, −start, end.
_Cut = tuple[int, bool, int, int, int, int, int]
_NO_CUT: _Cut = (-1, False, 0, 0, 0, 0, 0)


def best_window(marked: Marked, length: int) -> tuple[int, int]:
    """The range of at most `length` characters to show of a longer text.

    Compared are the cuts from each bound or mark to the last place of each quality.
    """
    cuts = _Cuts(marked, length)
    best = cuts.best(_SENTENCE, cuts.sentences[:-1], _NO_CUT)
    most_words = cuts.most_words()
    for quality, begins in ((_CLAUSE, cuts.clauses), (_ANYWHERE, cuts.beside_bounds)):
        if best[:2] == (most_words, True) and best[2] > quality + _SENTENCE:
            break  # no cut that begins at a worse place is as good
        best = cuts.best(quality, begins(), best)
    return -best[5], best[6]


class _Cuts:
    """The cuts of one text; mark i stands at [starts[i], ends[i]) and is of words[i]."""

    def __init__(self, marked: Marked, length: int) -> None:
        self.marked, self.length = marked, length
        self.starts = [start for start, _, _ in marked.marks]
        self.ends = [end for _, end, _ in marked.marks]
        self.words = [word for _, _, word in marked.marks]
        self.bounds = _bounds(marked)
        self.places = sorted(self.bounds)
        self.sentences = [at for at in self.places if self.bounds[at] == _SENTENCE]

    def best(self, quality: int, begins: Iterable[int], best: _Cut) -> _Cut:
        """The best of the cuts from places of one quality and of a cut known already."""
        starts, ends, words, length = self.starts, self.ends, self.words, self.length
        for most, start, first in self._promising(begins):
            if most < best[0]:
                break
            for end in self._ends(start):
                stop = bisect_left(starts, end)
                if stop > first and end < ends[stop - 1] <= starts[stop - 1] + length:
                    stop -= 1  # it is cut, though it is not longer than any cut
                cut = (
                    len({*words[first:stop]}),
                    end - start >= length // 2,
                    quality + self.bounds.get(end, _ANYWHERE),
                    stop - first,
                    end - start,
                    -start,
                    end,
                )
                if cut > best:
                    best = cut
        return best

    def most_words(self) -> int:
        """How many different words any cut may show at most."""
        stops = (bisect_right(self.starts, start + self.length) for start in self.starts)
        counts = (len({*self.words[first:stop]}) for first, stop in enumerate(stops))
        return max(counts, default=0)

    def clauses(self) -> Iterable[int]:
        """Where clauses end and no sentence does."""
        return [at for at in self.places if self.bounds[at] == _CLAUSE]

    def beside_bounds(self) -> Iterable[int]:
        """Where a mark begins, or a unit a little before it, outside of other marks."""
        units = self.marked.starts
        leads = [units[bisect_left(units, start - _LEAD)] for start in self.starts]
        return {*self.starts, *map(self._outside, leads)}.difference(self.places)

    def _promising(self, begins: Iterable[int]) -> list[tuple[int, int, int]]:
        """How many different words a cut from each place may show at most, the place, and the
        number of its first mark.

        The most come first, so that the others need not be looked at any closer: comparing all cuts
        took a third of the time of a search.
        """
        found = []
        first, stop, most = -1, -1, 0
        for begin in sorted(begins):
            now = bisect_left(self.starts, begin), bisect_right(self.starts, begin + self.length)
            if now != (first, stop):
                first, stop = now
                most = len({*self.words[first:stop]})
            found.append((most, begin, first))
        found.sort(reverse=True)
        return found

    def _ends(self, start: int) -> Iterable[int]:
        """The last places of each quality at which a cut may end."""
        furthest = start + self.length
        last = _last(self.marked.ends, furthest)
        anywhere = self._outside(last)
        if anywhere <= start:
            # One unit or one highlight is longer than the cut.
            anywhere = max(last, _first_after(self.marked.ends, start))
        ends = {_last(self.sentences, furthest), _last(self.places, furthest), anywhere}
        return [end for end in ends if end > start]

    def _outside(self, place: int) -> int:
        """The place, or the start of the mark that covers it."""
        at = bisect_left(self.starts, place) - 1
        return self.starts[at] if at >= 0 and place < self.ends[at] else place


def _bounds(marked: Marked) -> dict[int, int]:
    """Place → quality of the sentence's or clause's end there, units and marks left whole."""
    text = marked.text
    bounds = {match.end(): _CLAUSE for match in _CLAUSE_END.finditer(text)}
    bounds |= {match.end(): _SENTENCE for match in _SENTENCE_END.finditer(text)}
    if marked.has_long_units:
        for place in tuple(bounds):
            at = bisect_left(marked.starts, place) - 1
            if at >= 0 and place < marked.ends[at]:
                del bounds[place]
    for start, end, _ in marked.marks:
        for place in range(start + 1, end):
            bounds.pop(place, None)
    return bounds | {0: _SENTENCE, len(text): _SENTENCE}


def _last(places: Sequence[int], limit: int) -> int:
    """The last of ascending places at or before a limit; 0 if there is none."""
    at = bisect_right(places, limit)
    return places[at - 1] if at else 0


def _first_after(places: Sequence[int], limit: int) -> int:
    at = bisect_right(places, limit)
    return places[at] if at < len(places) else limit + 1
