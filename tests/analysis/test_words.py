import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jieba
import pytest

from policysearch.analysis.analyzer import frequencies
from policysearch.analysis.words import HAN_RUN, PythonCutter, RustCutter, fastest_cutter

LEXICON = Path(__file__).resolve().parents[2] / "policysearch" / "analysis" / "lexicon"
TEXT_SUFFIXES = (".md", ".txt", ".jsonl", ".json", ".html", ".tsv", ".csv")


@pytest.fixture(scope="module")
def words() -> dict[str, int]:
    return frequencies(LEXICON / "words.txt")


@pytest.fixture(scope="module")
def python_cutter(words: dict[str, int]) -> PythonCutter:
    return PythonCutter(words)


@pytest.fixture(scope="module")
def rust_cutter(words: dict[str, int]) -> RustCutter:
    return RustCutter(words)


def han_runs(folder: Path) -> list[str]:
    """The distinct Han runs of every text file below a folder, sorted."""
    runs: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXT_SUFFIXES and path.is_file():
            runs.update(re.findall(HAN_RUN, path.read_text(encoding="utf-8", errors="ignore")))
    return sorted(runs)


@pytest.mark.slow
def test_rjieba_cuts_all_of_the_data_as_jieba_does(shared_data: Path):
    """Default dictionary, hidden Markov model on, plain and search mode, every distinct run."""
    runs = han_runs(shared_data / "data")
    rust, python = RustCutter({}), PythonCutter({})
    assert len(runs) > 100_000
    different = [
        run
        for run in runs
        if rust.plain(run) != python.plain(run) or rust.search(run) != python.search(run)
    ]
    assert different == [], f"{len(different)} of {len(runs)} runs"


def test_our_jieba_is_the_stock_one_with_the_stock_dictionary():
    stock, ours = jieba.Tokenizer(), PythonCutter({})
    for text in (
        "苏州工业园区打造人工智能产业新高地",
        "他来到了网易杭研大厦",
        "小明硕士毕业于中国科学院计算所",
        "𠮷",
    ):
        assert ours.plain(text) == list(stock.cut(text))
        assert ours.search(text) == list(stock.cut_for_search(text))


def test_both_cutters_agree_with_the_user_dictionary(
    rust_cutter: RustCutter, python_cutter: PythonCutter, words: dict[str, int]
):
    heads = sorted(words)
    # Each word after the first half of another and before the second half of a third: overlaps.
    runs = [
        left[: len(left) // 2 + 1] + word + right[len(right) // 2 :]
        for at, word in enumerate(heads)
        for left, right in ((heads[at - 7], heads[at - 31]), (heads[at - 101], heads[at - 57]))
    ]
    for run in (*heads, *runs, *("".join(pair) for pair in itertools.pairwise(heads))):
        assert rust_cutter.plain(run) == python_cutter.plain(run)
        assert rust_cutter.search(run) == python_cutter.search(run)
        assert "".join(rust_cutter.plain(run)) == run


@pytest.mark.slow
def test_both_cutters_agree_with_the_user_dictionary_on_the_data_that_holds_its_words(
    shared_data: Path, rust_cutter: RustCutter, python_cutter: PythonCutter, words: dict[str, int]
):
    holds = re.compile("|".join(sorted(words, key=len, reverse=True)))
    runs = [run for run in han_runs(shared_data / "data") if holds.search(run)]
    assert len(runs) > 1000
    for run in runs[:20_000]:
        assert rust_cutter.plain(run) == python_cutter.plain(run)
        assert rust_cutter.search(run) == python_cutter.search(run)


def test_rjieba_is_taken_where_it_is_installed(words: dict[str, int]):
    assert fastest_cutter(words).name == "rjieba"


def test_every_word_of_the_user_dictionary_is_one_word(
    rust_cutter: RustCutter, words: dict[str, int]
):
    assert [word for word in words if rust_cutter.plain(word) != [word]] == []


def test_the_user_dictionary_adds_only_words_and_keeps_its_form(words: dict[str, int]):
    stock = PythonCutter({})
    lines = [
        line
        for line in (LEXICON / "words.txt").read_text(encoding="utf-8").split("\n")
        if line and line[0] != "#"
    ]
    assert len(lines) == len(words)
    assert [line.split()[0] for line in lines] == sorted(words)
    for word, frequency in words.items():
        assert re.fullmatch(HAN_RUN, word)
        assert len(word) > 1
        assert frequency > 0
        assert not stock._tokenizer.FREQ.get(word), f"{word} is in jieba's own dictionary"


def test_what_cutters_know_does_not_depend_on_the_order_in_which_it_was_said(words: dict[str, int]):
    backwards = dict(sorted(words.items(), reverse=True))
    texts = [a + b for a, b in zip(sorted(words), sorted(words, reverse=True), strict=True)]
    for kind in (RustCutter, PythonCutter):
        one, other = kind(words), kind(backwards)
        assert [one.search(text) for text in texts] == [other.search(text) for text in texts]


def test_nothing_of_the_process_wide_jieba_is_changed(
    words: dict[str, int], python_cutter: PythonCutter
):
    assert python_cutter.plain("智改数转") == ["智改数转"]
    assert list(jieba.cut("智改数转")) != ["智改数转"]
    assert not jieba.finalseg.Force_Split_Words


def test_a_cutter_made_later_does_not_change_an_earlier_one():
    plain = RustCutter({})
    before = plain.plain("推动智改数转")
    RustCutter({"智改数转": 10})
    assert plain.plain("推动智改数转") == before != ["推动", "智改数转"]


def test_jieba_cuts_at_what_it_does_not_know_before_it_looks(python_cutter: PythonCutter):
    """Why numbers and dates are recognised before, and why only HAN_RUN reaches a cutter."""
    knowing = PythonCutter({"国发〔2025〕11号": 10, "二〇二五年": 10, "𠮷林市": 10})
    assert "国发〔2025〕11号" not in knowing.plain("国发〔2025〕11号")
    assert "二〇二五年" not in knowing.plain("二〇二五年")
    assert "𠮷林市" not in knowing.plain("𠮷林市")


@pytest.mark.parametrize("kind", [RustCutter, PythonCutter])
def test_eight_threads_cut_as_one_does(
    kind: type[RustCutter] | type[PythonCutter], words: dict[str, int]
):
    heads = sorted(words)
    texts = [a + b + c for a, b, c in zip(heads, heads[3:], heads[11:], strict=False)] * 4
    alone = kind(words)
    expected = [alone.search(text) for text in texts]
    shared = kind(words)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.search, texts)) == expected
