from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policysearch.text.clean import clean_lines, clean_text, split_lines
from policysearch.text.joining import columns_of, join
from policysearch.text.printing import halve, loosen, without_furniture

CHINESE = (
    "人工智能产业园区苏州方面赋能力的了。，、；：“”（）《》第一条款章节编二三 　"
    "\t0123456789AIab+-%—…\u200b\ufeff⼈⺠"
)
LINES = st.lists(st.text(alphabet=CHINESE, max_size=40), max_size=30)


def paragraphs(lines: list[str]) -> list[str]:
    return [paragraph.text for paragraph in clean_lines(lines).paragraphs]


def test_a_sentence_cut_at_line_ends_is_whole_again() -> None:
    lines = [
        "为推动本市机器人产业加快发展，提",
        "",
        "升制造业智能水平，结合实际情况，现",
        "",
        "就有关事项提出如下意见，请认真贯彻",
        "",
        "执行。",
        "",
        "各单位应当建立协调机制，明确责任",
        "",
        "分工，及时报送情况。",
    ]
    assert paragraphs(lines) == [
        "为推动本市机器人产业加快发展，提升制造业智能水平，结合实际情况，现就有关事项提出如下意见，请认真贯彻执行。",
        "各单位应当建立协调机制，明确责任分工，及时报送情况。",
    ]


def test_a_number_and_its_unit_are_joined_without_a_space() -> None:
    lines = [
        "到年底，全市企业总数预计达到2030",
        "余家，其中规模以上的企业占三成以上，",
        "增长较快。",
    ]
    assert paragraphs(lines) == [
        "到年底，全市企业总数预计达到2030余家，其中规模以上的企业占三成以上，增长较快。"
    ]


def test_latin_words_parted_by_a_line_end_keep_their_space() -> None:
    lines = ["该园区的英文名称是Suzhou Industrial", "Park，成立已有多年，发展很快，规模", "较大。"]
    assert paragraphs(lines)[0].startswith("该园区的英文名称是Suzhou Industrial Park，")


def test_a_short_line_without_punctuation_is_a_heading_of_its_own() -> None:
    lines = [
        "前一段的文字在这里到此就全部结束了，",
        "没有更多。",
        "夯实数字基础",
        "要加快建设算力网络，统筹布局数据",
        "中心和各类平台，形成合力，服务全市。",
    ]
    made = clean_lines(lines).paragraphs
    assert [paragraph.text for paragraph in made if paragraph.is_display] == ["夯实数字基础"]
    assert len(made) == 3


def test_list_marks_after_a_clause_begin_paragraphs() -> None:
    lines = [
        "符合下列条件之一的企业可以申请本项资金：",
        "（一）在本市注册登记并且依法纳税的企业；",
        "（二）上年度研发投入占比不低于百分之五。",
    ]
    assert paragraphs(lines) == lines


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("开启新征程开启新征程 建设建设““数字+数字+””", "开启新征程 建设“数字+”"),
        ("某市加快建设智慧城市某市加快建设智慧城市", "某市加快建设智慧城市"),
        ("方方面面", "方方面面"),
        ("赋能赋智赋力", "赋能赋智赋力"),
        ("研究研究", "研究研究"),
        ("一步一步走向前方，一步一步走向前方，", "一步一步走向前方，一步一步走向前方，"),
        ("人民日报人民日报说", "人民日报人民日报说"),
    ],
)
def test_only_a_line_doubled_from_end_to_end_is_halved(printed: str, meant: str) -> None:
    assert halve(printed) == meant


@pytest.mark.parametrize(
    ("spread", "tight"),
    [
        ("苏 州 工 业 园 区 形 成", "苏州工业园区形成"),
        ("截至 2024 年年底，已有 30 家。", "截至2024年年底，已有30家。"),
        ("目前 ，形 成 了 以“AI + 制 造 ”", "目前，形成了以“AI+制造”"),
        ("增长 12.8 %。", "增长12.8%。"),
        ("Suzhou Industrial Park", "Suzhou Industrial Park"),
        ("第一章 总则", "第一章 总则"),
        ("第三条 本办法适用于本市，", "第三条 本办法适用于本市，"),
        ("开启新征程 建设“数字+”", "开启新征程 建设“数字+”"),
        ("栏目甲    栏目乙", "栏目甲    栏目乙"),
    ],
)
def test_spaces_of_justification_go_and_others_stay(spread: str, tight: str) -> None:
    assert loosen(spread) == tight


def test_page_numbers_that_count_and_the_heads_beside_them_go() -> None:
    lines = []
    for page in range(1, 5):
        lines += ["某市人民政府公报", f"第 {page} 页", f"这是第{page}处的文字，各不相同，"]
    kept = [lines[at] for at in without_furniture(lines)]
    assert kept == [f"这是第{page}处的文字，各不相同，" for page in range(1, 5)]


def test_numbers_that_do_not_count_stay() -> None:
    lines = ["— 7 —", "文字", "— 3 —"]
    assert without_furniture(lines) == [0, 1, 2]


def test_radicals_and_compatibility_ideographs_become_ordinary_and_are_counted() -> None:
    cleaned = clean_lines(["⼈⺠政府办公⾦融", "﨑﨏"])
    assert cleaned.paragraphs[0].text.startswith("人民政府办公金融")
    assert cleaned.repairs["radicals"] == 3
    assert "﨑﨏" in "".join(paragraph.text for paragraph in cleaned.paragraphs)


def test_each_repair_is_counted_by_kind() -> None:
    repairs = clean_lines(
        ["数字政府建设数字政府建设", "到 2025 年，将\u200b建成\x07一批平台，形成体", "系。"]
    ).repairs
    assert repairs["doubled"] == 1
    assert repairs["spaces"] == 2
    assert repairs["invisible"] == 1
    assert repairs["control"] == 1
    assert repairs["line_ends"] == 1


def test_well_formed_text_keeps_its_spaces_and_characters() -> None:
    text = "第一条　为了 规范，⼈⺠ ㈱①½…"
    assert clean_text(text) == (text, {})


def test_what_no_reader_sees_is_dropped_and_counted() -> None:
    cleaned, repairs = clean_text("人\u200b工\ufeff智\x00能\ud800\t好\u00ad")
    assert cleaned == "人工智能\ufffd 好"
    assert repairs == {"invisible": 3, "control": 2, "surrogates": 1}


def test_lines_end_at_every_kind_of_line_end() -> None:
    assert split_lines("a\r\nb\rc\nd\x0be\x0cf\x85g\u2028h\u2029i") == list("abcdefghi")


def test_columns_count_half_squares() -> None:
    assert columns_of("AI产业") == 6
    assert join([]) == []


@given(LINES)
@settings(max_examples=300, deadline=None)
def test_cleaning_lines_is_idempotent(lines: list[str]) -> None:
    once = paragraphs(lines)
    again = clean_lines(once)
    assert [paragraph.text for paragraph in again.paragraphs] == once
    assert not again.repairs


@given(st.text(st.characters()))
@settings(max_examples=300)
def test_cleaning_text_is_idempotent_and_can_be_written(text: str) -> None:
    once, _ = clean_text(text)
    assert clean_text(once) == (once, {})
    assert once.encode("utf-8").decode("utf-8") == once


@given(LINES)
@settings(max_examples=200, deadline=None)
def test_paragraphs_know_their_lines_in_order(lines: list[str]) -> None:
    made = clean_lines(lines).paragraphs
    assert all(0 <= part.first <= part.last < len(lines) for part in made)
    assert all(a.last < b.first for a, b in pairwise(made))


def test_long_text_without_a_line_end_is_cleaned_in_linear_time() -> None:
    text = "人工智能产业" * 100_000
    assert paragraphs([text]) == [text]
