"""The recipe: from a raw text to units, to the `words` stream, and to the words a query wants."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path

from policysearch.analysis.pieces import Piece, is_punctuation, is_symbol, pieces
from policysearch.analysis.streams import Stream, unit_stream, word_stream
from policysearch.analysis.units import LocatedUnits, locate_units, units
from policysearch.analysis.words import Cutter, fastest_cutter, version_of
from policysearch.text.fold import fold
from policysearch.text.fold_all import fold_all

# Raised by hand with every change of code that changes an analysis.
_RECIPE = "1"
_LEXICON = Path(__file__).parent / "lexicon"
_FILES = ("words.txt", "stop_words.txt", "question_words.txt")
# A sign that ends the word before it: AI+ is not AI. The others only after letters and digits.
_SUFFIXES, _ASCII_SUFFIXES = "+×", "+×%‰#"
# Signs that make one word of the letters and digits around them: gb/t26341-2010, dfm-2, 3+n.
_CONNECTORS = "-_./&@+×'"


class Analyzer:
    """Text to tokens: a pure function of the text and of what `version` names; safe for threads."""

    def __init__(self, lexicon: Path = _LEXICON, cutter: Cutter | None = None) -> None:
        """Read the lists of a folder; the cutter, without one given, is made when first needed."""
        lines = {name: _lines(lexicon / name) for name in _FILES}
        self._lexicon = lexicon
        self._given = cutter
        self._stops = frozenset(lines["stop_words.txt"] + lines["question_words.txt"])
        self._version = _version({name: "\n".join(lines[name]) for name in _FILES})

    @property
    def version(self) -> str:
        """A name for everything an analysis depends on; equal versions analyse alike."""
        return self._version

    @property
    def cutter(self) -> str:
        """Which package cuts Han runs here: rjieba, or jieba where that is not installed."""
        return self._cutter.name

    def prepare(self) -> None:
        """Make the cutter now, so that no later call has to."""
        self._cutter.search("中国")

    @cached_property
    def _cutter(self) -> Cutter:
        # Its dictionary takes 0.2 s, which no page and no build without changes should wait for.
        cutter = self._given or fastest_cutter(frequencies(self._lexicon / "words.txt"))
        cutter.search("中国")  # what it makes ready at the first cut, before several threads do
        return cutter

    def units(self, raw: str) -> tuple[str, ...]:
        """The units of a text."""
        return units(fold(raw))

    def locate(self, raw: str) -> LocatedUnits:
        """The units of a text with their spans in it."""
        return locate_units(raw)

    def words(self, raw: str) -> tuple[str, ...]:
        """The `words` stream: search-mode words in order, for scores only."""
        search = self._cutter.search
        words: list[str] = []
        for piece in pieces(fold(raw)):
            if piece.kind == "han":
                words += search(piece.text)
            elif piece.terms:
                words += piece.terms
            elif not is_punctuation(piece.text):
                words.append(piece.text)
        return tuple(words)

    def streams(
        self, texts: Sequence[str], only_words: Iterable[str] = ()
    ) -> tuple[Stream, Stream]:
        """The units of many texts, and the `words` of these and of others behind them.

        None of them holds U+0000.
        """
        folded = fold_all(texts)
        others = fold_all(tuple(only_words))
        return unit_stream(folded), word_stream(folded + others, self._cutter)

    def wanted(self, raw: str) -> tuple[str, ...]:
        """The words that a query's text asks for: stretches of the folded text, in order.

        Signs that mean something stay with their word (ai+, 12.8%, dfm-2), other punctuation
        is left out. Stop words, question words and repetitions stay: `is_stop` tells them.
        """
        folded = fold(raw)
        spans: list[tuple[int, int]] = []
        for piece in pieces(folded):
            if piece.kind == "sign" and not is_symbol(piece.text):
                if _ends_word(folded, spans, piece):
                    spans[-1] = (spans[-1][0], piece.end)
            elif _goes_on(folded, spans, piece):
                spans[-1] = (spans[-1][0], piece.end)
            elif piece.kind == "han":
                at = piece.start
                for word in self._cutter.plain(piece.text):
                    spans.append((at, at + len(word)))
                    at += len(word)
            else:
                spans.append((piece.start, piece.end))
        return tuple(folded[start:end] for start, end in spans)

    def is_stop(self, word: str) -> bool:
        """Whether a word is one of function, of question or of politeness."""
        return word in self._stops


@cache
def default_analyzer() -> Analyzer:
    """The analyzer with the lists of this package, made once."""
    return Analyzer()


def frequencies(path: Path) -> dict[str, int]:
    """Read a user dictionary: lines of a word and its frequency."""
    return {word: int(count) for word, count in map(str.split, _lines(path))}


def _ends_word(folded: str, spans: list[tuple[int, int]], sign: Piece) -> bool:
    if not spans or spans[-1][1] != sign.start:
        return False
    return sign.text in (_ASCII_SUFFIXES if folded[sign.start - 1].isascii() else _SUFFIXES)


def _goes_on(folded: str, spans: list[tuple[int, int]], piece: Piece) -> bool:
    """Whether letters and digits belong to the word before, a connecting sign between them."""
    if piece.kind != "ascii" or not spans:
        return False
    start, end = spans[-1]
    sign = folded[piece.start - 1]
    gap = piece.start - end
    if sign not in _CONNECTORS or gap not in (0, 1) or not folded[start : piece.start].isascii():
        return False
    # 2025-2027 is a range of two years, 26341-2010 a number.
    return not (sign == "-" and _is_year(folded[start:end]) and _is_year(piece.text))


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")


def _lines(path: Path) -> tuple[str, ...]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").split("\n"))
    return tuple(line for line in lines if line and not line.startswith("#"))


def _version(lists: dict[str, str]) -> str:
    parts = [_RECIPE, version_of("jieba"), version_of("rjieba"), unicodedata.unidata_version]
    parts += [f"{name}\n{text}" for name, text in sorted(lists.items())]
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:12]
