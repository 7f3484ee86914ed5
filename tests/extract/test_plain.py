from policysearch.extract import plain
from policysearch.model import Extract
from tests.contracts.extractor import PARAGRAPHS, ExtractorContract


class TestPlain(ExtractorContract):
    extract = staticmethod(plain.extract)
    content = "\n".join(PARAGRAPHS).encode()


def extracted(text: str) -> Extract:
    (found,) = plain.extract(text.encode())
    assert isinstance(found, Extract)
    return found


def test_whole_paragraphs_are_well_formed_and_know_their_lines() -> None:
    found = extracted("　　第一段。\n\n第二段。\n")
    assert found.is_well_formed
    assert [(block.text, block.place.number if block.place else 0) for block in found.blocks] == [
        ("第一段。", 1),
        ("第二段。", 3),
    ]
    assert found.repairs == {"outer_spaces": 2}


PRINTED = (
    "本市坚持创新驱动，加快数字技术与实\n体经济深度融合，培育壮大新兴产业，\n形成了一批具有竞争力的企业和平台，\n"
    * 4
)


def test_a_printed_column_is_line_broken() -> None:
    assert not extracted(PRINTED).is_well_formed


def test_a_list_of_names_of_one_length_is_not() -> None:
    assert extracted(
        "\n".join(f"某市第{n}科技股份有限公司" for n in "一二三四五六七八九十")
    ).is_well_formed


def test_verse_of_one_length_is_not() -> None:
    assert extracted("春眠不觉晓，\n处处闻啼鸟。\n夜来风雨声，\n花落知多少。\n" * 4).is_well_formed


def test_wrapped_english_is_left_as_it_is() -> None:
    assert extracted(
        "The quick brown fox, which jumps\nover the lazy dog, and others too\n" * 6
    ).is_well_formed
