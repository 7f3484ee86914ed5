"""Answers a plan: masks for what matches, scores for what is shown, counts for all of it."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from policysearch.backends.nodes import EXPANSIONS_LIMITED, patterns_of
from policysearch.backends.port import ClauseCount, DocumentMatch, Matches, PassageMatch
from policysearch.backends.terms import terms_of
from policysearch.backends.whoosh.fields import Columns
from policysearch.backends.whoosh.matching import Matching, all_of, any_of
from policysearch.backends.whoosh.order import Order
from policysearch.backends.whoosh.patterns import Finder
from policysearch.backends.whoosh.scores import Scores
from policysearch.backends.whoosh.terms import Rows
from policysearch.backends.whoosh.view import Mask, View
from policysearch.query.plan import Clause, Plan
from policysearch.ranking.counts import Floats, Ordinals


class Search:
    """One plan over one view. A row is a document or a passage, by the plan."""

    def __init__(self, plan: Plan, view: View, finder: Finder, columns: Columns) -> None:
        self._plan = plan
        self._view = view
        self._finder = finder
        self._matching = Matching(view, finder, columns, plan.by)
        self._columns = columns
        self._wanted = [self._matching.holds(clause.node) for clause in plan.wanted]
        self._filters = [(node.field, self._matching.holds(node)) for node in plan.filters]
        self._restricted = self._all_of(
            [
                *(self._matching.holds(node) for node in plan.required),
                *(~self._matching.holds(node) for node in plan.excluded),
            ]
        )
        self._allowed = self._all_of([self._restricted, *(mask for _, mask in self._filters)])
        self._is_restricted = bool(plan.required or plan.excluded or plan.filters)
        self._matched = self._that_have_wanted(self._allowed)
        self._candidates = self._touched()

    def matches(self, scores: Scores, order: Order) -> Matches:
        """The whole answer."""
        plan = self._plan
        literal = self._matching.occurrences((plan.literal,) if plan.literal else ())
        hits = self._documents if plan.by == "document" else self._passages
        matched = self._documents_of(self._matched)
        return Matches(
            hits=hits(scores, order, literal),
            n_documents=int(np.count_nonzero(matched)),
            n_full=self._n_documents(self._all_of([self._matched, *self._wanted])),
            n_passages=int(np.count_nonzero(self._candidates)),
            n_literal=self._n_occurrences(literal, self._matched) if plan.literal else None,
            clauses=tuple(map(self._count, plan.wanted, self._wanted)),
            facets={field: self._facet(field, matched) for field in plan.facets},
            notices=(EXPANSIONS_LIMITED,) if self._finder.is_limited else (),
        )

    def passages(self) -> Iterator[tuple[str, int]]:
        """The matched passages of a plan by passage, in order of document id, then ordinal."""
        passages = np.flatnonzero(self._matched)
        ranks = self._view.rank_of_document[self._view.document_of_passage[passages]]
        for passage in passages[np.argsort(ranks, kind="stable")].tolist():
            yield self._address(passage)

    def _that_have_wanted(self, rows: Mask) -> Mask:
        return rows & any_of(self._matching.n_rows, self._wanted) if self._wanted else rows

    def _touched(self) -> Mask:
        """The passages of matched rows that have something of what is wanted."""
        plan, view = self._plan, self._view
        if plan.by == "passage":
            return self._matched
        if not self._wanted:
            return view.passages_in(self._matched)
        touched = np.zeros(view.n_passages, dtype=np.bool_)
        self._matching.touched_by((clause.node for clause in plan.wanted), touched)
        return touched & view.passages_in(self._matched)

    def _count(self, clause: Clause, held: Mask) -> ClauseCount:
        found = self._matching.occurrences(patterns_of(clause.node))
        n_documents = self._n_documents(held)
        n_occurrences = int(found[1].sum(dtype=np.int64))
        if not self._is_restricted:
            return ClauseCount(n_documents, n_occurrences, n_documents, n_occurrences)
        return ClauseCount(
            documents=n_documents,
            occurrences=n_occurrences,
            filtered_documents=self._n_documents(held & self._allowed),
            filtered_occurrences=self._n_occurrences(found, self._allowed),
        )

    def _facet(self, field: str, matched: Mask) -> tuple[tuple[str, int], ...]:
        """Count values under all filters but the field's own; matched: all documents found."""
        if any(name == field for name, _ in self._filters):
            others = [mask for name, mask in self._filters if name != field]
            rows = self._that_have_wanted(self._all_of([self._restricted, *others]))
            matched = self._documents_of(rows)
        return self._columns.counts(field, matched)

    def _n_occurrences(self, found: Rows, rows: Mask) -> int:
        """How many of the occurrences lie in some rows."""
        passages, counts = found
        if self._plan.by == "document":
            passages = self._view.document_of_passage[passages]
        return int(counts[rows[passages]].sum(dtype=np.int64))

    def _passages(self, scores: Scores, order: Order, literal: Rows) -> tuple[PassageMatch, ...]:
        passages = np.flatnonzero(self._matched)
        scored = scores.of_passages(passages, terms_of(self._plan.terms))
        documents = self._view.document_of_passage[passages]
        window = order.first(documents, scored, self._is_partial(passages), self._plan)
        return self._passage_matches(passages[window], scored[window], literal)

    def _documents(self, scores: Scores, order: Order, literal: Rows) -> tuple[DocumentMatch, ...]:
        view, terms = self._view, terms_of(self._plan.terms)
        documents = np.flatnonzero(self._matched)
        passages = np.flatnonzero(self._candidates)
        of_passages = scores.of_passages(passages, terms)
        scored = scores.of_documents(documents, passages, of_passages, terms)
        window = order.first(documents, scored, self._is_partial(documents), self._plan)
        shown = documents[window]
        bounds = np.searchsorted(
            passages, (view.passage_bases[shown], view.passage_bases[shown + 1])
        )
        best = [
            low + np.argsort(-of_passages[low:high], kind="stable")[: self._plan.n_best]
            for low, high in bounds.T.tolist()
        ]
        at = np.concatenate([np.empty(0, dtype=np.intp), *best])
        of_all = iter(self._passage_matches(passages[at], of_passages[at], literal))
        in_documents = (view.document_of_passage[literal[0]], literal[1])
        return tuple(
            DocumentMatch(
                document_id=view.ids[document],
                score=score,
                passages=tuple(islice(of_all, len(chosen))),
                n_passages=high - low,
                missing=tuple(n for n, mask in enumerate(self._wanted) if not mask[document]),
                literal=int(in_documents[1][in_documents[0] == document].sum(dtype=np.int64)),
            )
            for document, score, chosen, (low, high) in zip(
                shown.tolist(), scored[window].tolist(), best, bounds.T.tolist(), strict=True
            )
        )

    def _passage_matches(
        self, passages: Ordinals, scores: Floats, literal: Rows
    ) -> tuple[PassageMatch, ...]:
        held = [self._matching.holds_in(clause.node, passages) for clause in self._plan.wanted]
        literals = np.zeros(len(passages), dtype=np.int32)
        at = np.searchsorted(literal[0], passages)
        has_literal = np.append(literal[0], -1)[at] == passages
        literals[has_literal] = literal[1][at[has_literal]]
        return tuple(
            PassageMatch(
                *self._address(passage),
                score=score,
                missing=tuple(n for n, mask in enumerate(held) if not mask[row]),
                literal=n_literal,
            )
            for row, (passage, score, n_literal) in enumerate(
                zip(passages.tolist(), scores.tolist(), literals.tolist(), strict=True)
            )
        )

    def _address(self, passage: int) -> tuple[str, int]:
        document = int(self._view.document_of_passage[passage])
        return self._view.ids[document], passage - int(self._view.passage_bases[document])

    def _all_of(self, masks: Sequence[Mask]) -> Mask:
        return all_of(self._matching.n_rows, masks)

    def _is_partial(self, rows: Ordinals) -> Mask:
        return ~self._all_of(self._wanted)[rows]

    def _n_documents(self, rows: Mask) -> int:
        return int(np.count_nonzero(self._documents_of(rows)))

    def _documents_of(self, rows: Mask) -> Mask:
        return rows if self._plan.by == "document" else self._view.documents_of(rows)
