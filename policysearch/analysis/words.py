"""The cutters of Han runs: jieba's algorithm and dictionary with the words of `lexicon/words.txt`.

`rjieba` (jieba in Rust, six to nine times as fast) does the work; where no wheel of it can be had,
`jieba` itself does, with the same words: a test holds the two equal. Neither changes once made.
"""

import importlib.metadata
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

# What jieba looks at in one piece. It cuts at every other character, so the rest never reaches it.
HAN_RUN = "[\u4e00-\u9fd5]+"
# A stretch of one kind of characters is such a run if it sorts from the one to before the other.
FIRST_RUN, AFTER_RUNS = "\u4e00", "\u9fd6"


class Cutter(Protocol):
    """Cuts a run of Han characters (HAN_RUN) into words; may be used from several threads."""

    name: str

    def plain(self, run: str) -> list[str]:
        """The words that together are the run."""

    def search(self, run: str) -> list[str]:
        """Each word of the plain cut, before it the words of two and three characters inside it."""

    def search_all(self, runs: Sequence[str]) -> list[str]:
        """The search words of many runs, BREAK between two runs."""


# White space to both packages, so that they cut there and give it as a word.
BREAK = "\n"


class RustCutter:
    """rjieba with its own copy of jieba's dictionary, and more words."""

    name = "rjieba"

    def __init__(self, words: Mapping[str, int]) -> None:
        import rjieba

        tokenizer = rjieba.Jieba()
        for word in sorted(words):
            tokenizer.add_word(word, words[word], None)
        self._tokenizer = tokenizer

    def plain(self, run: str) -> list[str]:
        return self._tokenizer.cut(run)

    def search(self, run: str) -> list[str]:
        return self._tokenizer.cut_for_search(run)

    def search_all(self, runs: Sequence[str]) -> list[str]:
        # One call for many runs takes less than half the time of one for each.
        return self._tokenizer.cut_for_search(BREAK.join(runs))


class PythonCutter:
    """jieba on a tokenizer of its own: nothing process-wide, no cache in a shared folder."""

    name = "jieba"

    def __init__(self, words: Mapping[str, int]) -> None:
        import jieba

        dictionary = (Path(jieba.__file__).parent / "dict.txt").read_bytes()
        lines = "".join(f"{word} {words[word]}\n" for word in sorted(words)).encode()
        tokenizer = jieba.Tokenizer()
        # As Tokenizer.initialize does, less the cache file that it would read unchecked from the
        # folder for temporary files.
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(io.BytesIO(dictionary + lines))
        tokenizer.initialized = True
        self._tokenizer = tokenizer

    def plain(self, run: str) -> list[str]:
        return list(self._tokenizer.cut(run))

    def search(self, run: str) -> list[str]:
        return list(self._tokenizer.cut_for_search(run))

    def search_all(self, runs: Sequence[str]) -> list[str]:
        return list(self._tokenizer.cut_for_search(BREAK.join(runs)))


def fastest_cutter(words: Mapping[str, int]) -> Cutter:
    """The cutter of this installation, ready to cut."""
    return RustCutter(words) if version_of("rjieba") else PythonCutter(words)


def version_of(package: str) -> str:
    """The installed version of a package, "" if there is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
