from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.analysis import streams
from policysearch.analysis.analyzer import Analyzer, default_analyzer, frequencies
from policysearch.analysis.streams import Stream
from policysearch.analysis.words import BREAK, Cutter, PythonCutter, RustCutter
from policysearch.text.fold_all import END
from tests.any_text import ANY_TEXT

LEXICON = Path(streams.__file__).parent / "lexicon"
# Half of what analysis looks at: numerals, dates, numbers of documents, units, rare characters.
PIECES = [
    "第一百二十条之一",
    "二〇二五年十月八日",
    "百分之三十五六",
    "三百零五",
    "十四五",
    "国发〔2025〕11号",
    "令第三号",
    "1,800.5",
    "192.168.1.1",
    "2025-08-26",
    "a4纸",
    "ai+",
    "㎡",
    "☀",
    "é",
    "ß",
    "々〇",
    "鿖",
    "𠀀",
    "鼓励创新",
    "苏州工业园区",
]
TEXT = st.one_of(
    ANY_TEXT.map(lambda text: text.replace(END, "")),
    st.lists(st.sampled_from([*PIECES, " ", "，", "-", "."]), max_size=8).map("".join),
)


def rows(stream: Stream) -> list[tuple[str, ...]]:
    """The tokens of each text as strings."""
    ends = np.cumsum(stream.lengths).tolist()
    terms = [stream.terms[token] for token in stream.tokens.tolist()]
    assert ends[-1:] in ([len(terms)], [])
    return [
        tuple(terms[end - n : end]) for end, n in zip(ends, stream.lengths.tolist(), strict=True)
    ]


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=3))
def test_many_texts_are_analysed_as_each_by_itself(texts: list[str], more: list[str]) -> None:
    analyzer = default_analyzer()
    units, words = analyzer.streams(texts, more)
    assert rows(units) == [analyzer.units(text) for text in texts]
    assert rows(words) == [analyzer.words(text) for text in (*texts, *more)]


@given(st.lists(TEXT, max_size=5))
def test_terms_are_distinct_and_stand_in_the_order_of_their_first_tokens(texts: list[str]) -> None:
    for stream in default_analyzer().streams(texts):
        first = dict.fromkeys(token for row in rows(stream) for token in row)
        assert stream.terms == tuple(first)
        assert stream.tokens.dtype == stream.lengths.dtype == np.int32


def test_texts_can_be_made_anew_of_others() -> None:
    _, words = default_analyzer().streams(["鼓励创新", "人工智能", ""])
    made = words.rows(np.array([1, 0, 2, 1], dtype=np.int32), np.array([2, 0, 2], dtype=np.int32))
    of = rows(words)
    assert rows(made) == [of[1] + of[0], (), of[1]]
    assert made.terms == tuple(dict.fromkeys(of[1] + of[0]))


@pytest.mark.parametrize("kind", [RustCutter, PythonCutter])
def test_runs_cut_together_are_cut_as_each_by_itself(kind: type[RustCutter]) -> None:
    cutter: Cutter = kind(frequencies(LEXICON / "words.txt"))
    runs = ["苏州工业园区人工智能", "的", "中华人民共和国反电信网络诈骗法", "龘", "的"]
    together = " ".join(cutter.search_all(runs)).split(BREAK)
    assert [part.split() for part in together] == [cutter.search(run) for run in runs]


def test_the_laws_are_analysed_as_one_by_one(shared_data: Path) -> None:
    texts = [
        line
        for path in sorted((shared_data / "data" / "laws").rglob("*.md"))[::60]
        for line in path.read_text("utf-8").split("\n")
    ]
    analyzer = Analyzer()
    units, words = analyzer.streams(texts)
    assert rows(units) == [analyzer.units(text) for text in texts]
    assert rows(words) == [analyzer.words(text) for text in texts]


def test_a_long_text_of_one_thing_takes_no_time() -> None:
    """Each would take hours if a pattern began anew at every character."""
    for text in ("。" * 300_000, "a" * 300_000, "一" * 3_000, "第" * 300_000, "1," * 150_000):
        units, _ = default_analyzer().streams([text])
        assert rows(units) == [default_analyzer().units(text)]
