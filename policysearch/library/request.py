"""What a caller asks for, checked once: an unknown option is an error, any text is a query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policysearch.errors import WrongOption
from policysearch.model import FILTER_FIELDS, SORTS, VIEWS

MAX_SIZE = 1000

Filters = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Request:
    """One search. filters: field → values, none empty."""

    query: str
    exact: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    by: str = "document"
    page: int = 1
    size: int = 10

    @classmethod
    def checked(
        cls,
        query: str,
        exact: str,
        filters: Filters | None = None,
        *,
        sort: str = "relevance",
        by: str = "document",
        page: int = 1,
        size: int = 10,
    ) -> "Request":
        """Check every option; raise WrongOption at the first that is not known."""
        return cls(
            _printable(_text("query", query)),
            _printable(_text("exact", exact)),
            _checked_filters(filters or {}),
            _one_of("sort", sort, SORTS),
            _one_of("by", by, VIEWS),
            _at_least_one("page", page),
            _at_least_one("size", size, most=MAX_SIZE),
        )


def _printable(text: str) -> str:
    """The text without lone surrogates, which broken bytes in an argument become."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _checked_filters(filters: Filters) -> dict[str, tuple[str, ...]]:
    checked = {}
    for name, given in filters.items():
        if name not in FILTER_FIELDS:
            raise WrongOption(name="filter", value=name, allowed=", ".join(FILTER_FIELDS))
        values = (given,) if isinstance(given, str | int) else given
        if not isinstance(values, Iterable) or not all(isinstance(v, str | int) for v in values):
            raise WrongOption(name=name, value=given, allowed="text, or a list of texts")
        if kept := tuple(_printable(str(value)) for value in values if value):
            checked[name] = kept
    return checked


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise WrongOption(name=name, value=value, allowed="text")
    return value


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise WrongOption(name=name, value=value, allowed=", ".join(allowed))
    return value


def _at_least_one(name: str, value: int, *, most: int | None = None) -> int:
    if not isinstance(value, int) or value < 1 or (most is not None and value > most):
        bounds = f"from 1 to {most}" if most else "from 1"
        raise WrongOption(name=name, value=value, allowed=f"a whole number {bounds}")
    return value
