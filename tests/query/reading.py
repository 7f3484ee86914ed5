"""How tests read a query: with the real analyzer and the default limits, each may be another."""

from dataclasses import dataclass

from hypothesis import strategies as st

from policysearch.analysis.analyzer import default_analyzer
from policysearch.query.interpret import Interpretation, interpret
from tests.any_text import ANY_TEXT


@dataclass(frozen=True)
class SmallLimits:
    max_query_length: int = 10_000
    max_expansions: int = 1000
    max_nesting: int = 20


def read(text: str = "", *, limits: SmallLimits | None = None, **options) -> Interpretation:
    return interpret(text, analyzer=default_analyzer(), limits=limits or SmallLimits(), **options)


def codes(text: str = "", **options) -> list[str]:
    return [each.code for each in read(text, **options).diagnostics]


_SIGNS = [
    *'ab1政策法的“”「」『』"＂()（）|｜-－:：*＊?？~～，。 [〔〕\x00\u200b\ud800😀',
    *("AND", "OR", "NOT", " AND ", " OR ", " NOT ", " -", '""', "--", "吗？"),
    *("标题:", "年份：", "类型:", "类型:法律", "年份:2020..", "地区:苏州", "文号:", "number:"),
    *("人工智能", "怎么办", "国发〔2025〕11号", "ab"),
]
# Hostile and ordinary at once: signs in any order, or any text at all.
QUERIES = st.one_of(st.lists(st.sampled_from(_SIGNS), max_size=20).map("".join), ANY_TEXT)
