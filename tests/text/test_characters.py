import re
import unicodedata

import pytest

from policysearch.text import characters
from policysearch.text.characters import COMPATIBILITY, RADICALS, is_han


def test_every_compatibility_ideograph_with_an_ordinary_twin_has_it():
    block = [char for char in map(chr, range(0xF900, 0xFB00)) if unicodedata.name(char, "")]
    twins = {char: unicodedata.normalize("NFKC", char) for char in block}
    assert {char: twin for char, twin in twins.items() if twin != char} == COMPATIBILITY
    assert len(COMPATIBILITY) == 460
    assert sorted(char for char, twin in twins.items() if twin == char) == list(
        "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
    )


def test_every_radical_has_an_ordinary_character():
    kangxi = [chr(code) for code in range(0x2F00, 0x2FD6)]
    assert all(RADICALS[char] == unicodedata.normalize("NFKC", char) for char in kangxi)
    shapes = [char for char in map(chr, range(0x2E80, 0x2F00)) if unicodedata.name(char, "")]
    assert [char for char in shapes if char not in RADICALS] == ["⺀"]
    assert len(RADICALS) == 214 + 114
    assert RADICALS["⼈"] + RADICALS["⺠"] == "人民"


def test_repairs_lead_to_ordinary_characters_that_need_none():
    for ordinary in (*RADICALS.values(), *COMPATIBILITY.values()):
        assert len(ordinary) == 1
        assert is_han(ordinary)
        assert ordinary not in RADICALS
        assert ordinary not in COMPATIBILITY


@pytest.mark.parametrize("char", "国〇々㐀鿿𠮷﨑豈")
def test_characters_of_every_block_are_han(char: str):
    assert is_han(char)
    assert re.fullmatch(f"[{characters.HAN}]", char)


@pytest.mark.parametrize(
    "char", ["a", "１", "，", "。", "か", "한", "①", " ", "\u3000", "\ud800", "⼈"]
)
def test_other_characters_are_not(char: str):
    assert not is_han(char)
    assert not re.fullmatch(f"[{characters.HAN}]", char)


def test_is_han_and_the_character_class_agree_everywhere():
    text = "".join(map(chr, range(0x40000)))
    assert {char for char in text if is_han(char)} == set(re.findall(f"[{characters.HAN}]", text))


def test_the_white_space_is_pythons():
    assert {char for char in map(chr, range(0x110000)) if char.isspace()} == set(
        characters.WHITE_SPACE
    )


def test_sentence_ends_are_known_in_both_widths():
    assert set("。！？!?") <= set(characters.SENTENCE_ENDS)
    assert "." not in characters.SENTENCE_ENDS
    assert len(characters.OPENING) >= 10
