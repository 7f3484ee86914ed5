"""A query as it was understood, before words are cut and before any backend is known.

Frozen values that compare equal when they mean the same. `render` writes them as a query again.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between blanks and operators: to be cut into wanted words."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted text: its units side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Wild:
    """A word with `?` (one unit) or `*` (some units, or the rest of a Latin word at the end) after
    its first character."""

    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """A word that may differ by one edit."""

    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A field and what it must hold; `field` is a key of syntax.FIELD_NAMES."""

    field: str
    value: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Without:
    """The part must not hold."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class All:
    """Every part; none at all is the empty query. Parts are not All themselves."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of two or more parts. Parts are not Any themselves."""

    parts: tuple["Query", ...]


Leaf = Text | Phrase | Wild | Near | Condition
Query = Leaf | Without | All | Any

EMPTY = All(())


def all_of(parts: list[Query]) -> Query:
    """All parts as one query; those that are All themselves are spread out."""
    spread: list[Query] = []
    for part in parts:
        spread.extend(part.parts if isinstance(part, All) else (part,))
    return spread[0] if len(spread) == 1 else All(tuple(spread))


def any_of(parts: list[Query]) -> Query:
    """One of the parts as one query; those that are Any themselves are spread out."""
    spread: list[Query] = []
    for part in parts:
        spread.extend(part.parts if isinstance(part, Any) else (part,))
    return spread[0] if len(spread) == 1 else Any(tuple(spread))


def without(part: Query) -> Query:
    """The opposite of a part."""
    return part.part if isinstance(part, Without) else Without(part)


def top_parts(query: Query) -> tuple[Query, ...]:
    """The parts that must all hold."""
    return query.parts if isinstance(query, All) else (query,)
