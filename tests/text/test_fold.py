import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.model import Span
from policysearch.text import fold as fold_module
from policysearch.text.fold import fold, fold_with_offsets
from tests.any_text import ANY_TEXT


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＩ＋制造，２０２７％", "ai+制造,2027%"),
        ("超50％", "超50%"),
        ("苏 州 工\n业　园 区", "苏州工业园区"),
        ("截至 2024 年", "截至2024年"),
        ("Suzhou \t\n Industrial　Park", "suzhou industrial park"),
        ("a 。b , 1", "a。b,1"),
        (" 首尾 ", "首尾"),
        ("AI +", "ai+"),
        ("“a”„b‟«c»「d」『e』＂f〝g〞〟", '"a""b""c""d""e""f"g""'),
        ("零\u200b宽\u200c\u200d\u2060\ufeff\u00ad", "零宽"),
        ("a\u200bb", "ab"),
        ("a \u200b b", "a b"),
        ("a\u200b \u200bb", "a b"),
    ],
)
def test_fold_maps_what_the_design_lists(text: str, folded: str):
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "2025①",
        "10²",
        "㈱",
        "½",
        "…",
        "‘’",
        "—",
        "〔2025〕",
        "【】",
        "、。《》·",
        "﨑",
        "⼈",
        "軟體",
        "か\u3099",
        "e\u0301",
        "ﬁ",
    ],
)
def test_fold_keeps_what_it_does_not_list_and_nfkc_would_change_or_not(text: str):
    assert fold(text) == text


def test_the_capital_that_lowers_to_two_characters_stays():
    assert fold("İSTANBUL") == "İstanbul"
    assert fold("ΟΔΟΣ") == "οδοσ"  # by character: no final sigma


def test_the_table_knows_every_letter_of_unicode_that_lowers_to_one_character():
    assert [
        char
        for char in map(chr, range(fold_module._ABOVE_LETTERS_WITH_CASE, 0x110000))
        if char.lower() != char
    ] == []
    doubles = [char for char in map(chr, range(0x110000)) if len(char.lower()) > 1]
    assert doubles == ["İ"]


def test_every_white_space_of_python_is_white_space():
    for char in map(chr, range(0x110000)):
        if char.isspace():
            assert fold(f"国{char}家") == "国家", hex(ord(char))
            assert fold(f"a{char}b") == "a b", hex(ord(char))


def test_parts_folded_and_joined_are_not_the_whole():
    assert fold("ai ") + fold(" park") != fold("ai  park")


@given(ANY_TEXT)
def test_fold_is_idempotent_and_never_longer(text: str):
    folded = fold(text)
    assert fold(folded) == folded
    assert len(folded) <= len(text)


@given(ANY_TEXT)
def test_both_ways_to_fold_agree_and_every_character_leads_back_to_its_source(text: str):
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert (offsets.n_source, offsets.n_target) == (len(text), len(folded))
    at = -1
    for index, char in enumerate(folded):
        source = offsets.to_source(Span(index, index + 1))
        assert source.end == source.start + 1 > at + 1
        at = source.start
        assert (char == " " and text[at].isspace()) or fold(text[at]) == char


@given(ANY_TEXT)
def test_a_span_there_and_back_is_itself(text: str):
    folded, offsets = fold_with_offsets(text)
    for start in range(len(folded)):
        for end in range(start + 1, len(folded) + 1):
            assert offsets.to_target(offsets.to_source(Span(start, end))) == Span(start, end)


def test_nfkc_appears_in_no_module(pytestconfig: pytest.Config):
    sources = [*(pytestconfig.rootpath / "policysearch").rglob("*.py")]
    assert sources
    for path in sources:
        assert not re.search("normalize\\([\"']NFK", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    "text",
    [
        "苏州工业园区，ＡＩ" * 100_000,
        "国 " * 500_000,
        " " * 1_000_000,
        "a" + " \u200b" * 500_000 + "b",
    ],
)
def test_a_million_characters_of_any_kind_fold_in_a_moment(text: str):
    start = time.perf_counter()
    folded, offsets = fold_with_offsets(text)
    assert time.perf_counter() - start < 10
    assert offsets.n_target == len(folded)


def test_python_knows_the_letters_that_the_table_was_made_for():
    assert unicodedata.unidata_version >= "14"


@given(ANY_TEXT, st.text("国，；：（）？　\n“”", min_size=40, max_size=60))
def test_long_texts_of_usual_characters_fold_like_any_others(text: str, usual: str):
    """They take another way than short ones and those with a rare character, here the last."""
    for whole in (usual, usual + text, usual + "𠮷"):
        marked = whole.translate(fold_module.folded_characters())
        assert fold(whole) == fold_module._GAP.sub(fold_module._left_of, marked)
        assert fold_with_offsets(whole)[0] == fold(whole)
