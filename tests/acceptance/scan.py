"""The oracle of exactness: folds, cuts and scans texts as docs/query-language.md says in words.

It shares no code with the program, and compares every place of every text.
"""

import re
from collections.abc import Iterable, Iterator

from policysearch import Document

ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
QUOTES = frozenset("“”„‟«»「」『』＂〝〞〟")
WORD = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
FIGURES = re.compile("[0-9]+(?:[.,][0-9]+)*")
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")

# What counts of a text, and where in it each of that begins.
Placed = list[tuple[str, int]]


def units(text: str) -> Placed:
    """The units of a text, each with the place where it begins."""
    characters = folded(text)
    inside = marks_inside_numbers("".join(char for char, _ in characters))
    found: Placed = []
    is_open = False
    for number, (char, place) in enumerate(characters):
        is_word = char in WORD or number in inside
        if is_word and is_open:
            found[-1] = (found[-1][0] + char, found[-1][1])
        elif char != " ":
            found.append((char, place))
        is_open = is_word
    return found


def folded(text: str) -> Placed:
    """The characters that count; a space is one only between two ASCII words."""
    visible = [(half(char), place) for place, char in enumerate(text) if char not in ZERO_WIDTH]
    kept: Placed = []
    for number, (char, place) in enumerate(visible):
        if not char.isspace():
            kept.append((char, place))
            continue
        following = next((one for one, _ in visible[number:] if not one.isspace()), "")
        if kept and kept[-1][0] in WORD and following in WORD:
            kept.append((" ", place))
    return kept


def half(char: str) -> str:
    """A character as it is compared."""
    if char in QUOTES:
        return '"'
    narrow = chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char
    return narrow.lower() if len(narrow.lower()) == 1 else narrow


def marks_inside_numbers(text: str) -> set[int]:
    """The places of the commas that group thousands and of single decimal points."""
    inside: set[int] = set()
    for figures in FIGURES.finditer(text):
        marks = {at for at in range(*figures.span()) if text[at] in ",."}
        if GROUPED.fullmatch(figures[0]):
            inside |= marks
            continue
        start = figures.start()
        for part in figures[0].split(","):
            if part.count(".") == 1:
                inside.add(start + part.index("."))
            start += len(part) + 1
    return inside


class Scan:
    """All texts of some documents; the pieces of a cut passage read on."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._runs = [run for document in documents for run in runs(document)]

    def find(self, phrase: str) -> list[tuple[str, int]]:
        """The passages, as (document id, ordinal) in order, in which the phrase begins."""
        return sorted(set(self._begins(phrase)))

    def count(self, phrase: str) -> int:
        """How often the phrase stands in all of the texts."""
        return sum(1 for _ in self._begins(phrase))

    def _begins(self, phrase: str) -> Iterator[tuple[str, int]]:
        wanted = [unit for unit, _ in units(phrase)]
        for document_id, starts, texts, places in self._runs:
            for at, begin in enumerate(places if wanted else ()):
                if texts[at] == wanted[0] and texts[at : at + len(wanted)] == wanted:
                    yield document_id, max(n for n, start in starts if start <= begin)


def runs(
    document: Document,
) -> Iterator[tuple[str, list[tuple[int, int]], list[str], list[int]]]:
    """Each passage with the pieces that continue it: document, where each (ordinal) starts, the
    units, and where each of them begins.
    """
    records = document.records
    heads = [n for n, record in enumerate(records) if not record.continues]
    for head, beyond in zip(heads, [*heads[1:], len(records)], strict=True):
        start, end = records[head].span.start, records[beyond - 1].span.end
        starts = [(n, records[n].span.start - start) for n in range(head, beyond)]
        placed = units(document.text[start:end])
        yield document.id, starts, [unit for unit, _ in placed], [at for _, at in placed]
