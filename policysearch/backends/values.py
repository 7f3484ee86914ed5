"""What the values of a document's fields answer to a filter, one value at a time."""

from collections.abc import Mapping

from policysearch.text.fold import fold


def values_of(fields: Mapping[str, tuple[str, ...]], date: str, field: str) -> tuple[str, ...]:
    """A field's distinct values; `year` is read from the order date."""
    if field == "year":
        return (date[:4],) if date else ()
    return tuple(dict.fromkeys(fields.get(field, ())))


def is_in_range(date: str, low: str, high: str) -> bool:
    """Whether some day of a date lies between two, all of any precision; no date lies nowhere."""
    if not date:
        return False
    return _last_day(date) >= _first_day(low) and (not high or _first_day(date) <= _last_day(high))


def has_text(field: str, value: str, text: str) -> bool:
    """Whether a folded text stands in a value; a document number's key must begin with it."""
    if field == "number":
        return value.startswith(text)
    return text in fold(value)


def _first_day(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :] if 4 <= len(date) < 10 else date


def _last_day(date: str) -> str:
    # No month has a later day than 31, and dates are only compared.
    return date + "-12-31"[len(date) - 4 :] if 4 <= len(date) < 10 else date
