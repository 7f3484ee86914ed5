"""What a backend receives: no text to parse, no engine's type, every choice already made."""

from dataclasses import dataclass

from policysearch.analysis.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Has:
    """The pattern stands in the passage (by document: in one of its passages)."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class TitleHas:
    """The pattern stands in the document's title."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class FieldIs:
    """The document has one of these values in the field (equality). Fields: model.FILTER_FIELDS."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldHas:
    """The folded text stands in one of the document's values: field `issuer` or `region`.

    For `number`, the document number's key (text.document_number.number_key) begins with it.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldRange:
    """The order date lies in [low, high], both inclusive, either "" for open; ISO, any precision.

    field: `year` or `date`. `2025-08` as high includes all of August 2025; a document whose date
    is only `2025` lies in a range if some day of 2025 does. Documents without a date are in none.
    """

    field: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the nodes."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of the nodes, by document each in any of its passages."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The node does not hold."""

    node: "Node"


Node = Has | TitleHas | FieldIs | FieldHas | FieldRange | AnyOf | AllOf | Not


@dataclass(frozen=True, slots=True)
class Clause:
    """One wanted thing: a word, a phrase, a group. `label` is how the page names it."""

    label: str
    node: Node


@dataclass(frozen=True, slots=True)
class ScoringTerms:
    """The terms of the query's text in each stream, repetitions kept; only for scores."""

    grams: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One search, complete.

    wanted: a document (passage) matches if at least one clause holds; it is full if all do.
    Empty: all match.
    required: all must hold as well.
    excluded: none may hold; by document in none of its passages, by passage in this passage.
    filters: like required, but a facet counts without its own field's filters.
    literal: the pattern whose occurrences are counted as `literal`, or None.
    by: "document" | "passage".  is_grouped: full ones first (only by document).
    sort: relevance | newest | oldest; ties by order date (newest first; no date last), then
    document id, then ordinal.  offset, limit: the window of hits.
    n_best: passages shown for a document.
    """

    wanted: tuple[Clause, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    filters: tuple[FieldIs | FieldRange, ...] = ()
    literal: Pattern | None = None
    terms: ScoringTerms = ScoringTerms()
    by: str = "document"
    is_grouped: bool = False
    sort: str = "relevance"
    facets: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 10
    n_best: int = 3
