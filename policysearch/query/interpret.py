"""From what someone typed to a plan: clean → parse → rewrite → seek → plan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from policysearch.analysis.analyzer import Analyzer
from policysearch.analysis.grams import grams
from policysearch.analysis.pattern import Pattern, phrase
from policysearch.model import Diagnostic
from policysearch.query.ast import (
    All,
    Any,
    Condition,
    Near,
    Phrase,
    Query,
    Text,
    Wild,
    all_of,
    top_parts,
)
from policysearch.query.clauses import MOST_WANTED, Sought, patterns_of, sought
from policysearch.query.diagnostics import diagnostic, distinct
from policysearch.query.filters import plan_filters
from policysearch.query.parse import parse
from policysearch.query.patterns import bare, is_wordlike_unit
from policysearch.query.plan import Clause, Plan, ScoringTerms
from policysearch.query.quotes import straightened
from policysearch.query.render import render
from policysearch.query.rewrite import rewrite
from policysearch.text.characters import WHITE_SPACE, ZERO_WIDTH

# A keyword query has no more wanted words; a longer one is a question and its answers are one list.
MOST_GROUPED = 6

# Blanks that fold drops; one between two ASCII letters or digits stays.
_NEEDLESS_BLANK = re.compile(r"(?<![0-9A-Za-z]) +| +(?![0-9A-Za-z])")
_CONTROLS = {*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *map(ord, ZERO_WIDTH)}
_BLANKS = dict.fromkeys(map(ord, WHITE_SPACE), " ")
_CLEANED = {**dict.fromkeys(_CONTROLS), **_BLANKS}


class Limits(Protocol):
    """The settings that bound a query."""

    @property
    def max_query_length(self) -> int:
        """Characters that are read."""

    @property
    def max_expansions(self) -> int:
        """Patterns that a near spelling may become."""

    @property
    def max_nesting(self) -> int:
        """Brackets inside brackets."""


@dataclass(frozen=True, slots=True)
class Word:
    """A wanted word as the page names it, and the patterns to highlight for it."""

    label: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A query understood.

    read_as: the query in one line as it was read, itself a query that is read the same.
    literal_text: what `plan.literal` counts, as typed but for blanks that part no letters and
    digits; "" without one.
    words: one per wanted clause.
    """

    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    read_as: str
    literal_text: str
    words: tuple[Word, ...]


def interpret(
    text: str,
    *,
    exact: str = "",
    filters: Mapping[str, tuple[str, ...]] | None = None,
    sort: str = "relevance",
    by: str = "document",
    page: int = 1,
    size: int = 10,
    analyzer: Analyzer,
    limits: Limits,
    facets: tuple[str, ...] = (),
) -> Interpretation:
    """Understand a query; nothing that stands in one is an error.

    exact: a phrase as it stands, beside the text.  by: document or passage.  page: from 1.
    """
    cleaned, told = _cleaned(text, limits)
    parsed = parse(cleaned, max_nesting=limits.max_nesting)
    settled, told_by_passes = rewrite(parsed.query)
    phrased, told_of_exact = _cleaned(exact, limits)
    if phrased:
        settled = all_of([Phrase(straightened(phrased)), *top_parts(settled)])
    query = settled
    found = sought(query, analyzer, max_expansions=limits.max_expansions)
    restrictions, told_of_filters = plan_filters(filters or {})
    told = (*told, *told_of_exact, *parsed.diagnostics, *told_by_passes, *found.diagnostics)
    if (text.strip() or exact) and not (found.wanted or found.required or found.excluded):
        told = (*told, diagnostic("nothing_wanted"))
    wanted, told_of_number = _bounded(found)
    literal_text, literal = _literal(query, analyzer)
    plan = Plan(
        wanted=wanted,
        required=found.required,
        excluded=found.excluded,
        filters=restrictions,
        literal=literal,
        terms=_terms(query, analyzer),
        by=by,
        is_grouped=by == "document" and 0 < len(wanted) <= MOST_GROUPED,
        sort=sort,
        facets=facets,
        offset=(page - 1) * size,
        limit=size,
    )
    return Interpretation(
        plan,
        distinct((*told, *told_of_number, *told_of_filters)),
        render(query),
        literal_text,
        tuple(
            Word(clause.label, tuple(dict.fromkeys(patterns_of(clause.node)))) for clause in wanted
        ),
    )


def _cleaned(text: str, limits: Limits) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text as far as it is read, without what nobody sees, its blanks single spaces."""
    told = []
    if len(text) > limits.max_query_length:
        told.append(diagnostic("query_too_long", limit=limits.max_query_length))
        text = text[: limits.max_query_length]
    cleaned = text.translate(_CLEANED)
    if len(cleaned) < len(text):
        told.append(diagnostic("invisible_characters", n=len(text) - len(cleaned)))
    return " ".join(part for part in cleaned.split(" ") if part), tuple(told)


def _bounded(found: Sought) -> tuple[tuple[Clause, ...], tuple[Diagnostic, ...]]:
    n_wanted = len(found.wanted)
    if n_wanted <= MOST_WANTED:
        return found.wanted, ()
    told = diagnostic("too_many_words", limit=MOST_WANTED, n=n_wanted)
    return found.wanted[:MOST_WANTED], (told,)


def _literal(query: Query, analyzer: Analyzer) -> tuple[str, Pattern | None]:
    """The whole query side by side, where it is one phrase or nothing but words."""
    parts = top_parts(query)
    if len(parts) == 1 and isinstance(parts[0], Phrase):
        return parts[0].text, phrase(analyzer.units(parts[0].text))
    if not parts or not all(isinstance(part, Text) for part in parts):
        return "", None
    text = " ".join(part.text for part in parts if isinstance(part, Text))
    located = analyzer.locate(text)
    units = bare(located.texts)
    if not units:
        return "", None
    first = next(at for at, unit in enumerate(located.texts) if is_wordlike_unit(unit))
    last = first + len(units) - 1
    wanted = text[located.starts[first] : located.ends[last]]
    return _NEEDLESS_BLANK.sub("", wanted), phrase(units)


def _terms(query: Query, analyzer: Analyzer) -> ScoringTerms:
    """The terms of all text that is asked for, titles included; what is left out says nothing.

    Grams are given whole, with the mark that says where a run ends: a lone unit has no other.
    Punctuation makes no grams, and stop and question words no words (unless there are no others):
    on judged questions leaving them out matters little for laws and helps with policy documents.
    """
    pairs: list[str] = []
    words: list[str] = []
    for text in _positive_texts(query):
        run: list[str] = []
        for unit in (*analyzer.units(text), ""):
            if unit and is_wordlike_unit(unit):
                run.append(unit)
                continue
            pairs.extend(grams(run))
            run = []
        words.extend(word for word in analyzer.words(text) if is_wordlike_unit(word))
    telling = [word for word in words if not analyzer.is_stop(word)]
    return ScoringTerms(tuple(pairs), tuple(telling or words))


def _positive_texts(query: Query) -> list[str]:
    if isinstance(query, All | Any):
        return [text for part in query.parts for text in _positive_texts(part)]
    if isinstance(query, Condition):
        return [query.value] if query.field == "title" else []
    return [query.text] if isinstance(query, Text | Phrase | Wild | Near) else []
