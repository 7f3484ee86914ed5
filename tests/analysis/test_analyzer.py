import shutil
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.analysis import analyzer as analyzer_module
from policysearch.analysis.analyzer import Analyzer, default_analyzer, frequencies
from policysearch.analysis.pattern import find, phrase
from policysearch.analysis.pieces import pieces
from policysearch.analysis.units import units
from policysearch.analysis.words import PythonCutter
from policysearch.text.fold import fold
from tests.any_text import ANY_TEXT

LEXICON = Path(analyzer_module.__file__).parent / "lexicon"
PARTS = """
国发〔2025〕11号 工业园区 大模型 第一百二十条之一 二〇二五年八月 2025年8月26日 2025-08-26 1,800 12.8
% AI + - . / , 一千八百 百分之五十 的 和 〇 𠮷 ㎡ 😀 привет 号 年 第 条 令第7号 ７ Ａ ， 。 “
"""
POLICY_TEXT = st.lists(
    st.sampled_from([*PARTS.split(), " ", "\n", "\ud800", "\u200b"]), max_size=10
).map("".join)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return default_analyzer()


def cut(analyzer: Analyzer, text: str) -> str:
    return "|".join(analyzer.wanted(text))


@pytest.mark.parametrize(
    "word",
    [
        "工业园区",
        "大模型",
        "具身智能",
        "智改数转",
        "应用场景",
        "苏州工业园区",
        "苏州工业园",
        "专精特新",
        "网信办",
        "新质生产力",
        "人形机器人",
        "江苏北人",
        "数据二十条",
        "十四五",
        "十五五",
        "个体工商户",
    ],
)
def test_a_keyword_is_one_wanted_word(analyzer: Analyzer, word: str):
    assert analyzer.wanted(word) == (word,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("近5年营收复合增长率超50％", "近|5|年|营收|复合增长率|超|50%"),
        ("通过国家网信办生成式人工智能服务备案", "通过|国家网信办|生成式人工智能|服务|备案"),
        ("华为昇腾AI", "华为|昇腾|ai"),
        ("推动“智改数转”赋能新型工业化", "推动|智改数转|赋能|新型工业化"),
        ("漏检率低于0.2%", "漏检率|低于|0.2%"),
        ("要素供给力、创新策源力、应用赋能力", "要素|供给力|创新|策源力|应用|赋能力"),
        ("人工智能创新应用先导区", "人工智能|创新|应用|先导区"),
        ("谁可以成为个体工商户？", "谁|可以|成为|个体工商户"),
    ],
)
def test_sentences_are_cut_as_a_reader_would(analyzer: Analyzer, text: str, expected: str):
    assert cut(analyzer, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国发〔2025〕11号", "国发〔2025〕11号"),
        ("根据国发[2025] 11号文件", "根据|国发[2025]11号|文件"),
        ("国务院令第790号", "国务院令第790号"),
        ("第一百二十条之一第二款", "第一百二十条之一|第二款"),
        ("第12条规定", "第12条|规定"),
        ("二〇二五年八月二十六日发布", "二〇二五年八月二十六日|发布"),
        ("2025年8月26日", "2025年8月26日"),
        ("8月26日", "8月26日"),
        ("2025-08-26", "2025-08-26"),
        ("2025-2027年", "2025|2027年"),
        ("一千八百家", "一千八百|家"),
        ("百分之五十", "百分之五十"),
        ("1,800家", "1,800|家"),
        ("十四五规划", "十四五|规划"),
        ("党的二十大", "党|的|二十大"),
        ("一般、统一、三亚", "一般|统一|三亚"),
    ],
)
def test_numbers_and_dates_are_recognised_before_the_tokenizer(
    analyzer: Analyzer, text: str, expected: str
):
    assert cut(analyzer, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AI＋制造", "ai+|制造"), ("人工智能＋", "人工智能+"), ("“AI+”制造", "ai+|制造"),
        ("数据要素×", "数据要素×"),
        ("12.8％", "12.8%"), ("DFM-2", "dfm-2"), ("3+N", "3+n"), ("IT+BT", "it+bt"), ("C++",
        "c++"), ("C#", "c#"),
        ("GB/T26341-2010", "gb/t26341-2010"), ("192.168.1.1", "192.168.1.1"), ("a@b.cn", "a@b.cn"),
        ("3万㎡", "3|万|㎡"), ("😀", "😀"), ("𠮷林市", "𠮷|林市"), ("，。！“”（）《》、…—", ""),
        ("+", ""), ("-", ""), ("*", ""), ("%", ""),
        ("的", "的"), ("怎么 申请", "怎么|申请"), ("", ""), ("\x00", ""), ("\ud800", ""),
    ],
)  # fmt: skip
def test_signs_that_mean_something_stay_with_their_word(
    analyzer: Analyzer, text: str, expected: str
):
    assert cut(analyzer, text) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "国发〔2025〕11号",
            "国发[2025]11号",
            "国发（2025）11号",
            "国发2025年11号",
            "国发【2025】第11号",
        ),
        (
            "2025年8月26日",
            "二〇二五年八月二十六日",
            "二○二五年八月二十六日",
            "2025-08-26",
            "２０２５年０８月２６日",
        ),
        ("第十二条", "第12条", "第 12 条"),
        ("第一百二十条之一", "第120条之一"),
    ],
)
def test_spellings_of_one_number_are_the_same_words(analyzer: Analyzer, spellings: tuple[str, ...]):
    streams = {analyzer.words(spelling) for spelling in spellings}
    assert len(streams) == 1
    assert streams.pop()


def test_the_stream_is_search_mode_with_ascii_units_as_they_are(analyzer: Analyzer):
    assert analyzer.words("苏州工业园区AI+制造，增长12.8％") == (
        "苏州", "工业", "园区", "工业园", "苏州工业园区", "ai", "制造", "增长", "12.8",
    )  # fmt: skip
    assert analyzer.words("DFM-2") == ("dfm", "2")
    assert analyzer.words("2025年8月") == ("2025年", "8月", "2025-08")


@given(st.one_of(ANY_TEXT, POLICY_TEXT))
def test_analysis_is_total(text: str):
    analyzer = default_analyzer()
    assert analyzer.units(text) == analyzer.locate(text).texts == units(fold(text))
    assert all(analyzer.words(text))
    assert analyzer.words(text) == analyzer.words(fold(text))
    assert analyzer.wanted(text) == analyzer.wanted(fold(text))


@given(st.one_of(ANY_TEXT, POLICY_TEXT))
def test_wanted_words_stand_in_their_own_text_in_order(text: str):
    """A passage has a word if and only if its units stand in it: so a text has all of its own."""
    analyzer = default_analyzer()
    own, at = analyzer.units(text), 0
    for word in analyzer.wanted(text):
        assert word
        starts = [span for span in find(phrase(analyzer.units(word)), own) if span[0] >= at]
        assert starts, (word, own)
        at = starts[0][1]


@given(st.one_of(ANY_TEXT, POLICY_TEXT))
def test_pieces_begin_and_end_where_units_do(text: str):
    folded = fold(text)
    bounds, at = {0}, 0
    for unit in units(folded):
        at = folded.index(unit, at)
        bounds |= {at, at + len(unit)}
        at += len(unit)
    end = 0
    for piece in pieces(folded):
        assert end <= piece.start < piece.end
        assert folded[piece.start : piece.end] == piece.text
        assert {piece.start, piece.end} <= bounds, piece
        end = piece.end


@given(st.one_of(ANY_TEXT, POLICY_TEXT))
def test_every_letter_and_digit_is_in_some_wanted_word(text: str):
    kept = "".join(default_analyzer().wanted(text))
    assert [char for char in fold(text) if char.isalnum()] == [
        char for char in kept if char.isalnum()
    ]


def test_both_cutters_give_the_same_analysis(analyzer: Analyzer):
    slow = Analyzer(cutter=PythonCutter(frequencies(LEXICON / "words.txt")))
    assert (analyzer.cutter, slow.cutter) == ("rjieba", "jieba")
    assert slow.version == analyzer.version
    for text in (
        "推动“智改数转”赋能新型工业化",
        "国发〔2025〕11号提出𠮷林市人工智能＋",
        "谁可以成为个体工商户？",
    ):
        assert slow.words(text) == analyzer.words(text)
        assert slow.wanted(text) == analyzer.wanted(text)


def test_eight_threads_analyse_as_one_does(analyzer: Analyzer):
    texts = [f"第{n}条 苏州工业园区国发〔2025〕{n}号大模型{n}%" for n in range(400)]
    expected = [(analyzer.words(text), analyzer.wanted(text)) for text in texts]
    fresh = Analyzer()
    with ThreadPoolExecutor(8) as pool:
        assert (
            list(pool.map(lambda text: (fresh.words(text), fresh.wanted(text)), texts)) == expected
        )


def test_what_is_prepared_answers_the_first_question_at_once():
    """The first text costs no more than a later one by far."""
    analyzer = Analyzer()
    analyzer.prepare()
    start = time.process_time()
    analyzer.wanted("苏州工业园区")
    assert time.process_time() - start < 0.05


def test_the_version_names_everything_an_analysis_depends_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    versions = {Analyzer().version, default_analyzer().version}
    assert len(versions) == 1
    for name in ("words.txt", "stop_words.txt", "question_words.txt"):
        folder = tmp_path / name
        shutil.copytree(LEXICON, folder)
        line = "园区词 10\n" if name == "words.txt" else "园区词\n"
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(line)
        versions.add(Analyzer(folder).version)
    monkeypatch.setattr(unicodedata, "unidata_version", "99.0.0")
    versions.add(Analyzer().version)
    assert len(versions) == 5


def test_comments_and_line_ends_of_the_lists_do_not_change_the_version(tmp_path: Path):
    shutil.copytree(LEXICON, tmp_path / "lexicon")
    path = tmp_path / "lexicon" / "words.txt"
    path.write_bytes(b"# another remark\r\n\r\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert Analyzer(tmp_path / "lexicon").version == default_analyzer().version


def test_another_process_analyses_alike():
    code = (
        "from policysearch.analysis.analyzer import default_analyzer as a\n"
        "print(a().version, *map(ascii, a().words('推动智改数转二〇二五年')))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(LEXICON.parents[2])},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    words = default_analyzer().words("推动智改数转二〇二五年")
    assert runs == {" ".join((default_analyzer().version, *map(ascii, words))) + "\n"}


@pytest.mark.parametrize(
    "word",
    ["的", "了", "和", "怎么", "如何", "什么", "吗", "呢", "请问", "能否", "是否", "可以", "谁"],
)
def test_function_words_questions_and_politeness_are_stop_words(analyzer: Analyzer, word: str):
    assert analyzer.is_stop(word)


@pytest.mark.parametrize(
    "word", ["园区", "申请", "条件", "补贴", "应当", "ai", "5", "", "不", "没有", "无", "未"]
)
def test_what_is_sought_is_no_stop_word(analyzer: Analyzer, word: str):
    assert not analyzer.is_stop(word)


@pytest.mark.parametrize("name", ["stop_words.txt", "question_words.txt"])
def test_word_lists_are_sorted_folded_and_short(name: str):
    words = [
        line
        for line in (LEXICON / name).read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]
    assert words == sorted(set(words))
    assert all(word == fold(word) for word in words)
    assert len(words) < 100


def test_a_million_characters_of_law_are_analysed_in_seconds(analyzer: Analyzer, shared_data: Path):
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted((shared_data / "data" / "laws").rglob("*.md"))[:150]
    ]
    paragraphs = [line for text in texts for line in text.split("\n")]
    n_characters = sum(map(len, paragraphs))
    start = time.perf_counter()
    for paragraph in paragraphs:
        analyzer.units(paragraph)
        analyzer.words(paragraph)
    assert n_characters / (time.perf_counter() - start) > 200_000


@pytest.mark.parametrize(
    "text",
    [
        "十" * 300_000,
        "第" * 300_000,
        "一二三" * 100_000,
        "a-" * 150_000,
        "2025-" * 60_000,
        "国" * 300_000,
        "〔2025〕" * 50_000,
        "二〇" * 150_000,
        "百分之" * 100_000,
    ],
)
def test_long_runs_of_one_thing_take_no_time(analyzer: Analyzer, text: str):
    start = time.perf_counter()
    analyzer.words(text)
    analyzer.wanted(text)
    assert time.perf_counter() - start < 20
