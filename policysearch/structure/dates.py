"""Dates as documents write them, to ISO with their precision: 2024, 2024-12, 2024-12-03."""

import datetime
import re

from policysearch.text.fold import fold
from policysearch.text.numerals import chinese_to_int

_YEAR = "([0-9]{4}|[〇○零o一二三四五六七八九]{4})"
_SMALL = "([0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_WRITTEN = re.compile(f"{_YEAR} ?年(?: ?{_SMALL} ?月(?: ?{_SMALL} ?日)?)?")
_NUMERIC = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?:[t ][0-9:.+z-]*)?")
# In running text: a day, of any spelling of its digits.
DAY = re.compile(
    "(?:[0-9０-９]{4}|[〇○零Ｏ一二三四五六七八九]{4})\\s?年\\s?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\\s?月"
    "\\s?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\\s?日"
)


def read_date(value: object) -> str:
    """Read a date that a source gives or a text writes; "" if it is none."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    written = fold(str(value))
    match = _WRITTEN.fullmatch(written) or _NUMERIC.fullmatch(written)
    if match is None:
        return ""
    numbers = [chinese_to_int(part) for part in match.groups() if part]
    return iso(numbers)


def iso(numbers: list[int | None]) -> str:
    """Write year, month and day, as far as they are known, after checking that there is such a
    day.
    """
    year, *rest = numbers
    if year is None or None in rest or not 1000 <= year <= 9999:
        return ""
    month, day = ([part for part in rest if part is not None] + [1, 1])[:2]
    try:
        datetime.date(year, month, day)
    except ValueError:
        return ""
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in rest if part is not None)])


def agree(one: str, other: str) -> bool:
    """Whether two dates can be the same day: one is the other as far as it goes."""
    return one.startswith(other) or other.startswith(one)
