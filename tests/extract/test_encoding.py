from pathlib import Path

import pytest

from policysearch.errors import DamagedSource
from policysearch.extract.encoding import decode, looks_binary

SIMPLIFIED = "为了规范服务管理，促进健康发展和规范应用，维护国家安全和公共利益，制定本办法。\n"
TRADITIONAL = (
    "為了促進產業發展，政府與學校、企業共同設立實驗室，並於今年開始對外服務，歡迎各界人士參加。\n"
)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"],
)
def test_simplified_text_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)).text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-be"])
def test_traditional_text_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_gb18030_with_its_own_byte_order_mark() -> None:
    assert decode("\ufeff人工智能".encode("gb18030")).text == "人工智能"


def test_characters_beyond_gbk_and_outside_the_basic_plane() -> None:
    assert decode(f"{SIMPLIFIED}𠮷㐀".encode("gb18030")).text == f"{SIMPLIFIED}𠮷㐀"


def test_ascii_in_utf16_without_a_mark() -> None:
    assert decode("Date,Bid\n1,2\n".encode("utf-16-le")).encoding == "utf-16-le"


def test_a_wrong_byte_is_damage_and_is_named() -> None:
    content = SIMPLIFIED.encode() * 20
    broken = content[:100] + b"\xff" + content[101:]
    with pytest.raises(DamagedSource, match="at 99 is not UTF-8"):
        decode(broken)


def test_what_fits_nothing_is_damage() -> None:
    with pytest.raises(DamagedSource):
        decode(b"\x81\x20\xff\xff\x80" * 40)


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"").text == ""


def test_half_a_utf16_character_at_the_end_is_damage() -> None:
    with pytest.raises(DamagedSource):
        decode("人工".encode("utf-16")[:-1])


def test_binary_is_told_from_text() -> None:
    assert looks_binary(b"\x00\x01\x02\x03" * 100)
    assert not looks_binary(SIMPLIFIED.encode("utf-16-le"))
    assert not looks_binary(SIMPLIFIED.encode("gb18030"))
    assert not looks_binary(b"")
    assert not looks_binary(b"a\x00b text with one NUL in it, as some programs write")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("中科曙光校招需求-gbk.txt", "天津"),
        ("维基大典-big5.txt", "維基大典"),
        ("nobom-utf16le.txt", "DateTime,Bid,Ask"),
        ("bom-utf-16-be.srt.txt", "YouTube"),
        ("汇编int21中断-gbk.txt", "从先前打开的文件中读出指定数目的字节"),
        ("gb18030未声明.html", "中国制造的领军者"),
        ("big5未声明.html", "抽查前總統陳水扁的房舍"),
        ("testHTML_charset_utf16le.html", "sample text"),
        ("人民网-声明gb2312实为utf8.html", "郑板桥"),
        ("新华网河北-gb2312.html", "约定无期限"),
    ],
)
def test_real_files(shared_data: Path, name: str, words: str) -> None:
    text = decode((shared_data / "data/files" / name).read_bytes()).text
    assert words in text
