"""A query's tree as a query: what the page shows as understood; it parses to the same tree."""

from policysearch.query.ast import (
    All,
    Any,
    Condition,
    Near,
    Phrase,
    Query,
    Text,
    Wild,
    Without,
)
from policysearch.query.syntax import COLONS, DASHES, FIELD_NAMES, OPERATOR_WORDS


def render(query: Query) -> str:
    """Write a query in one line, each group in brackets."""
    if isinstance(query, All):
        return " ".join(_grouped(part, (Any, All)) for part in query.parts)
    if isinstance(query, Any):
        return " OR ".join(_grouped(part, (Any, All)) for part in query.parts)
    if isinstance(query, Without):
        return "-" + _negatable(query.part)
    if isinstance(query, Condition):
        value = quoted(query.value) if query.is_quoted else query.value
        return f"{FIELD_NAMES[query.field][0]}:{value}"
    if isinstance(query, Phrase):
        return quoted(query.text)
    if isinstance(query, Near):
        return f"{query.text}~"
    return _text(query)


def quoted(text: str) -> str:
    """Write a text as a phrase."""
    return '"' + text.replace('"', '""') + '"'


def _grouped(part: Query, kinds: tuple[type[All] | type[Any], ...]) -> str:
    return f"({render(part)})" if isinstance(part, kinds) else render(part)


def _text(leaf: Text | Wild) -> str:
    # Alone in brackets a word is no operator and a field's name waits for no value.
    if leaf.text in OPERATOR_WORDS or leaf.text.endswith(tuple(COLONS)):
        return f"({leaf.text})"
    return leaf.text


def _negatable(part: Query) -> str:
    written = _grouped(part, (Any, All))
    return f"({written})" if written.startswith(tuple(DASHES)) else written
