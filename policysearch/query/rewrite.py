"""Passes over the tree before it becomes a plan, read top to bottom; each tells what it did.

A pass never takes a word away: a field whose value means nothing becomes the text it was typed as.
"""

from collections.abc import Callable

from policysearch.model import Diagnostic
from policysearch.query.ast import (
    All,
    Any,
    Condition,
    Phrase,
    Query,
    Text,
    Without,
    all_of,
    any_of,
)
from policysearch.query.diagnostics import diagnostic
from policysearch.query.syntax import FIELD_NAMES
from policysearch.query.values import VALUE_NAMES, date_range, named_value
from policysearch.text.document_number import find_numbers, number_key
from policysearch.text.fold import fold

Telling = list[Diagnostic]
Pass = Callable[[Query, Telling], Query]


def rewrite(query: Query) -> tuple[Query, tuple[Diagnostic, ...]]:
    """Apply every pass in order."""
    told: Telling = []
    for apply in PASSES:
        query = apply(query, told)
    return query, tuple(told)


def with_settled_fields(query: Query, told: Telling) -> Query:
    """Give each field's value its one spelling: 类型:law is 类型:法律, 2020至2025 is 2020..2025."""
    if isinstance(query, All):
        return all_of([with_settled_fields(part, told) for part in query.parts])
    if isinstance(query, Any):
        return any_of([with_settled_fields(part, told) for part in query.parts])
    if isinstance(query, Without):
        return Without(with_settled_fields(query.part, told))
    return _settled(query, told) if isinstance(query, Condition) else query


def with_numbers_told(query: Query, told: Telling) -> Query:
    """Say how to search for a document number as such; the words are looked for as they stand."""
    for part in query.parts if isinstance(query, All) else (query,):
        if isinstance(part, Text):
            for span, _ in find_numbers(part.text):
                told.append(diagnostic("document_number", number=part.text[span.start : span.end]))
    return query


PASSES: tuple[Pass, ...] = (with_settled_fields, with_numbers_told)


def _settled(condition: Condition, told: Telling) -> Query:
    value = _value(condition, told)
    if value is not None:
        is_quoted = condition.is_quoted and value == condition.value
        return Condition(condition.field, value, is_quoted)
    name = FIELD_NAMES[condition.field][0]
    told.append(diagnostic("field_value_unknown", field=name, value=condition.value))
    if not condition.is_quoted:
        return Text(f"{name}:{condition.value}")
    return all_of([Text(f"{name}:"), Phrase(condition.value)])


def _value(condition: Condition, told: Telling) -> str | None:
    """The value in its one spelling; None if it is none of the field's."""
    field, value = condition.field, condition.value
    if field in VALUE_NAMES:
        found = named_value(field, value)
        return VALUE_NAMES[field][found][0] if found else None
    if field in ("year", "date"):
        days = date_range(value)
        if days is None:
            return None
        if days.is_reversed:
            told.append(diagnostic("range_reversed", value=days.text))
            days = type(days)(days.high, days.low)
        return days.text
    key = number_key(value) if field == "number" else fold(value)
    return value if any(map(str.isalnum, key)) else None
