"""The reader's words in a text: marked in the whole of it, or in a cut at sentence bounds.

Made from the canonical text, never from an index. Where matches overlap the longer one is marked,
then that of the earlier word, then the one that begins first.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policysearch.analysis.analyzer import Analyzer
from policysearch.analysis.pattern import Pattern, Unit, end_at
from policysearch.analysis.sieve import Numbered, Sieve, is_han_phrase
from policysearch.model import Highlight, Snippet, Span
from policysearch.text.characters import CLOSING, SENTENCE_ENDS
from policysearch.text.fold import fold, fold_with_offsets

DEFAULT_LENGTH = 110
# Context before a word where no bound of a sentence or clause is near.
_LEAD = 20
_SENTENCE_END = re.compile(f"[{re.escape(SENTENCE_ENDS)}\n]+[{re.escape(CLOSING)}]*")
_CLAUSE_END = re.compile("[;；，,：:、]+")
# How good a bound is.
_ANYWHERE, _CLAUSE, _SENTENCE = 0, 1, 2


def mark(text: str, words: Sieve, analyzer: Analyzer, following: str = "") -> Snippet:
    """Mark every word in a text; word numbers begin at 1.

    following: the text of the next piece where that continues this one. A match may run on into it;
    its highlight ends with this text.
    """
    possible = words.possible(text, following)
    if not possible:
        return Snippet(text)
    if all(is_han_phrase(pattern) for _, pattern in possible):
        return Snippet(text, _by_character(text, possible, following))
    return Snippet(text, _marked(text, possible, analyzer, following).highlights)


def cut(
    text: str,
    words: Sieve,
    analyzer: Analyzer,
    *,
    length: int = DEFAULT_LENGTH,
    following: str = "",
) -> Snippet:
    """Mark a text and cut it to at most `length` characters, never inside a unit.

    The cut shows as many different words as fit, then fills at least half of its length, then
    stands at the better bounds (sentences, clauses, anywhere), then shows more occurrences and
    more text, then comes first. Only a highlight longer than the cut is cut itself, and only a
    single unit longer than `length` is shown beyond it.
    """
    if len(text) <= length:
        return mark(text, words, analyzer, following)
    marked = _marked(text, words.possible(text, following), analyzer, following)
    start, end = _best_window(marked, length)
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    start += len(text[start:end]) - len(text[start:end].lstrip())
    shown = tuple(
        Highlight(
            Span(max(each.span.start, start) - start, min(each.span.end, end) - start), each.word
        )
        for each in marked.highlights
        if each.span.start < end and each.span.end > start
    )
    return Snippet(text[start:end], shown, bool(text[:start].strip()), bool(text[end:].strip()))


def find_words(units: Sequence[str], patterns: Sequence[Numbered]) -> list[tuple[int, int, int]]:
    """Every match as `pattern.find` finds it: (start, end, number of the word)."""
    # One character for each distinct unit makes a search for neighbours one for a substring.
    codes = {unit: chr(code) for code, unit in enumerate(dict.fromkeys(units))}
    coded = "".join(map(codes.__getitem__, units))
    found: list[tuple[int, int, int]] = []
    for number, pattern in patterns:
        if all(unit in codes for unit in pattern.units):
            found += ((*match, number) for match in _matches(pattern, units, codes, coded))
    return found


def _matches(
    pattern: Pattern, units: Sequence[str], codes: dict[str, str], coded: str
) -> Iterator[tuple[int, int]]:
    # Up to the first element that is no plain unit, a substring.
    plain: list[str] = []
    for element in pattern.elements:
        if not isinstance(element, Unit):
            break
        plain.append(codes[element.text])
    head = "".join(plain)
    is_phrase = len(plain) == len(pattern.elements)
    start = coded.find(head)
    while -1 < start < len(units):
        end = start + len(plain) if is_phrase else end_at(pattern, units, start)
        if end is not None and end > start:
            yield start, end
        start = coded.find(head, start + 1)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A text with the places of its units and its highlights, both ascending."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    highlights: tuple[Highlight, ...]


def _marked(text: str, patterns: Sequence[Numbered], analyzer: Analyzer, following: str) -> _Marked:
    located = analyzer.locate(text)
    n_own = len(located.texts)
    units = located.texts + (analyzer.units(following) if following else ())
    matches = [match for match in find_words(units, patterns) if match[0] < n_own]
    highlights = _chosen(matches, located.starts, located.ends)
    return _Marked(text, located.starts, located.ends, highlights)


def _by_character(text: str, patterns: Sequence[Numbered], following: str) -> tuple[Highlight, ...]:
    """The highlights of phrases in Chinese characters: each is a unit, so nothing need be cut."""
    folded, offsets = fold_with_offsets(text)
    whole = folded + fold(following) if following else folded
    matches = []
    for number, pattern in patterns:
        phrase = "".join(pattern.units)
        start = whole.find(phrase)
        while -1 < start < len(folded):
            matches.append((start, start + len(phrase), number))
            start = whole.find(phrase, start + 1)
    if offsets.is_identity:
        return _chosen(matches, range(len(text)), range(1, len(text) + 1))
    origins = offsets.origins()
    return _chosen(matches, origins, [origin + 1 for origin in origins])


def _chosen(
    matches: list[tuple[int, int, int]], starts: Sequence[int], ends: Sequence[int]
) -> tuple[Highlight, ...]:
    """The matches to mark, in order; unit i stands at [starts[i], ends[i])."""
    matches.sort(key=lambda match: (match[0] - match[1], match[2], match[0]))
    is_marked = bytearray(max((end for _, end, _ in matches), default=0))
    kept = []
    for start, end, word in matches:
        if is_marked.find(1, start, end) < 0:
            is_marked[start:end] = b"\1" * (end - start)
            last = min(end, len(ends)) - 1
            kept.append(Highlight(Span(starts[start], ends[last]), word))
    kept.sort(key=lambda each: each.span.start)
    return tuple(kept)


def _best_window(marked: _Marked, length: int) -> tuple[int, int]:
    """The range of at most `length` characters to show of a longer text."""
    bounds = _bounds(marked)
    starts = [each.span.start for each in marked.highlights]

    def worth(window: tuple[int, int]) -> tuple[int, bool, int, int, int, int]:
        start, end = window
        begun = marked.highlights[bisect_left(starts, start) : bisect_left(starts, end)]
        words = [
            each.word
            for each in begun
            if each.span.end <= end or each.span.end > each.span.start + length
        ]
        quality = bounds.get(start, _ANYWHERE) + bounds.get(end, _ANYWHERE)
        is_long = end - start >= length // 2
        return len(set(words)), is_long, quality, len(words), end - start, -start

    return max(_windows(marked, bounds, length), key=worth)


def _bounds(marked: _Marked) -> dict[int, int]:
    """Place → quality of the sentence's or clause's end there, units and highlights left whole."""
    text = marked.text
    bounds = {match.end(): _CLAUSE for match in _CLAUSE_END.finditer(text)}
    bounds |= {match.end(): _SENTENCE for match in _SENTENCE_END.finditer(text)}
    wholes = [
        (start, end)
        for start, end in zip(marked.starts, marked.ends, strict=True)
        if end - start > 1
    ]
    wholes += [(each.span.start, each.span.end) for each in marked.highlights]
    for start, end in wholes:
        for place in range(start + 1, end):
            bounds.pop(place, None)
    return bounds | {0: _SENTENCE, len(text): _SENTENCE}


def _windows(marked: _Marked, bounds: dict[int, int], length: int) -> Iterator[tuple[int, int]]:
    """Every cut worth comparing: from each bound or highlight to the last of each quality."""
    starts = {place for place in bounds if place < len(marked.text)}
    for each in marked.highlights:
        lead = marked.starts[bisect_left(marked.starts, each.span.start - _LEAD)]
        starts |= {each.span.start, _outside(lead, marked.highlights)}
    sentences = sorted(place for place in bounds if bounds[place] == _SENTENCE)
    places = sorted(bounds)
    for start in sorted(starts):
        furthest = start + length
        ends = {_last(sentences, furthest), _last(places, furthest)}
        anywhere = _last(marked.ends, _outside(_last(marked.ends, furthest), marked.highlights))
        if anywhere <= start:
            # One unit or one highlight is longer than the cut.
            anywhere = max(_last(marked.ends, furthest), _first_after(marked.ends, start))
        ends.add(anywhere)
        yield from ((start, end) for end in sorted(ends) if end > start)


def _outside(place: int, highlights: Sequence[Highlight]) -> int:
    """The place, or the start of the highlight that covers it."""
    at = bisect_left(highlights, place, key=lambda each: each.span.start) - 1
    if at >= 0 and place < highlights[at].span.end:
        return highlights[at].span.start
    return place


def _last(places: Sequence[int], limit: int) -> int:
    """The last of ascending places at or before a limit; 0 if there is none."""
    at = bisect_right(places, limit)
    return places[at - 1] if at else 0


def _first_after(places: Sequence[int], limit: int) -> int:
    at = bisect_right(places, limit)
    return places[at] if at < len(places) else limit + 1
