"""The reader's words in a text: marked in the whole of it, or in a cut at sentence bounds.

Made from the canonical text, never from an index. May import analysis and text.
"""

from policysearch.analysis.sieve import Sieve
from policysearch.model import Highlight, Snippet, Span
from policysearch.snippet.marks import find_words, marked
from policysearch.snippet.window import best_window

__all__ = ["DEFAULT_LENGTH", "cut", "find_words", "mark"]

DEFAULT_LENGTH = 110


def mark(text: str, words: Sieve, following: str = "") -> Snippet:
    """Mark every word in a text; word numbers begin at 1.

    following: the text of the next piece where that continues this one. A match may run on into it;
    its highlight ends with this text.
    """
    if words.has_no_character(text, following):
        return Snippet(text)
    marks = marked(text, words, following, with_units=False).marks
    return Snippet(text, tuple(Highlight(Span(start, end), word) for start, end, word in marks))


def cut(text: str, words: Sieve, *, length: int = DEFAULT_LENGTH, following: str = "") -> Snippet:
    """Mark a text and cut it to at most `length` characters, never inside a unit.

    The cut shows as many different words as fit, then fills at least half of its length, then
    stands at the better bounds (sentences, clauses, anywhere), then shows more occurrences and
    more text, then comes first. Only a highlight longer than the cut is cut itself, and only a
    single unit longer than `length` is shown beyond it.
    """
    if len(text) <= length:
        return mark(text, words, following)
    found = marked(text, words, following, with_units=True)
    start, end = best_window(found, length)
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    start += len(text[start:end]) - len(text[start:end].lstrip())
    shown = tuple(
        Highlight(Span(max(at, start) - start, min(to, end) - start), word)
        for at, to, word in found.marks
        if at < end and to > start
    )
    return Snippet(text[start:end], shown, bool(text[:start].strip()), bool(text[end:].strip()))
