"""The characters and names that mean something in a query: tables, no logic."""

from collections.abc import Mapping

# One mark both opens and closes …
STRAIGHT_QUOTES = '"＂'
# … the others come in pairs, which nest.
QUOTE_PAIRS: Mapping[str, str] = {"“": "”", "「": "」", "『": "』"}
CLOSING_QUOTES = frozenset(QUOTE_PAIRS.values())
QUOTES = frozenset((*STRAIGHT_QUOTES, *QUOTE_PAIRS, *CLOSING_QUOTES))

OPENING_BRACKETS = "(（"
CLOSING_BRACKETS = ")）"
BRACKETS = frozenset(OPENING_BRACKETS + CLOSING_BRACKETS)
BARS = "|｜"
DASHES = "-－"
COLONS = ":："

AND, OR, NOT = "AND", "OR", "NOT"
OPERATOR_WORDS = frozenset((AND, OR, NOT))

# A field's name in the code → how the query writes it, first the one that `render` uses.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("标题", "title"),
    "number": ("文号", "number"),
    "issuer": ("机关", "issuer"),
    "region": ("地区", "region"),
    "level": ("级别", "level"),
    "kind": ("类型", "kind"),
    "status": ("状态", "status"),
    "year": ("年份", "year"),
    "date": ("日期", "date"),
}
FIELD_BY_NAME: Mapping[str, str] = {
    name: field for field, names in FIELD_NAMES.items() for name in names
}
