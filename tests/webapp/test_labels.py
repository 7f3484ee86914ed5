import pytest

from policysearch import DocumentSummary, Passage, PassageRecord, Span
from webapp.wording import wording


def a_passage(
    anchor: str, *, kind: str = "paragraph", text: str = "文", **known: object
) -> Passage:
    record = PassageRecord(anchor, kind, Span(0, len(text)), **known)  # type: ignore[arg-type]
    return Passage(DocumentSummary("id", "题", "corpus", "a.md"), 0, record, text)


@pytest.mark.parametrize(
    ("anchor", "label"),
    [
        ("t-abc234", "标题"),
        ("k-abc234", "引题"),
        ("s-abc234", "摘要"),
        ("h2-abc234", "小标题"),
        ("h2p3-abc234", "第 3 段"),
        ("h0p1-abc234", "第 1 段"),
        ("a12-abc234", "第 12 条"),
        ("a120z1-abc234", "第 120 条之 1"),
        ("x1r4-abc234", "表 1 第 4 行"),
        ("w2r15-abc234", "工作表 2 第 15 行"),
        ("l3p2-abc234", "第 3 张幻灯片第 2 段"),
        ("n4-abc234", "注 4"),
        ("b2a1-abc234", "第 1 条"),
        ("h1p2.2-abc234", "第 2 段（续 2）"),
    ],
)
def test_every_kind_of_place_has_a_name(anchor: str, label: str) -> None:
    assert wording("zh").place(anchor) == label


def test_an_article_is_named_as_the_text_writes_it_in_chinese_only() -> None:
    assert wording("zh").place("a54-abc234", "第五十四条") == "第五十四条"
    assert wording("en").place("a54-abc234", "第五十四条") == "Article 54"


def test_a_piece_of_an_article_keeps_its_name() -> None:
    assert wording("zh").place("a54.3-abc234", "第五十四条") == "第五十四条（续 3）"


def test_an_anchor_of_another_form_is_shown_as_it_is() -> None:
    assert wording("zh").place("chapter-7") == "chapter-7"


def test_a_paragraph_is_cited_with_the_heading_it_is_counted_under() -> None:
    passage = a_passage("h2p3-abc234", heading_path=("一、总则", "应用场景“多点开花”"))
    assert wording("zh").where(passage) == "“应用场景‘多点开花’”第 3 段"


def test_a_heading_is_cited_by_its_words() -> None:
    assert (
        wording("zh").where(a_passage("h2-abc234", kind="heading", text="二、任务")) == "“二、任务”"
    )


def test_an_article_is_cited_alone_unless_numbers_begin_again() -> None:
    known = {"article": "第二条", "heading_path": ("上海条例",)}
    assert wording("zh").where(a_passage("a2-abc234", **known)) == "第二条"
    assert wording("zh").where(a_passage("b2a2-abc234", **known)) == "“上海条例”第二条"


def test_a_table_row_is_cited_without_the_heading_over_it() -> None:
    passage = a_passage("x1r8-abc234", kind="row", heading_path=("三、目标", "指标 | 目标"))
    assert wording("zh").where(passage) == "表 1 第 8 行"
