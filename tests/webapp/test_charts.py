from webapp.charts import MAX_YEARS, tally, year_chart
from webapp.page_row import page_links
from webapp.urls import SearchState


def test_years_between_keep_their_place() -> None:
    chart = year_chart([("2020", 2), ("2023", 4)], str)
    assert [(bar.year, bar.count) for bar in chart.bars] == [
        ("2020", 2),
        ("2021", 0),
        ("2022", 0),
        ("2023", 4),
    ]
    assert [bar.height for bar in chart.bars] == [50.0, 0.0, 0.0, 100.0]
    assert chart.bars[1].path == ""


def test_one_document_among_thousands_is_still_seen() -> None:
    assert year_chart([("2020", 1), ("2021", 9000)], str).bars[0].height == 3.0


def test_years_far_back_become_one_link() -> None:
    chart = year_chart([("0618", 3), ("1950", 2), ("2025", 5)], str)
    assert len(chart.bars) == MAX_YEARS and chart.earlier == 5
    assert chart.earlier_path == f"..{2025 - MAX_YEARS}"
    assert chart.is_dense and chart.bars[-1].is_labelled


def test_no_years_no_chart() -> None:
    assert year_chart([("unknown", 3)], str).bars == ()


def test_bars_of_a_tally_are_shares_of_the_largest() -> None:
    assert [bar.width for bar in tally([("a", 8), ("b", 2), ("c", 0)], str)] == [100, 25, 0]


def test_page_numbers_leave_gaps() -> None:
    row = page_links(SearchState(q="a", page=10), 20)
    assert [link.number for link in row] == [1, 0, 8, 9, 10, 11, 12, 0, 20]
    assert [link.number for link in row if link.is_current] == [10]


def test_a_single_page_has_no_row() -> None:
    assert page_links(SearchState(), 1) == ()
