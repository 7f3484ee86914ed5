import pytest

from policysearch.catalogue import LANGUAGES, load
from policysearch.model import KINDS, LEVELS, STATUSES
from policysearch.query.values import VALUE_NAMES, DateRange, date_range, named_value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2020", "2020", "2020"),
        ("2020年", "2020", "2020"),
        ("２０２０", "2020", "2020"),
        ("2024-03", "2024-03", "2024-03"),
        ("2024年3月", "2024-03", "2024-03"),
        ("2024/3/1", "2024-03-01", "2024-03-01"),
        ("2024年3月1日", "2024-03-01", "2024-03-01"),
        ("2020..2025", "2020", "2025"),
        ("2020-2025", "2020", "2025"),
        ("2020—2025", "2020", "2025"),
        ("2020~2025", "2020", "2025"),
        ("2020年至2025年", "2020", "2025"),
        ("2020至今", "2020", ""),
        ("2024-03..", "2024-03", ""),
        ("..2024", "", "2024"),
        ("2024-03-01..2024-05", "2024-03-01", "2024-05"),
        ("2024-03-2024-05", "2024-03", "2024-05"),
        (">=2020", "2020", ""),
        ("＞＝2020", "2020", ""),
        ("<=2020-02", "", "2020-02"),
        (">2020", "2021", ""),
        ("<2020", "", "2019"),
        (">2020-12", "2021-01", ""),
        ("<2020-01", "", "2019-12"),
        (">2024-02-28", "2024-02-29", ""),
        ("<2024-01-01", "", "2023-12-31"),
    ],
)
def test_a_range_of_days_in_its_spellings(text, low, high):
    assert date_range(text) == DateRange(low, high)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "20",
        "20200",
        "2024-13",
        "2024-02-30",
        "2020-20",
        "..",
        "2020..x",
        ">",
        "0000",
        "<0001",
        ">9999",
        "①",
        ">9999-12-31",
    ],
)
def test_what_is_no_date_is_none(text):
    assert date_range(text) is None


@pytest.mark.parametrize("text", ["2020", "2020..2025", "2024-03..", "..2024-03-01"])
def test_a_range_is_written_as_it_is_read(text):
    assert date_range(text).text == text


def test_a_reversed_range_knows_it():
    assert date_range("2025..2020").is_reversed
    assert not date_range("2025..2025-03").is_reversed
    assert not date_range("2025-03..2025").is_reversed


def test_every_value_of_the_model_has_names_and_no_name_has_two():
    assert {field: tuple(names) for field, names in VALUE_NAMES.items()} == {
        "kind": KINDS,
        "level": LEVELS,
        "status": STATUSES,
    }
    for table in VALUE_NAMES.values():
        names = [name for spelled in table.values() for name in spelled]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_names_on_the_page_are_understood(lang):
    texts = load(lang).texts
    for field, table in VALUE_NAMES.items():
        for value in table:
            shown = texts.get(f"names.{field}.{value}", value)
            for name in shown.split("、"):
                assert named_value(field, name) == value, (field, name)


def test_a_name_is_found_in_any_width_case_and_brackets():
    assert named_value("kind", "ＬＡＷ") == "law"
    assert named_value("kind", "（法律）") == "law"
    assert named_value("status", "In Force") == "现行有效"
    assert named_value("kind", "小说") is None
