from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it.token import Token

from policysearch.extract import markdown
from policysearch.model import Extract
from policysearch.structure.document import structure
from tests.contracts.extractor import PARAGRAPHS, ExtractorContract


class TestMarkdown(ExtractorContract):
    extract = staticmethod(markdown.extract)
    content = "\n\n".join(PARAGRAPHS).encode()


def extracted(text: str) -> Extract:
    (found,) = markdown.extract(text.encode())
    assert isinstance(found, Extract)
    return found


def texts(text: str) -> list[str]:
    return [block.text for block in extracted(text).blocks]


def test_front_matter_is_given_and_is_no_text() -> None:
    found = extracted(
        "---\ntitle: 行动计划\nissued_on: 2025-08-21\nissuers: [国务院]\n---\n# 正文\n\n一段。\n"
    )
    assert found.given["title"] == "行动计划"
    assert found.given["issuers"] == ["国务院"]
    assert found.given_as == "front matter"
    assert [block.text for block in found.blocks] == ["正文", "一段。"]
    assert [block.place.number for block in found.blocks if block.place] == [6, 8]


def test_front_matter_that_does_not_parse_is_told_and_the_text_is_read() -> None:
    found = extracted("---\ntitle: [未完\nkind: policy\n---\n一段。\n")
    assert found.given == {}
    assert "front matter does not parse" in found.warnings[0]
    assert [block.text for block in found.blocks] == ["一段。"]


def test_front_matter_runs_no_code() -> None:
    found = extracted("---\nx: !!python/object/apply:os.getcwd []\n---\n一段。\n")
    assert found.given == {} and found.warnings


@pytest.mark.parametrize("date", ["2024-02-30", "2024-13-45", "0000-00-00", "9" * 20_000])
def test_a_bad_value_in_front_matter_costs_itself_alone(date: str) -> None:
    found = extracted(f"---\ntitle: 题\ndate: {date}\n---\n文。")
    assert found.given == {"title": "题", "date": date}
    document = structure(found, root="r", path="p.md", content_hash="")
    assert document.summary.value("title") == "题"
    assert "published_on" not in document.summary.facts
    (warning,) = document.warnings
    assert warning.startswith("`date: ") and "was left out" in warning


def test_values_of_front_matter_are_text_or_yes_or_none() -> None:
    given = extracted(
        "---\nid: 007\nissued_on: 2024\ndate: 2024-01-05 10:00:00\nnumber: 12:30\n"
        "kicker: ~\nabstract: null\nstatus:\ntitle: yes\nkind: !!int x\n"
        "level: !!bool x\nterms: [1, a]\n---\n"
    ).given
    assert given == {
        "id": "007",
        "issued_on": "2024",
        "date": "2024-01-05 10:00:00",
        "number": "12:30",
        "kicker": None,
        "abstract": None,
        "status": None,
        "title": True,
        "kind": "x",
        "level": "x",
        "terms": ["1", "a"],
    }


def test_aliases_in_front_matter_are_refused() -> None:
    bomb = "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9 if n else '文'}]\n" for n in range(9))
    found = extracted(f"---\ntitle: 题\n{bomb}---\n一段。")
    assert found.given == {}
    assert found.warnings == ("the front matter does not parse (line 4) and was left out",)
    assert [block.text for block in found.blocks] == ["一段。"]


@pytest.mark.parametrize("text", ["---\n一段。\n\n---\n二段。", "---\n只有一条线"])
def test_rules_without_keys_are_no_front_matter(text: str) -> None:
    assert "".join(texts(text)) == text.replace("-", "").replace("\n", "")


def test_markup_goes_and_text_stays() -> None:
    assert texts(
        "**人工智能+**行动与[《意见》](https://example.cn/a)、`代码`、~~删去~~ &amp; \\*星\\*。"
    ) == ["人工智能+行动与《意见》、代码、删去 & *星*。"]


def test_numbers_of_ordered_items_are_text_and_bullets_are_markup() -> None:
    assert texts("1. 申请表；\n2. 身份证明。\n\n- 甲\n- 乙") == [
        "1. 申请表；",
        "2. 身份证明。",
        "甲",
        "乙",
    ]


def test_indented_text_and_definitions_are_not_lost() -> None:
    assert texts("    　缩进的一段。\n\n[1]: 这是一条注释\n") == [
        "缩进的一段。",
        "[1]: 这是一条注释",
    ]


def test_lines_of_a_paragraph_are_joined_where_the_sentence_runs_on() -> None:
    found = extracted("关于深入实施\n行动的意见。\n（一）第一项；\n（二）第二项")
    assert [block.text for block in found.blocks] == [
        "关于深入实施行动的意见。",
        "（一）第一项；",
        "（二）第二项",
    ]
    assert found.repairs["line_ends"] == 1


def test_comments_go_and_html_within_is_read() -> None:
    assert texts("甲。\n\n<!-- INFO END -->\n\n<div><p>乙。</p></div>\n\n丙<br>丁。") == [
        "甲。",
        "乙。",
        "丙丁。",
    ]


def test_angle_quotation_is_no_tag() -> None:
    assert texts("修改<中华人民共和国某法>等法律的决定") == ["修改<中华人民共和国某法>等法律的决定"]


def test_a_table_gives_rows_with_their_header() -> None:
    rows = extracted("| 指标 | 数值 |\n|---|---|\n| 企业 | 30 |\n").blocks
    assert [(row.kind, row.text, row.header) for row in rows] == [
        ("row", "指标 | 数值", "指标 | 数值"),
        ("row", "企业 | 30", "指标 | 数值"),
    ]


def test_footnotes_are_notes_and_headings_have_levels() -> None:
    blocks = extracted("## 二级\n\n[^1]: 数据来自公报。\n\n**粗体小标题**\n").blocks
    assert [(block.kind, block.level, block.is_bold) for block in blocks] == [
        ("heading", 2, False),
        ("note", 0, False),
        ("paragraph", 0, True),
    ]


def test_fenced_text_is_read_line_by_line() -> None:
    assert texts("```\n第一行\n第二行\n```") == ["第一行", "第二行"]


def test_deep_nesting_does_not_break_the_reader() -> None:
    assert texts(">" * 60 + " 深处\n\n" + "一段。") == ["深处", "一段。"]


@pytest.mark.parametrize("deep", [">" * 3000 + " 深处", "- " * 300 + "深处", "[" * 300 + "深处"])
def test_what_is_nested_too_deep_is_read_as_plain_text(deep: str) -> None:
    found = extracted(f"---\ntitle: 题\n---\n{deep}\n\n一段。")
    assert [block.text for block in found.blocks] == [deep, "一段。"]
    assert [block.place.number for block in found.blocks if block.place] == [4, 6]
    assert found.given == {"title": "题"}
    assert found.warnings == () if "[" in deep else "nested deeper" in found.warnings[0]


def test_comments_that_never_end_are_text_and_cost_no_time() -> None:
    assert texts("甲<!-- 乙 -->丙 <!-- 丁") == ["甲丙 <!-- 丁"]
    assert len(texts("<!--" * 20_000)[0]) == 80_000


LINES = st.lists(
    st.sampled_from(
        [
            "# 标题",
            "## **粗** #",
            "###\t题 ",
            "#",
            "# ",
            "####### 七",
            "第一条 为了",
            "  缩进",
            "    # 深",
            "",
            " ",
            "\t",
            "\u3000",
            "\u3000全角",
            "12",
            "1. 一",
            "1.一",
            "2）",
            "- 项",
            "> 引",
            "=",
            "---",
            "|",
            "a | b",
            "\\# x",
            "*斜*",
            "<b>",
            "[1]: x",
            "`a`",
            "~~",
            "\u00a0x",
            ": x",
            "_",
            "+ 1",
            "# 井 # 号",
        ]
    ),
    max_size=9,
)


@given(LINES)
def test_headings_and_paragraphs_are_read_as_the_parser_reads_them(lines: list[str]) -> None:
    body = "\n".join(lines)
    assume(not markdown._MARKED.search(body))
    assert tokens(markdown._flat(lines)) == tokens(parsed(body))


def test_a_law_is_read_as_the_parser_reads_it(shared_data: Path) -> None:
    n_flat = 0
    for path in sorted((shared_data / "data" / "laws").rglob("*.md"))[::20]:
        body = path.read_text("utf-8").replace("<!-- INFO END -->", "")
        if not markdown._MARKED.search(body):
            n_flat += 1
            assert tokens(markdown._flat(body.split("\n"))) == tokens(parsed(body)), path
    assert n_flat > 20


def parsed(body: str) -> list[Token]:
    found: list[Token] = []
    markdown._PARSER.block.parse(body, markdown._PARSER, {}, found)
    return [token for token in found if token.nesting >= 0]


def tokens(found: Sequence[Token]) -> list[tuple[object, ...]]:
    """What the extractor reads of tokens; the parser also gives the openings places."""
    return [
        (token.type, token.tag, token.content, token.map if token.type == "inline" else None)
        for token in found
    ]
