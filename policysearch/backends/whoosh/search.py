"""Answers a plan: masks for what matches, scores for what is shown, counts for all of it."""

from collections.abc import Iterator, Sequence

import numpy as np

from policysearch.backends.nodes import EXPANSIONS_LIMITED, patterns_of
from policysearch.backends.port import ClauseCount, DocumentMatch, Matches, PassageMatch
from policysearch.backends.terms import terms_of
from policysearch.backends.whoosh.fields import Columns
from policysearch.backends.whoosh.matching import Matching, all_of, any_of
from policysearch.backends.whoosh.order import Order
from policysearch.backends.whoosh.patterns import Finder
from policysearch.backends.whoosh.scores import Scores
from policysearch.backends.whoosh.view import Mask, View
from policysearch.backends.whoosh.whoosh_internals import Numbers
from policysearch.query.plan import Clause, Plan
from policysearch.ranking.counts import Floats


class Search:
    """One plan over one view. A row is a document or a passage, by the plan."""

    def __init__(self, plan: Plan, view: View, finder: Finder, columns: Columns) -> None:
        self._plan = plan
        self._view = view
        self._finder = finder
        self._columns = columns
        self._matching = Matching(view, finder, columns, plan.by)
        self._wanted = [self._matching.holds(clause.node) for clause in plan.wanted]
        self._filters = [(node.field, self._matching.holds(node)) for node in plan.filters]
        self._restricted = self._all_of(
            [
                *(self._matching.holds(node) for node in plan.required),
                *(~self._matching.holds(node) for node in plan.excluded),
            ]
        )
        self._matched = self._matched_without("")
        self._candidates = self._touched() & self._passages_of(self._matched)
        literal = self._matching.occurrences((plan.literal,) if plan.literal else ())
        self._literals = np.bincount(literal, minlength=view.n_passages)

    def matches(self, scores: Scores, order: Order) -> Matches:
        """The whole answer."""
        plan = self._plan
        full = self._all_of([self._matched, *self._wanted])
        hits = self._documents if plan.by == "document" else self._passages
        literals = self._literals[self._passages_of(self._matched)]
        return Matches(
            hits=hits(scores, order),
            n_documents=self._n_documents(self._matched),
            n_full=self._n_documents(full),
            n_passages=int(self._candidates.sum()),
            n_literal=int(literals.sum()) if plan.literal else None,
            clauses=tuple(map(self._count, plan.wanted, self._wanted)),
            facets={field: self._facet(field) for field in plan.facets},
            notices=(EXPANSIONS_LIMITED,) if self._finder.is_limited else (),
        )

    def passages(self) -> Iterator[tuple[str, int]]:
        """The matched passages of a plan by passage, in order."""
        for passage in np.flatnonzero(self._matched).tolist():
            yield self._address(passage)

    def _matched_without(self, field: str) -> Mask:
        """The rows where the plan holds but for the filters of a field."""
        filters = [mask for name, mask in self._filters if name != field]
        allowed = self._all_of([self._restricted, *filters])
        return allowed & any_of(self._matching.n_rows, self._wanted) if self._wanted else allowed

    def _touched(self) -> Mask:
        """The passages that have something of what is wanted."""
        if self._plan.by == "passage" or not self._wanted:
            return np.ones(self._view.n_passages, dtype=np.bool_)
        touched = (self._matching.touches(clause.node) for clause in self._plan.wanted)
        return any_of(self._view.n_passages, touched)

    def _count(self, clause: Clause, held: Mask) -> ClauseCount:
        allowed = self._all_of([self._restricted, *(mask for _, mask in self._filters)])
        found = self._matching.occurrences(patterns_of(clause.node))
        return ClauseCount(
            documents=self._n_documents(held),
            occurrences=len(found),
            filtered_documents=self._n_documents(held & allowed),
            filtered_occurrences=int(self._passages_of(allowed)[found].sum()),
        )

    def _facet(self, field: str) -> tuple[tuple[str, int], ...]:
        return self._columns.counts(field, self._documents_of(self._matched_without(field)))

    def _passages(self, scores: Scores, order: Order) -> tuple[PassageMatch, ...]:
        passages = np.flatnonzero(self._matched).astype(np.int32)
        scored = scores.of_passages(passages, terms_of(self._plan.terms))
        documents = self._view.document_of_passage[passages]
        window = order.first(documents, scored, self._is_partial(passages), self._plan)
        return self._passage_matches(passages[window], scored[window], self._wanted)

    def _documents(self, scores: Scores, order: Order) -> tuple[DocumentMatch, ...]:
        view, terms = self._view, terms_of(self._plan.terms)
        documents = np.flatnonzero(self._matched).astype(np.int32)
        passages = np.flatnonzero(self._candidates).astype(np.int32)
        of_passages = scores.of_passages(passages, terms)
        scored = scores.of_documents(documents, passages, of_passages, terms)
        window = order.first(documents, scored, self._is_partial(documents), self._plan)
        by_passage = self._matching.by_passage()
        wanted = [by_passage.holds(clause.node) for clause in self._plan.wanted]
        hits = []
        for document, score in zip(
            documents[window].tolist(), scored[window].tolist(), strict=True
        ):
            first, end = view.passage_bases[document : document + 2].tolist()
            low, high = np.searchsorted(passages, (first, end)).tolist()
            best = low + np.argsort(-of_passages[low:high], kind="stable")[: self._plan.n_best]
            hits.append(
                DocumentMatch(
                    document_id=view.ids[document],
                    score=score,
                    passages=self._passage_matches(passages[best], of_passages[best], wanted),
                    n_passages=high - low,
                    missing=_missing(self._wanted, document),
                    literal=int(self._literals[first:end].sum()),
                )
            )
        return tuple(hits)

    def _passage_matches(
        self, passages: Numbers, scores: Floats, wanted: Sequence[Mask]
    ) -> tuple[PassageMatch, ...]:
        return tuple(
            PassageMatch(
                *self._address(passage),
                score=score,
                missing=_missing(wanted, passage),
                literal=int(self._literals[passage]),
            )
            for passage, score in zip(passages.tolist(), scores.tolist(), strict=True)
        )

    def _address(self, passage: int) -> tuple[str, int]:
        document = int(self._view.document_of_passage[passage])
        return self._view.ids[document], passage - int(self._view.passage_bases[document])

    def _all_of(self, masks: Sequence[Mask]) -> Mask:
        return all_of(self._matching.n_rows, masks)

    def _is_partial(self, rows: Numbers) -> Mask:
        return ~self._all_of(self._wanted)[rows]

    def _n_documents(self, rows: Mask) -> int:
        return int(self._documents_of(rows).sum())

    def _documents_of(self, rows: Mask) -> Mask:
        return rows if self._plan.by == "document" else self._matching.documents_of(rows)

    def _passages_of(self, rows: Mask) -> Mask:
        return rows[self._view.document_of_passage] if self._plan.by == "document" else rows


def _missing(wanted: Sequence[Mask], row: int) -> tuple[int, ...]:
    return tuple(number for number, mask in enumerate(wanted) if not mask[row])
