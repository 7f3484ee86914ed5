"""What the values of fields are called, in both languages, and how days are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from policysearch.model import KINDS, LEVELS, STATUSES
from policysearch.text.fold import fold

# The value in the index → what people call it, first the name that a query is rendered with.
KIND_NAMES: Mapping[str, tuple[str, ...]] = {
    "law": ("法律",),
    "regulation": ("法规", "行政法规"),
    "rule": ("规章", "部门规章"),
    "plan": ("规划", "计划"),
    "policy": ("政策", "政策文件"),
    "interpretation": ("解读", "解释", "司法解释", "政策解读"),
    "standard": ("标准",),
    "case": ("案例",),
    "report": ("报告",),
    "news": ("报道", "新闻"),
    "reference": ("资料",),
}
LEVEL_NAMES: Mapping[str, tuple[str, ...]] = {
    "国家": ("国家", "国家级", "中央", "national"),
    "省": ("省", "省级", "province", "provincial"),
    "市": ("市", "市级", "city", "municipal"),
    "区": ("区", "区级", "区县", "县", "县级", "district"),
    "企业": ("企业", "company"),
}
STATUS_NAMES: Mapping[str, tuple[str, ...]] = {
    "现行有效": ("现行有效", "有效", "现行", "in force"),
    "已修改": ("已修改", "修改", "修订", "已修订", "amended"),
    "已废止": ("已废止", "废止", "失效", "已失效", "repealed"),
    "尚未施行": ("尚未施行", "未施行", "尚未生效", "未生效", "not yet in force"),
    "未注明": ("未注明", "未知", "not stated"),
}
# Fields with a closed list of values.
VALUE_NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "kind": KIND_NAMES,
    "level": LEVEL_NAMES,
    "status": STATUS_NAMES,
}
assert (tuple(KIND_NAMES), tuple(LEVEL_NAMES), tuple(STATUS_NAMES)) == (KINDS, LEVELS, STATUSES)

_VALUES = {
    field: {fold(name): value for value, names in table.items() for name in (value, *names)}
    for field, table in VALUE_NAMES.items()
}

_DATE = re.compile(r"([0-9]{4})(?:年|(?:[-./年]([0-9]{1,2})(?:月|[-./月]([0-9]{1,2})[日号]?)?)?)")
_HYPHENED = re.compile(r"([0-9]{4}(?:-[0-9]{1,2}){0,2})-([0-9]{4}(?:-[0-9]{1,2}){0,2})")
_RANGE = re.compile(r"(.*?)(?:\.\.+|…+|[~—–至到]+)(.*)")
_COMPARED = re.compile("(>=|<=|>|<|≥|≤)(.+)")


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from `low` to `high`, ISO of any precision, both inclusive, "" for open."""

    low: str
    high: str

    @property
    def text(self) -> str:
        """The range as the query language writes it."""
        return self.low if self.low == self.high else f"{self.low}..{self.high}"

    @property
    def is_reversed(self) -> bool:
        """Whether the end lies before the beginning."""
        return bool(self.low and self.high) and self.high + "~" < self.low


def named_value(field: str, name: str) -> str | None:
    """The value that a name of a closed list means, in either language; None without one."""
    return _VALUES[field].get(fold(name).strip("()"))


def date_range(text: str) -> DateRange | None:
    """Read a day, month, year or range of them in any of its spellings; None if it is none."""
    folded = fold(text).strip("()")
    compared = _COMPARED.fullmatch(folded)
    if compared:
        return _compared(*compared.groups())
    match = _HYPHENED.fullmatch(folded) or _RANGE.fullmatch(folded)
    if not match:
        day = _iso(folded)
        return DateRange(day, day) if day else None
    first, last = match.groups()
    low = _iso(first) if first else ""
    high = _iso(last) if last not in ("", "今") else ""
    if low is None or high is None or not (low or high):
        return None
    return DateRange(low, high)


def _compared(sign: str, text: str) -> DateRange | None:
    day = _iso(text)
    if not day:
        return None
    if sign in (">=", "≥"):
        return DateRange(day, "")
    if sign in ("<=", "≤"):
        return DateRange("", day)
    bound = _neighbour(day, 1 if sign == ">" else -1)
    if bound is None:
        return None
    return DateRange(bound, "") if sign == ">" else DateRange("", bound)


def _iso(text: str) -> str | None:
    match = _DATE.fullmatch(text)
    if not match:
        return None
    parts = [int(part) for part in match.groups() if part]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    return _written(parts)


def _neighbour(day: str, step: int) -> str | None:
    """The year, month or day before or after one; None beyond the calendar."""
    parts = [int(part) for part in day.split("-")]
    try:
        if len(parts) == 3:
            return (date(*parts) + timedelta(days=step)).isoformat()
        months = parts[0] * 12 + (parts[1] - 1 + step if len(parts) == 2 else 12 * step)
        year = date(months // 12, 1, 1).year
    except (ValueError, OverflowError):
        return None
    return _written([year, months % 12 + 1] if len(parts) == 2 else [year])


def _written(parts: list[int]) -> str:
    return "-".join(f"{part:0{width}d}" for part, width in zip(parts, (4, 2, 2), strict=False))
