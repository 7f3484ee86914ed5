import pytest

from policysearch.query.filters import plan_filters
from policysearch.query.plan import FieldIs, FieldRange


def planned(**filters: tuple[str, ...]):
    return plan_filters(filters)[0]


def test_values_of_a_field_are_alternatives_and_fields_add_up():
    assert planned(kind=("law", "case"), folder=("laws/刑法",)) == (
        FieldIs("kind", ("law", "case")),
        FieldIs("folder", ("laws/刑法",)),
    )


def test_names_of_values_mean_the_values():
    assert planned(kind=("法律", "law"), status=("失效",)) == (
        FieldIs("kind", ("law",)),
        FieldIs("status", ("已废止",)),
    )


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (("2024",), FieldIs("year", ("2024",))),
        (("2024", "2020"), FieldIs("year", ("2020", "2024"))),
        (("2020..2025",), FieldRange("year", "2020", "2025")),
        (("2020-2025",), FieldRange("year", "2020", "2025")),
        (("2020..",), FieldRange("year", "2020", "")),
        (("..2020",), FieldRange("year", "", "2020")),
        (("2020..2020",), FieldIs("year", ("2020",))),
        (("2024-05",), FieldRange("year", "2024-05", "2024-05")),
        (("2018", "2020..2022"), FieldIs("year", ("2018", "2020", "2021", "2022"))),
        (("2018..2021", "2020..2023"), FieldRange("year", "2018", "2023")),
        (("2021", "2020.."), FieldRange("year", "2020", "")),
        (("2022..2020",), FieldRange("year", "2020", "2022")),
    ],
)
def test_years_and_ranges_of_years(years, expected):
    assert planned(year=years) == (expected,)


def test_an_open_range_beside_another_year_keeps_both():
    (restriction,) = planned(year=("2010", "2024.."))
    assert {"2010", "2024", "2025", "2100"} <= set(restriction.values)
    assert not {"2009", "2011", "2023"} & set(restriction.values)


def test_what_is_not_known_is_told_and_ignored():
    restrictions, told = plan_filters(
        {"kind": ("小说",), "year": ("abc", "2024"), "colour": ("red",)}
    )
    assert restrictions == (FieldIs("year", ("2024",)),)
    assert [(each.code, dict(each.details)) for each in told] == [
        ("filter_unknown", {"field": "colour"}),
        ("filter_value_unknown", {"field": "year", "value": "abc"}),
        ("filter_value_unknown", {"field": "kind", "value": "小说"}),
    ]


def test_empty_values_are_no_filter():
    assert plan_filters({"kind": ("", " "), "year": ("",), "region": ()}) == ((), ())
