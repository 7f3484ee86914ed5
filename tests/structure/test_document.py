import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policysearch.extract.port import Limits, extract
from policysearch.identity import parse_anchor
from policysearch.model import Block, Document, Extract
from policysearch.structure.document import structure
from policysearch.text.clean import clean_text


def a_document(*paragraphs: str | Block, **values: object) -> Document:
    blocks = tuple(
        part if isinstance(part, Block) else Block("paragraph", part) for part in paragraphs
    )
    given_as = str(values.pop("given_as", "given"))
    return structure(
        Extract(blocks, given=values, given_as=given_as),
        root="corpus",
        path="a/文件.md",
        content_hash="h",
    )


def outline(document: Document) -> list[tuple[str, str]]:
    return [(record.anchor.partition("-")[0], record.kind) for record in document.records]


def check_tiling(document: Document) -> None:
    at = 0
    for record in document.records:
        gap = document.text[at : record.span.start]
        assert gap in ("", "\n")
        assert record.span.start < record.span.end
        at = record.span.end
    assert at == len(document.text)
    places = [record.anchor.rpartition("-")[0] for record in document.records]
    assert len(set(places)) == len(places)
    assert all(parse_anchor(record.anchor) for record in document.records)
    for fact in document.summary.facts.values():
        if span := fact.evidence.span:
            assert 0 <= span.start < span.end <= len(document.text)


LAW = (
    Block("heading", "某条例", level=1),
    "2020年1月2日 某省第一届人民代表大会常务委员会第三次会议通过",
    Block("heading", "第一章 总 则", level=2),
    "第一条 为了规范管理，制定本条例。",
    "第二条 有下列情形之一的：",
    "（一）甲；",
    "（二）乙。",
    Block("heading", "第二章 附则", level=2),
    "第二条之一 补充规定。",
    "第三条 本条例自2020年5月1日起施行。",
)


def test_articles_hold_their_items_and_know_their_chapter() -> None:
    document = a_document(*LAW)
    assert outline(document) == [
        ("t", "title"),
        ("h0p1", "paragraph"),
        ("h1", "heading"),
        ("a1", "article"),
        ("a2", "article"),
        ("h2", "heading"),
        ("a2z1", "article"),
        ("a3", "article"),
    ]
    second = document.passage(4)
    assert second.text == "第二条 有下列情形之一的：\n（一）甲；\n（二）乙。"
    assert second.article == "第二条"
    assert second.heading_path == ("第一章 总 则",)
    assert document.passage(6).article == "第二条之一"
    check_tiling(document)


def test_numbering_that_begins_again_opens_a_block() -> None:
    document = a_document(
        "第一条 甲。", "第二条 乙。", "附件：某办法", "第一条 丙。", "第二条 丁。"
    )
    assert [place for place, kind in outline(document) if kind == "article"] == [
        "a1",
        "a2",
        "b2a1",
        "b2a2",
    ]


def test_a_sentence_that_cites_an_article_is_none() -> None:
    document = a_document("第一条 甲。", "第五条规定的期间，自次日起计算。", "第二条 乙。")
    assert [record.article for record in document.records] == ["第一条", "第二条"]


def test_articles_without_a_space_are_told_by_their_order() -> None:
    document = a_document(
        "第一条为了规范，制定。", "第二条本办法适用于本市。", "第九条国家另有规定。"
    )
    assert [record.article for record in document.records] == ["第一条", "第二条"]


def test_headings_by_custom_form_a_path() -> None:
    document = a_document(
        "一、总体要求",
        "（一）指导思想",
        "坚持创新驱动，加快发展。",
        "二、主要任务",
        "全面推进各项任务。",
    )
    assert [passage.heading_path for passage in document.passages] == [
        (),
        ("一、总体要求",),
        ("一、总体要求", "（一）指导思想"),
        (),
        ("二、主要任务",),
    ]
    assert [record.level for record in document.records] == [1, 2, 0, 1, 0]


def test_list_items_are_no_headings() -> None:
    document = a_document(
        "需要提交：", "（一）身份证", "（二）户口簿", "（三）申请表", "以上材料一式两份。"
    )
    assert [record.kind for record in document.records] == ["paragraph", "paragraph"]
    assert document.passage(0).text.count("\n") == 3


def test_a_short_unpunctuated_line_before_text_is_a_heading() -> None:
    body = "推进转型是一项长期任务，需要政府、企业和社会各方面共同努力，久久为功，取得实效。"
    document = a_document(
        "开头的话到此结束。", "夯实数字基础", body, "某市人民政府", "2025年3月1日"
    )
    assert [record.kind for record in document.records] == [
        "paragraph",
        "heading",
        "paragraph",
        "paragraph",
        "paragraph",
    ]


def test_a_long_sentence_set_as_a_heading_is_a_paragraph() -> None:
    sentence = "各地区各部门要充分认识这项工作的重要意义，切实加强组织领导，确保各项任务落到实处。"
    document = a_document(
        Block("heading", "标题", level=1), Block("heading", sentence, level=2), "文。"
    )
    assert [record.kind for record in document.records] == ["title", "paragraph", "paragraph"]


def test_a_table_of_contents_is_no_heading() -> None:
    document = a_document(
        "目录",
        "第一章 总则",
        "第二章 附则",
        "第一章 总则",
        "第一条 甲。",
        "第二章 附则",
        "第二条 乙。",
    )
    assert [passage.text for passage in document.passages if passage.record.kind == "heading"] == [
        "第一章 总则",
        "第二章 附则",
    ]


def test_a_row_names_its_header() -> None:
    document = a_document(
        "说明。",
        Block("row", "指标 | 值", header="指标 | 值"),
        Block("row", "企业 | 3", header="指标 | 值"),
    )
    assert outline(document)[1:] == [("x1r1", "row"), ("x1r2", "row")]
    assert document.passage(2).heading_path == ("指标 | 值",)


def test_long_passages_are_cut_at_sentences_and_read_on() -> None:
    sentence = "产业园区围绕重点领域持续推进创新应用，形成较完整的体系。"
    document = a_document("第一条 " + sentence * 60)
    assert [record.continues for record in document.records] == [False, True, True]
    assert [place for place, _ in outline(document)] == ["a1", "a1.2", "a1.3"]
    assert all(
        len(passage.text) <= 600 and passage.text.endswith("。") for passage in document.passages
    )
    assert all(record.article == "第一条" for record in document.records)
    check_tiling(document)


@pytest.mark.parametrize(
    "text", ["甲" * 50_000, "甲乙，" * 9_000, "abc123" * 5_000, "“甲。”" * 3_000, "。" * 2_000]
)
def test_text_without_a_full_stop_is_cut_all_the_same(text: str) -> None:
    document = a_document(text)
    check_tiling(document)
    assert document.text == text
    assert max(len(passage.text) for passage in document.passages) <= 600


def test_a_hard_cut_does_not_part_a_number() -> None:
    document = a_document("甲" * 597 + "12,345.6" + "乙" * 300)
    assert document.passage(1).text.startswith("12,345.6")


def test_a_title_given_apart_becomes_the_first_passage() -> None:
    document = a_document("正文。", title="某意见")
    assert document.text == "某意见\n正文。"
    assert outline(document)[0] == ("t", "title")
    assert document.summary.facts["title"].evidence.kind == "given"


def test_unless_the_text_begins_with_it() -> None:
    assert a_document("某意见", "正文。", title="某意见").text == "某意见\n正文。"
    run_on = a_document("某意见 正文。", title="某意见")
    assert run_on.text == "某意见 正文。"
    assert [passage.text for passage in run_on.passages] == ["某意见", " 正文。"]
    assert a_document("某意见指出，要落实。", title="某意见").text == "某意见指出，要落实。"


def test_articles_run_together_in_one_line_are_parted() -> None:
    article = "国家机关、社会团体、企业事业单位和其他组织应当依照有关规定履行各自的职责，不得推诿。"
    text = "".join(f"第{number}条{article * 5}" for number in "一二三四")
    document = a_document(text, title="某规定")
    assert [record.article for record in document.records[1:]] == [
        "第一条",
        "第二条",
        "第三条",
        "第四条",
    ]
    assert document.text == f"某规定\n{text}"
    check_tiling(document)


def test_a_document_without_a_title_is_called_by_its_first_line_or_its_file() -> None:
    line = "这一行很长，" * 20
    assert a_document(line + "。", "下文。").title == line[:60]
    empty = a_document()
    assert (empty.title, empty.summary.facts["title"].evidence.kind) == ("文件", "file")
    assert empty.text == ""


def test_the_id_is_given_or_made_of_the_path() -> None:
    assert a_document("文。", id="law-1").id == "law-1"
    assert a_document("文。").id != a_document("文。", id="法 一").id


def test_surrogates_and_nuls_are_repaired_and_counted() -> None:
    document = a_document("人\ud800工\0智能。", title="标\ud800题")
    assert document.text.encode().decode() == "标\ufffd题\n人\ufffd工智能。"
    assert document.repairs == {"surrogates": 1, "control": 1}


BLOCKS = st.lists(
    st.builds(
        Block,
        kind=st.sampled_from(["paragraph", "heading", "item", "row", "note", "title", "abstract"]),
        text=st.text(
            alphabet="第一二三条章节之、（）1.2。；：甲乙丙 　\nA\ud800\u200b", max_size=30
        ),
        level=st.integers(0, 6),
        is_bold=st.booleans(),
        header=st.sampled_from(["", "甲 | 乙"]),
    ),
    max_size=25,
)


@given(BLOCKS, st.booleans(), st.sampled_from(["", "第一条", "甲乙", "甲"]))
@settings(max_examples=300, deadline=None)
def test_passages_tile_any_text(blocks: list[Block], is_well_formed: bool, title: str) -> None:
    extracted = Extract(tuple(blocks), given={"title": title}, is_well_formed=is_well_formed)
    document = structure(extracted, root="r", path="p.md", content_hash="")
    check_tiling(document)
    assert document == structure(extracted, root="r", path="p.md", content_hash="")
    document.text.encode("utf-8")


def read(path: Path) -> list[Document]:
    return [
        structure(found, root="data", path=path.name, content_hash=found.content_hash)
        for found in extract(path, limits=Limits())
        if isinstance(found, Extract)
    ]


def test_every_law_is_its_source_less_its_markup(shared_data: Path) -> None:
    n_articles = 0
    for path in sorted((shared_data / "data/laws").rglob("*.md")):
        (document,) = read(path)
        source = re.sub("<!--.*?-->", "", path.read_text("utf-8"), flags=re.DOTALL)
        lines = [re.sub("^#+ *", "", line) for line in source.split("\n")]
        repairs: Counter[str] = Counter()
        wanted = []
        for line in lines:
            cleaned, odd = clean_text(line.strip())
            repairs += odd
            repairs["outer_spaces"] += len(line) - len(line.strip())
            if cleaned.strip():
                wanted.append(cleaned)
        assert document.text == "\n".join(wanted), path.name
        assert document.repairs.get("invisible", 0) == repairs["invisible"], path.name
        assert document.repairs.get("outer_spaces", 0) <= repairs["outer_spaces"]
        check_tiling(document)
        n_articles += sum(r.kind == "article" and not r.continues for r in document.records)
    assert n_articles >= 34_591


def test_every_judged_article_has_its_passage(shared_data: Path) -> None:
    folder = shared_data / "data/stard"
    articles = set()
    n_articles = 0
    for document in read(folder / "laws.jsonl"):
        n_articles += sum(r.kind == "article" and not r.continues for r in document.records)
        articles |= {f"{document.id}#{record.article}" for record in document.records}
    assert n_articles == 40_832
    questions = (folder / "queries.dev.jsonl").read_text("utf-8").splitlines()
    judged = {answer for line in questions for answer in json.loads(line)["relevant"]}
    assert judged and judged <= articles


def test_policy_documents_keep_every_character(shared_data: Path) -> None:
    path = shared_data / "data/policy/policy.jsonl"
    lines = path.read_text("utf-8").splitlines()
    documents = read(path)
    assert len(documents) == len(lines)
    for document, line in zip(documents, lines, strict=True):
        body, _ = clean_text(
            "\n".join(part for part in json.loads(line)["text"].split("\n") if part.strip())
        )
        assert document.text.endswith(body)
        check_tiling(document)


def test_the_seed_report_is_repaired_and_structured(shared_data: Path) -> None:
    (document,) = read(shared_data / "seed/article.txt")
    by_kind = {
        kind: [passage.text for passage in document.passages if passage.record.kind == kind]
        for kind in ("kicker", "title", "heading", "abstract", "paragraph")
    }
    assert by_kind["kicker"] == ["竞逐新赛道 发力“AI+”"]
    assert by_kind["title"] == ["苏州工业园区打造人工智能产业新高地"]
    assert by_kind["heading"] == ["创新资源持续集聚", "应用场景“多点开花”", "加速构建产业创新生态"]
    assert document.summary.value("abstract") == by_kind["abstract"][0]
    assert document.records[-1].anchor.startswith("s-")
    assert all(text.endswith("。") for text in by_kind["paragraph"])
    # The lines that end a paragraph: those that end with a full stop, less the abstract's.
    assert len(by_kind["paragraph"]) == 28
    assert " " not in document.text.replace(by_kind["kicker"][0], "")
    for words in (
        "苏州工业园区形成了以",
        "截至2024年年底",
        "营收复合增长率超50％",
        "漏检率低于0.2%",
        "5个大模型",
        "方方面面",
        "赋能赋智赋力",
    ):
        assert any(words in passage.text for passage in document.passages)
    source = (shared_data / "seed/article.txt").read_text("utf-8")
    kept = "".join(source.split())
    without_doubles = kept.replace(
        "".join(source.split("\n")[0].split()), "".join(by_kind["kicker"][0].split()), 1
    )
    without_doubles = without_doubles.replace(by_kind["title"][0] * 2, by_kind["title"][0], 1)
    assert "".join(document.text.split()) == without_doubles
    check_tiling(document)
