"""Where the nodes of a plan hold: masks over documents or passages, and looks at a few passages."""

from collections.abc import Iterable, Sequence

import numpy as np

from policysearch.analysis.pattern import Pattern, find
from policysearch.backends.whoosh.fields import Columns
from policysearch.backends.whoosh.patterns import Finder, counted
from policysearch.backends.whoosh.terms import Rows
from policysearch.backends.whoosh.view import Mask, View
from policysearch.query.plan import AllOf, AnyOf, Has, Node, Not, TitleHas
from policysearch.ranking.counts import Ordinals


class Matching:
    """The masks of one search. `by` is document or passage: what a mask has a row for."""

    def __init__(self, view: View, finder: Finder, columns: Columns, by: str) -> None:
        self._view = view
        self._finder = finder
        self._columns = columns
        self.by = by
        self.n_rows = view.n_documents if by == "document" else view.n_passages

    def holds(self, node: Node) -> Mask:
        """The rows for which a node holds."""
        match node:
            case Has(pattern):
                by_document = self.by == "document"
                find_rows = self._finder.documents if by_document else self._finder.passages
                mask = np.zeros(self.n_rows, dtype=np.bool_)
                mask[find_rows(pattern)] = True
                return mask
            case AnyOf(nodes):
                return any_of(self.n_rows, map(self.holds, nodes))
            case AllOf(nodes):
                return all_of(self.n_rows, map(self.holds, nodes))
            case Not(part):
                return ~self.holds(part)
        documents = self._documents_where(node)
        return documents if self.by == "document" else self._view.passages_in(documents)

    def touched_by(self, nodes: Iterable[Node], touched: Mask) -> None:
        """Mark the passages that have something of what some nodes want."""
        for node in nodes:
            match node:
                case Has(pattern):
                    touched[self._finder.passages(pattern)] = True
                case AnyOf(parts) | AllOf(parts):
                    self.touched_by(parts, touched)
                case _:
                    held = self.holds(node)
                    touched |= held if self.by == "passage" else self._view.passages_in(held)

    def holds_in(self, node: Node, passages: Ordinals) -> Mask:
        """Whether a node holds in each of a few passages."""
        match node:
            case Has(pattern):
                rows = self._finder.passages(pattern)
                if not len(rows):
                    return np.zeros(len(passages), dtype=np.bool_)
                at = np.searchsorted(rows, passages)
                at[at == len(rows)] = 0
                mask: Mask = rows[at] == passages
                return mask
            case AnyOf(nodes):
                return any_of(len(passages), (self.holds_in(part, passages) for part in nodes))
            case AllOf(nodes):
                return all_of(len(passages), (self.holds_in(part, passages) for part in nodes))
            case Not(part):
                return ~self.holds_in(part, passages)
        documents = self._documents_where(node)
        return documents[self._view.document_of_passage[passages]]

    def occurrences(self, patterns: Sequence[Pattern]) -> Rows:
        """The passages in which one of the patterns begins, and at how many places."""
        if len(patterns) == 1:
            return self._finder.rows(patterns[0])
        places = [self._finder.places(pattern) for pattern in patterns]
        joined = np.unique(np.concatenate([np.empty(0, dtype=np.int32), *places]))
        return counted(self._view.passages_of(joined))

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
