import pytest

from policysearch.errors import DamagedSource
from policysearch.extract import html
from policysearch.model import Extract
from tests.contracts.extractor import PARAGRAPHS, ExtractorContract

BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


class TestHtml(ExtractorContract):
    extract = staticmethod(html.extract)
    content = f"<html><head><meta charset=gb2312></head><body>{BODY}</body></html>".encode()


def extracted(text: str) -> Extract:
    (found,) = html.extract(text.encode())
    assert isinstance(found, Extract)
    return found


def texts(text: str) -> list[str]:
    return [block.text for block in extracted(text).blocks]


def test_meta_tags_of_government_sites_are_given() -> None:
    found = extracted(
        '<meta name="ArticleTitle" content="某办法">'
        '<meta name="PubDate" content="2025-08-26 17:00">'
        '<meta name="ContentSource" content="来源：某网">'
        '<meta name="Url" content="javascript:x"><p>文</p>'
    )
    assert found.given == {"title": "某办法", "published_on": "2025-08-26", "source_name": "某网"}


def test_the_title_less_the_name_of_the_site() -> None:
    assert extracted("<title>某意见_某市人民政府</title><p>文</p>").given["title"] == "某意见"


def test_of_a_site_s_page_the_main_content_is_taken_whole() -> None:
    links = "".join(f"<li><a href=/{n}>栏目{n}</a></li>" for n in range(20))
    found = texts(
        f"<body><ul>{links}</ul><div id=main><h1>标题</h1>{BODY}"
        f"<table><tr><td>甲</td><td>乙</td></tr></table>"
        f"<p><a href=x>附件1</a></p><ul>{links}</ul></div><div>版权所有</div></body>"
    )
    assert found == ["标题", *PARAGRAPHS, "甲 | 乙", "附件1"]


def test_a_page_without_links_is_taken_whole() -> None:
    assert texts(f"<div>前言</div><div>{BODY}</div><div>落款</div>") == [
        "前言",
        *PARAGRAPHS,
        "落款",
    ]


def test_scripts_hidden_parts_and_comments_are_no_text() -> None:
    assert texts(
        "<p>甲<script>x()</script><!-- 乙 --></p><p style='display: none'>丙</p><p hidden>丁</p>尾"
    ) == ["甲", "尾"]


def test_a_stray_end_of_the_page_does_not_end_the_text() -> None:
    assert texts("<html><body><p>甲</p></body></html><p>乙</p></html>") == ["甲", "乙"]


def test_breaks_part_paragraphs_and_white_space_is_one_space() -> None:
    assert texts("<p>第一行<br/>第二\n   行<span>！</span></p>") == ["第一行", "第二 行！"]


def test_bold_lines_and_headings_are_told() -> None:
    blocks = extracted(
        "<h2>一、总则</h2><p><b>小</b><strong>标题</strong></p><p>正<b>文</b></p>"
    ).blocks
    assert [(block.kind, block.level, block.is_bold) for block in blocks] == [
        ("heading", 2, False),
        ("paragraph", 0, True),
        ("paragraph", 0, False),
    ]


def test_depth_and_damage_do_not_break_the_reader() -> None:
    assert texts("<div>" * 1000 + "深处") == ["深处"]
    for n_levels in (2100, 5000, 200_000):
        assert texts("前" + "<div>" * n_levels + "深<b>处" + "</div>" * n_levels + "后") == [
            "前",
            "深处",
            "后",
        ]
    assert texts("<font color=red>" * 5000 + "深<span>处</span>") == ["深处"]
    with pytest.raises(DamagedSource, match="depth"):
        texts("<table><tr><td>" * 5000 + "深处")
    assert texts("<p>甲<table><td>乙</b></i>") == ["甲", "乙"]
    assert texts("<<<>>>&#0;&#xD800;丙")[-1].endswith("丙")
