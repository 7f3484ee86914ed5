import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.text.numerals import article_number, chinese_to_int, int_to_chinese
from tests.any_text import ANY_TEXT


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0), ("〇", 0), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99),
        ("两", 2),
        ("一百", 100), ("百", 100), ("千", 1000), ("一百零五", 105), ("一百一十", 110),
        ("一百二十", 120),
        ("一百一十二", 112), ("一千八百", 1800), ("一千零一", 1001), ("一千零一十", 1010),
        ("两千五百", 2500),
        ("一万", 10_000), ("十万", 100_000), ("十二万八千", 128_000), ("三百万零五", 3_000_005),
        ("一亿", 10**8), ("一亿零三万", 100_030_000), ("三千万", 30_000_000), ("一万亿", 10**12),
        ("两万亿", 2 * 10**12),
        ("一百二", 120), ("三千五", 3500), ("两万五", 25_000),
        ("二〇二五", 2025), ("二零二五", 2025), ("二○二五", 2025), ("二Ｏ二五", 2025),
        ("一九九八", 1998),
        ("2025", 2025), ("１２", 12), ("007", 7),
        ("第十二条", 12), ("第12条", 12), ("第 １２ 条", 12), ("第三章", 3), ("第一百二十", 120),
        ("第三届", 3),
    ],
)  # fmt: skip
def test_numbers_are_read(text: str, number: int):
    assert chinese_to_int(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "", "条", "第条", "十四五", "一般", "百十", "十百", "一十百", "一百零", "零一百",
        "一百零零五", "两两", "万一",
        "千万", "一万一万", "一一百", "一百二百", "1.5", "1,800", "三十二十", "①", "²", "-3", "a",
        "第", "第一章总则", "人工智能",
        "一百零二十零三", "亿亿", "9" * 41,
    ],
)  # fmt: skip
def test_what_is_no_number_is_none(text: str):
    assert chinese_to_int(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"), (10, "十"), (12, "十二"), (20, "二十"), (100, "一百"), (105, "一百零五"), (110,
        "一百一十"),
        (1001, "一千零一"), (1010, "一千零一十"), (10_000, "一万"), (100_000, "十万"), (10_010,
        "一万零一十"),
        (100_030_000, "一亿零三万"), (10**12, "一万亿"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_in_statutes(number: int, text: str):
    assert int_to_chinese(number) == text


@given(st.integers(0, 10**16 - 1))
def test_what_is_written_is_read(number: int):
    assert chinese_to_int(int_to_chinese(number)) == number


def test_every_number_of_a_statute_is_read():
    assert [chinese_to_int(f"第{int_to_chinese(n)}条") for n in range(1, 2001)] == [*range(1, 2001)]


@pytest.mark.parametrize("number", [-1, 10**16])
def test_numbers_out_of_range_are_refused(number: int):
    with pytest.raises(ValueError, match="not from 0"):
        int_to_chinese(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第一百二十条之一", (120, 1)), ("第十二条", (12, 0)), ("第12条", (12, 0)), ("第 12 条",
        (12, 0)),
        ("第一百三十三条之二", (133, 2)), ("第１２０条之１", (120, 1)), ("第一千二百六十条", (1260,
        0)),
        ("第二百八十七条之十一", (287, 11)),
    ],
)  # fmt: skip
def test_article_numbers_are_read_with_what_was_inserted(text: str, number: tuple[int, int]):
    assert article_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "十二条",
        "第十二",
        "第条",
        "第十二款",
        "第十二条规定",
        "第十二条之",
        "第人条",
        "第十二条之规定",
        "数据二十条",
    ],
)
def test_what_is_no_article_is_none(text: str):
    assert article_number(text) is None


@given(ANY_TEXT)
def test_any_text_is_read_without_an_error(text: str):
    for number in (chinese_to_int(text), chinese_to_int(f"第{text}条")):
        assert number is None or number >= 0
    article = article_number(f"第{text}条")
    assert article is None or article[0] >= 0


@given(st.text("〇零一二三四五六七八九十百千万亿两", max_size=12))
def test_any_string_of_numerals_is_a_number_or_none(text: str):
    number = chinese_to_int(text)
    assert number is None or 0 <= number < 10**48
