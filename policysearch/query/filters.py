"""The filters of an address → plan: values of one field are alternatives, fields add up."""

from collections.abc import Mapping, Sequence

from policysearch.model import FILTER_FIELDS, Diagnostic
from policysearch.query.diagnostics import diagnostic
from policysearch.query.plan import FieldIs, FieldRange
from policysearch.query.values import VALUE_NAMES, DateRange, date_range, named_value

# Open ends of a range among other years: no document of ours is older or newer.
_FIRST_YEAR, _LAST_YEAR = 1000, 2999


def plan_filters(
    filters: Mapping[str, Sequence[str]],
) -> tuple[tuple[FieldIs | FieldRange, ...], tuple[Diagnostic, ...]]:
    """Turn fields of FILTER_FIELDS into restrictions; what is not known is told and ignored."""
    planned: list[FieldIs | FieldRange] = []
    told = [
        diagnostic("filter_unknown", field=name) for name in filters if name not in FILTER_FIELDS
    ]
    for name in FILTER_FIELDS:
        values = [value for value in filters.get(name, ()) if value.strip()]
        restriction = _years(values, told) if name == "year" else _values(name, values, told)
        if restriction is not None:
            planned.append(restriction)
    return tuple(planned), tuple(told)


def _values(name: str, values: Sequence[str], told: list[Diagnostic]) -> FieldIs | None:
    kept: dict[str, None] = {}
    for value in values:
        found = named_value(name, value) if name in VALUE_NAMES else value
        if found is None:
            told.append(diagnostic("filter_value_unknown", field=name, value=value))
        else:
            kept[found] = None
    return FieldIs(name, tuple(kept)) if kept else None


def _years(values: Sequence[str], told: list[Diagnostic]) -> FieldIs | FieldRange | None:
    ranges: list[DateRange] = []
    for value in values:
        years = date_range(value)
        if years is None or (
            len(values) > 1 and max(len(years.low), len(years.high)) > len("2024")
        ):
            told.append(diagnostic("filter_value_unknown", field="year", value=value))
            continue
        if years.is_reversed:
            told.append(diagnostic("range_reversed", value=years.text))
            years = DateRange(years.high, years.low)
        ranges.append(years)
    spans = _merged(ranges)
    if len(spans) == 1 and (spans[0].low != spans[0].high or len(spans[0].low) > len("2024")):
        return FieldRange("year", spans[0].low, spans[0].high)
    kept = [
        f"{year:04d}"
        for span in spans
        for year in range(int(span.low or _FIRST_YEAR), int(span.high or _LAST_YEAR) + 1)
    ]
    return FieldIs("year", tuple(kept)) if kept else None


def _merged(ranges: list[DateRange]) -> list[DateRange]:
    """The ranges in order, those that overlap as one."""
    merged: list[DateRange] = []
    for span in sorted(ranges, key=lambda span: span.low):
        last = merged[-1] if merged else None
        if last is None or (last.high and span.low > last.high):
            merged.append(span)
        else:
            high = max(last.high, span.high) if last.high and span.high else ""
            merged[-1] = DateRange(last.low, high)
    return merged
