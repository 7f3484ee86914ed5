import pytest

from policysearch.backends.values import has_text, is_in_range, values_of


@pytest.mark.parametrize(
    ("date", "low", "high", "is_in"),
    [
        ("2025", "2025-08", "2025-08", True),
        ("2025-08-31", "2025-08", "2025-08", True),
        ("2025-09-01", "2025-08", "2025-08", False),
        ("2025-07", "2025-08", "", False),
        ("2025-02", "2025-02-28", "", True),
        ("2024", "", "2024-01-01", True),
        ("2024-12-31", "2025", "", False),
        ("2024", "", "", True),
        ("", "", "", False),
        ("", "2020", "2025", False),
    ],
)
def test_a_date_is_in_a_range_if_some_day_of_it_is(
    date: str, low: str, high: str, is_in: bool
) -> None:
    assert is_in_range(date, low, high) is is_in


def test_text_is_looked_for_in_the_folded_value() -> None:
    assert has_text("issuer", "苏州市ＡＩ办公室", "市ai办")
    assert not has_text("issuer", "苏州市", "杭州")


def test_a_number_is_looked_for_from_its_beginning() -> None:
    assert has_text("number", "国发202511", "国发2025")
    assert not has_text("number", "国发202511", "2025")


def test_values_are_distinct_and_the_year_is_of_the_date() -> None:
    assert values_of({"kind": ("law", "law")}, "2024-05", "kind") == ("law",)
    assert values_of({}, "2024-05", "year") == ("2024",)
    assert values_of({}, "", "year") == values_of({}, "", "kind") == ()
