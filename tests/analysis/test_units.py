import re
import time
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.analysis.units import locate_units, units
from policysearch.text.fold import fold
from tests.any_text import ANY_TEXT

NUMBER_TEXT = st.text("0123456789,.，．a家 ", max_size=24)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MAIN AI", "main|ai"),
        ("A100", "a100"),
        ("1,800家", "1,800|家"),
        ("１，８００家", "1,800|家"),
        ("12.8％", "12.8|%"),
        ("1,234.5", "1,234.5"),
        ("12,345,678.90元", "12,345,678.90|元"),
        ("1,2,3", "1|,|2|,|3"),
        ("2025.11.7", "2025|.|11|.|7"),
        ("192.168.1.1", "192|.|168|.|1|.|1"),
        ("12.8，13.5", "12.8|,|13.5"),
        ("1,800,12.8", "1|,|800|,|12.8"),
        ("1,800,00", "1|,|800|,|00"),
        ("1,2345", "1|,|2345"),
        ("2,100.5.6", "2|,|100|.|5|.|6"),
        ("1,800,", "1,800|,"),
        ("1.", "1|."),
        (".5", ".|5"),
        ("1..2", "1|.|.|2"),
        ("3.5mm", "3.5mm"),
        ("v1.5", "v1.5"),
        ("v1.2.3", "v1|.|2|.|3"),
        ("a.b", "a|.|b"),
        ("gb/t26341-2010", "gb|/|t26341|-|2010"),
        ("国发〔2025〕11号", "国|发|〔|2025|〕|11|号"),
        ("“人工智能+”", '"|人|工|智|能|+|"'),
        ("２０２５①", "2025|①"),
        ("𠮷林", "𠮷|林"),
        ("", ""),
        (" \u200b\n", ""),
    ],
)
def test_units_are_cut_to_the_letter(text: str, expected: str):
    assert "|".join(units(fold(text))) == expected


@given(st.one_of(ANY_TEXT, NUMBER_TEXT))
def test_units_cover_the_folded_text_but_its_spaces(text: str):
    folded = fold(text)
    cut = units(folded)
    assert "".join(cut) == folded.replace(" ", "")
    for unit in cut:
        assert len(unit) == 1 or all(
            char in "0123456789abcdefghijklmnopqrstuvwxyz,." for char in unit
        )


@given(st.one_of(ANY_TEXT, NUMBER_TEXT))
def test_no_unit_ends_inside_a_run_of_letters_and_digits(text: str):
    cut = units(fold(text).replace(" ", "\u4e00"))
    for left, right in pairwise(cut):
        assert not (
            left[-1].isascii() and left[-1].isalnum() and right[0].isascii() and right[0].isalnum()
        )


@given(st.one_of(ANY_TEXT, NUMBER_TEXT))
def test_each_unit_stands_where_it_is_said_to(text: str):
    located = locate_units(text)
    assert located.texts == units(fold(text))
    assert len(located.spans) == len(located.texts)
    end = 0
    for unit, span in zip(located.texts, located.spans, strict=True):
        assert end <= span.start < span.end <= len(text)
        assert fold(text[span.start : span.end]) == unit
        end = span.end


def test_a_span_is_in_the_raw_text_and_leaves_out_the_spaces_around():
    raw = "苏 州\u200b ＡＩ　Park"
    located = locate_units(raw)
    assert [raw[span.start : span.end] for span in located.spans] == ["苏", "州", "ＡＩ", "Park"]


def slow_units(chain: str) -> list[str]:
    """The rule once more, for digits joined by single commas and points."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", chain):
        return [chain]
    parts: list[str] = []
    for part in re.split("(,)", chain):
        parts += [part] if re.fullmatch(r"\d+\.\d+", part) else re.split(r"(\.)", part)
    return parts


def test_numbers_are_read_as_by_a_slow_reading_of_the_rule():
    digits = ("1", "23", "800", "2025")
    for numbers in product(digits, repeat=4):
        for signs in product(",.", repeat=3):
            chain = "".join(map("".join, zip(numbers, (*signs, ""), strict=True)))
            assert list(units(chain)) == slow_units(chain)


@pytest.mark.parametrize(
    "text",
    [
        "苏州工业园区，" * 140_000,
        "1,234," * 160_000,
        "1." * 500_000,
        "a1" * 500_000,
        "1,800" * 200_000,
    ],
)
def test_a_million_characters_of_any_kind_are_cut_in_a_moment(text: str):
    start = time.perf_counter()
    cut = units(fold(text))
    assert time.perf_counter() - start < 10
    assert cut
