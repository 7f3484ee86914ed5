"""Where the nodes of a plan hold: one mask over documents or passages for each."""

from collections.abc import Iterable, Sequence

import numpy as np

from policysearch.analysis.pattern import Pattern, find
from policysearch.backends.whoosh.fields import Columns
from policysearch.backends.whoosh.patterns import Finder
from policysearch.backends.whoosh.view import Mask, View
from policysearch.backends.whoosh.whoosh_internals import Numbers
from policysearch.query.plan import AllOf, AnyOf, Has, Node, Not, TitleHas


class Matching:
    """The masks of one search. `by` is document or passage: what a mask has a row for."""

    def __init__(self, view: View, finder: Finder, columns: Columns, by: str) -> None:
        self._view = view
        self._finder = finder
        self._columns = columns
        self.by = by
        self.n_rows = view.n_documents if by == "document" else view.n_passages
        self._starts: dict[Pattern, tuple[Numbers, Numbers]] = {}

    def by_passage(self) -> "Matching":
        """The masks of the same search over passages."""
        matching = Matching(self._view, self._finder, self._columns, "passage")
        matching._starts = self._starts
        return matching

    def holds(self, node: Node) -> Mask:
        """The rows for which a node holds."""
        match node:
            case Has(pattern):
                passages = self._passages_with(pattern)
                return passages if self.by == "passage" else self.documents_of(passages)
            case AnyOf(nodes):
                return any_of(self.n_rows, [self.holds(part) for part in nodes])
            case AllOf(nodes):
                return all_of(self.n_rows, [self.holds(part) for part in nodes])
            case Not(part):
                return ~self.holds(part)
        return self.rows_of(self._documents_where(node))

    def touches(self, node: Node) -> Mask:
        """The passages that have something of what a node wants."""
        match node:
            case Has(pattern):
                return self._passages_with(pattern)
            case AnyOf(nodes) | AllOf(nodes):
                return any_of(self._view.n_passages, [self.touches(part) for part in nodes])
        held = self.holds(node)
        return held if self.by == "passage" else held[self._view.document_of_passage]

    def rows_of(self, documents: Mask) -> Mask:
        """What is said of documents, said of rows."""
        return documents if self.by == "document" else documents[self._view.document_of_passage]

    def documents_of(self, passages: Mask) -> Mask:
        """The documents with at least one of the passages."""
        mask = np.zeros(self._view.n_documents, dtype=np.bool_)
        mask[self._view.document_of_passage[passages]] = True
        return mask

    def occurrences(self, patterns: Sequence[Pattern]) -> Numbers:
        """The passage of every place at which one of the patterns begins, ascending."""
        if len(patterns) == 1:
            return self._found(patterns[0])[1]
        starts = [self._found(pattern)[0] for pattern in patterns]
        return self._view.passages_of(
            np.unique(np.concatenate([np.empty(0, dtype=np.int32), *starts]))
        )

    def _found(self, pattern: Pattern) -> tuple[Numbers, Numbers]:
        if pattern not in self._starts:
            starts = self._finder.starts(pattern)
            self._starts[pattern] = (starts, self._view.passages_of(starts))
        return self._starts[pattern]

    def _passages_with(self, pattern: Pattern) -> Mask:
        mask = self._no_passages()
        mask[self._found(pattern)[1]] = True
        return mask

    def _no_passages(self) -> Mask:
        return np.zeros(self._view.n_passages, dtype=np.bool_)

    def _documents_where(self, node: Node) -> Mask:
        if isinstance(node, TitleHas):
            titles = self._view.titles
            return np.array([bool(find(node.pattern, title)) for title in titles], dtype=np.bool_)
        assert not isinstance(node, Has | AnyOf | AllOf | Not), "these are answered above"
        return self._columns.matching(node)


def any_of(n_rows: int, masks: Iterable[Mask]) -> Mask:
    """The rows in one of the masks; of none, no row."""
    rows = np.zeros(n_rows, dtype=np.bool_)
    for mask in masks:
        rows |= mask
    return rows


def all_of(n_rows: int, masks: Iterable[Mask]) -> Mask:
    """The rows in all of the masks; of none, every row."""
    rows = np.ones(n_rows, dtype=np.bool_)
    for mask in masks:
        rows &= mask
    return rows
