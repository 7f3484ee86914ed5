"""Whether a node holds somewhere, by looking: the plan language, spelt out."""

from collections.abc import Sequence
from itertools import product

from policysearch.analysis.pattern import Element, Pattern, Unit, UnitNear, UnitPrefix, find
from policysearch.backends.port import DocumentEntry
from policysearch.backends.values import has_text, is_in_range, values_of
from policysearch.query.plan import (
    AllOf,
    AnyOf,
    FieldHas,
    FieldIs,
    FieldRange,
    Has,
    Node,
    Not,
    TitleHas,
)


class Scan:
    """Looks at entries; what was found is kept, so make one for each search.

    A row is a document and an ordinal; ordinal None means the document as a whole.
    """

    def __init__(self, entries: Sequence[DocumentEntry], *, max_expansions: int) -> None:
        self._entries = entries
        self._max_expansions = max_expansions
        self._starts: dict[tuple[Pattern, int], tuple[frozenset[int], ...]] = {}

    def holds(self, node: Node, document: int, ordinal: int | None) -> bool:
        """Whether a node holds for a passage, or for a document in any of its passages."""
        match node:
            case Has(pattern):
                starts = self.starts(pattern, document)
                return any(starts) if ordinal is None else bool(starts[ordinal])
            case AnyOf(nodes):
                return any(self.holds(part, document, ordinal) for part in nodes)
            case AllOf(nodes):
                return all(self.holds(part, document, ordinal) for part in nodes)
            case Not(part):
                return not self.holds(part, document, ordinal)
        return _document_holds(node, self._entries[document])

    def touches(self, node: Node, document: int, ordinal: int) -> bool:
        """Whether a passage has something of what a node wants.

        What is said of the document counts in all of its passages.
        """
        match node:
            case Has(pattern):
                return bool(self.starts(pattern, document)[ordinal])
            case AnyOf(nodes) | AllOf(nodes):
                return any(self.touches(part, document, ordinal) for part in nodes)
        return self.holds(node, document, None)

    def occurrences(self, patterns: Sequence[Pattern], document: int, ordinal: int) -> int:
        """How many places of a passage one of the patterns begins at."""
        places: set[int] = set()
        for pattern in patterns:
            places |= self.starts(pattern, document)[ordinal]
        return len(places)

    def starts(self, pattern: Pattern, document: int) -> tuple[frozenset[int], ...]:
        """The starts of a pattern in each passage; a match may run on into further pieces."""
        key = (pattern, document)
        if key not in self._starts:
            alternatives = self._alternatives(pattern)
            self._starts[key] = tuple(
                frozenset(
                    start
                    for alternative in alternatives
                    for start, _ in find(alternative, units)
                    if start < n_own
                )
                for units, n_own in readings(self._entries[document])
            )
        return self._starts[key]

    def is_limited(self, pattern: Pattern) -> bool:
        """Whether a prefix or near word of the pattern stands for more units than allowed."""
        return any(
            len(self._accepted(element)) > self._max_expansions for element in pattern.elements
        )

    def _alternatives(self, pattern: Pattern) -> list[Pattern]:
        """The pattern, or where it stands for too many units, one for each that counts."""
        if not self.is_limited(pattern):
            return [pattern]
        options = [self._options(element) for element in pattern.elements]
        return [Pattern(elements) for elements in product(*options)]

    def _options(self, element: Element) -> list[Element]:
        accepted = self._accepted(element)[: self._max_expansions]
        return [Unit(unit) for unit in accepted] or [element]

    def _accepted(self, element: Element) -> list[str]:
        """The units of the index that a prefix or near word stands for, ascending."""
        if not isinstance(element, UnitPrefix | UnitNear):
            return []
        return [unit for unit in self._vocabulary() if find(Pattern((element,)), (unit,))]

    def _vocabulary(self) -> list[str]:
        passages = (passage for entry in self._entries for passage in entry.passages)
        return sorted({unit for passage in passages for unit in passage.units})


def readings(entry: DocumentEntry) -> list[tuple[tuple[str, ...], int]]:
    """Each passage's units with those of the pieces that go on from it, and its own number."""
    result = []
    following: tuple[str, ...] = ()
    for passage in reversed(entry.passages):
        units = passage.units + following
        result.append((units, len(passage.units)))
        following = units if passage.continues else ()
    return result[::-1]


def _document_holds(node: Node, entry: DocumentEntry) -> bool:
    match node:
        case TitleHas(pattern):
            return bool(find(pattern, entry.title))
        case FieldIs(field, values):
            return any(value in values for value in values_of(entry.fields, entry.date, field))
        case FieldHas(field, text):
            return any(
                has_text(field, value, text) for value in values_of(entry.fields, entry.date, field)
            )
        case FieldRange(_, low, high):
            return is_in_range(entry.date, low, high)
    raise TypeError(f"not a node of a plan: {node!r}")
