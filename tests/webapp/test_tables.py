import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch import DocumentSummary, Highlight, Passage, PassageRecord, Segment, Snippet, Span
from webapp.tables import (
    CELLS,
    Cell,
    cells_of,
    found_cells,
    header_of,
    headings_above,
    is_first_row,
    table_number,
)

DOCUMENT = DocumentSummary("plan", "计划", "corpus", "计划.md")
HEADER = "名称 | 单位 | 目标"


def passage(
    text: str,
    anchor: str = "x1r2-aaaaaa",
    path: tuple[str, ...] = ("三、指标", HEADER),
    *,
    kind: str = "row",
    continues: bool = False,
) -> Passage:
    record = PassageRecord(anchor, kind, Span(0, len(text)), path, continues=continues)
    return Passage(DOCUMENT, 0, record, text)


def plain(cells: tuple[Cell, ...]) -> list[tuple[str, str]]:
    return [(cell.label, "".join(one.text for one in cell.segments)) for cell in cells]


@given(st.lists(st.tuples(st.text(alphabet="甲 |", max_size=6), st.integers(0, 2)), max_size=8))
def test_cells_joined_are_the_text_and_keep_their_marks(pieces):
    segments = [Segment(text, word) for text, word in pieces if text]
    text = "".join(one.text for one in segments)
    cells = cells_of(segments)
    assert ["".join(one.text for one in cell) for cell in cells] == text.split(CELLS)
    marked = "".join(one.text for cell in cells for one in cell if one.word)
    assert set(marked) <= set("".join(one.text for one in segments if one.word))


def test_a_highlight_over_a_bound_is_in_both_cells():
    cells = cells_of([Segment("数字"), Segment("车间 | 300", 1), Segment("个")])
    assert cells == ((Segment("数字"), Segment("车间", 1)), (Segment("300", 1), Segment("个")))


def test_a_row_has_the_names_of_its_columns():
    row = passage("数字车间 | 个 | 300")
    assert plain(found_cells(row, Snippet(row.text))) == [
        ("名称", "数字车间"),
        ("单位", "个"),
        ("目标", "300"),
    ]


def test_a_cut_row_has_the_names_of_the_cells_it_shows():
    row = passage("数字车间 | 个 | 三百个以上")
    cut = Snippet("个 | 三百", (Highlight(Span(4, 6), 1),), is_cut_before=True, is_cut_after=True)
    # 个 alone stands twice in the row, but the cut as a whole only once.
    assert plain(found_cells(row, cut)) == [("单位", "个"), ("目标", "三百")]


def test_a_cut_that_may_be_anywhere_has_no_names():
    row = passage("甲 | 甲 | 乙")
    assert plain(found_cells(row, Snippet("甲", is_cut_before=True))) == [("", "甲")]


def test_a_piece_of_a_long_row_has_no_names():
    row = passage("后半 | 完", "x1r2.2-aaaaaa", continues=True)
    assert plain(found_cells(row, Snippet(row.text))) == [("", "后半"), ("", "完")]


def test_a_row_with_more_cells_than_its_header_loses_none():
    row = passage("甲 | 乙 | 丙 | 丁")
    assert plain(found_cells(row, Snippet(row.text)))[-1] == ("", "丁")


def test_the_header_is_no_heading():
    row = passage("数字车间 | 个 | 300")
    assert header_of(row) == HEADER and headings_above(row) == ("三、指标",)
    first = passage(HEADER, "x1r1-aaaaaa", ("三、指标",))
    assert is_first_row(first) and header_of(first) == ""
    assert headings_above(first) == ("三、指标",)


def test_a_header_repeated_in_its_table_keeps_its_headings():
    again = passage(HEADER, "x1r5-aaaaaa", ("三、指标",))
    assert header_of(again) == "" and headings_above(again) == ("三、指标",)


@pytest.mark.parametrize(
    ("anchor", "number"), [("x3r2-aaaaaa", 3), ("w2r9-aaaaaa", 2), ("h1p2-aaaaaa", 0), ("?", 0)]
)
def test_rows_of_sheets_are_rows_too(anchor, number):
    assert table_number(passage("甲 | 乙", anchor)) == number


def test_a_paragraph_with_bars_is_no_row():
    text = passage("甲 | 乙", "h1p2-aaaaaa", kind="paragraph")
    assert found_cells(text, Snippet(text.text)) == ()
    assert headings_above(text) == text.heading_path
