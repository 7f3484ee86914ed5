import pytest
from hypothesis import given
from pypinyin import lazy_pinyin

from policysearch.text.collation import READINGS, sort_key
from tests.any_text import ANY_TEXT

IN_ORDER = """
安徽 安庆 北京 蚌埠 亳州 长春 长沙 朝阳区 成都 重庆 大同 东莞 都匀 贵州 杭州 济南 江苏 昆山 六安
六合 陕西 苏州 台州 西藏 厦门 盱眙 乐清 郑州
"""


def test_names_of_places_are_filed_by_pinyin():
    names = IN_ORDER.split()
    assert sorted(sorted(names), key=sort_key) == names


def test_the_one_county_that_is_read_zhang_keeps_its_reading():
    assert sort_key("长子县") > sort_key("运城")
    assert sort_key("长治") < sort_key("成都")


def test_code_points_would_file_otherwise():
    assert sorted(["厦门", "北京", "安徽"], key=sort_key) == ["安徽", "北京", "厦门"]
    assert sorted(["厦门", "北京", "安徽"]) == ["北京", "厦门", "安徽"]


# 长子县 is in the table because 长 is.
@pytest.mark.parametrize("name", sorted(set(READINGS) - {"长子县"}))
def test_the_table_holds_only_what_is_read_wrong_otherwise(name: str):
    in_a_name = {"长": "长丰", "都": "都匀"}.get(name, name)
    assert lazy_pinyin(in_a_name)[: len(name)] != READINGS[name].split()
    assert len(READINGS[name].split()) == len(name)


def test_numbers_are_filed_by_value_before_letters_before_chinese():
    assert sorted(["政策", "b", "12", "9", "A股", "第10章", "第2章"], key=sort_key) == [
        "9", "12", "A股", "b", "第2章", "第10章", "政策",
    ]  # fmt: skip


def test_names_read_alike_stay_apart_and_in_order():
    assert sorted(["宿州", "苏州"], key=sort_key) == ["宿州", "苏州"]
    assert sort_key("宿州") != sort_key("苏州")


@given(ANY_TEXT, ANY_TEXT)
def test_any_two_texts_have_an_order(one: str, other: str):
    assert (sort_key(one) == sort_key(other)) == (one == other)
    assert (sort_key(one) < sort_key(other)) != (sort_key(other) < sort_key(one)) or one == other
