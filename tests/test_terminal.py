import pytest

from policysearch.catalogue import LANGUAGES, load
from policysearch.model import (
    BuildReport,
    DocumentSummary,
    FileOutcome,
    Highlight,
    Passage,
    PassageHit,
    PassageRecord,
    ResultPage,
    Snippet,
    Span,
    Total,
)
from policysearch.terminal import MAX_OUTCOMES, passage_lines, report_lines, result_lines


def a_passage(text: str = "一段。", title: str = "标题") -> Passage:
    record = PassageRecord("h0p1-aaaaaa", "paragraph", Span(0, len(text)))
    return Passage(DocumentSummary("id", title, "corpus", "a.md"), 0, record, text)


def a_page(*hits: PassageHit) -> ResultPage:
    return ResultPage(
        "一段", "", "一段", "passage", "relevance", 1, 10, hits,
        Total(1, 1, 0, len(hits), 1, "一段"), False, (), (), {}, (), "aaaa-bbbb-cccc", 1,
    )  # fmt: skip


def a_report(*outcomes: FileOutcome) -> BuildReport:
    return BuildReport(
        1, "aaaa", "2026-01-01", 1.0, 1, (), 3, 1, 0, 1, 1, 0, 1, 2, 30, 1, 0, 0, 0, {"spaces": 2},
        outcomes,
    )  # fmt: skip


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x07", "\u202e", "\r"])
def test_a_document_cannot_steer_the_terminal(steering):
    lines = list(passage_lines(a_passage(f"前{steering}后", f"标题{steering}")))
    snippet = Snippet(f"前{steering}后", (Highlight(Span(0, 1), 1),))
    lines += result_lines(
        a_page(PassageHit(a_passage(title=f"标题{steering}"), snippet, 1.0)),
        load("zh"),
        is_styled=False,
    )
    assert not any(steering[0] in line for line in lines)
    assert any("前\ufffd" in line for line in lines)


def test_words_are_bold_on_a_terminal_only():
    hit = PassageHit(a_passage(), Snippet("一段。", (Highlight(Span(0, 2), 1),)), 1.0)
    styled = "\n".join(result_lines(a_page(hit), load("zh"), is_styled=True))
    assert "\x1b[1m一段\x1b[0m。" in styled
    assert "\x1b" not in "\n".join(result_lines(a_page(hit), load("zh"), is_styled=False))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_names_each_failure_with_its_reason_first(lang):
    failed = FileOutcome(
        "corpus", "a.jsonl", "failed", "damaged_source", "cut short", member="line 2"
    )
    skipped = FileOutcome("corpus", "b.bin", "skipped", "empty", "It holds no text.")
    lines = list(report_lines(a_report(skipped, failed), load(lang), is_new=True))
    assert "corpus/a.jsonl, line 2" in lines[0]
    assert "cut short" in lines[0]
    assert "corpus/b.bin" in lines[1]


def test_a_failure_with_details_holds_no_english_in_chinese():
    encrypted = FileOutcome(
        "语料", "甲.md", "failed", "duplicate_id", "The id x belongs to …",
        details={"id": "x1", "place": "语料/乙.md"},
    )  # fmt: skip
    line = next(iter(report_lines(a_report(encrypted), load("zh"), is_new=True)))
    assert line == "失败 语料/甲.md：编号 x1 已被 语料/乙.md 占用：请给其中一份换个编号。"


def test_a_long_list_of_failures_is_cut_and_says_so():
    many = [FileOutcome("corpus", f"{n}.md", "failed", "x", "y") for n in range(MAX_OUTCOMES + 3)]
    lines = list(report_lines(a_report(*many), load("en"), is_new=True))
    assert sum(line.startswith("Failed") for line in lines) == MAX_OUTCOMES
    assert any("and 3 more" in line for line in lines)
