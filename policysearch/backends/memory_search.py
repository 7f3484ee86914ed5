"""Answers a plan document by document and passage by passage."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policysearch.analysis.pattern import Pattern
from policysearch.backends.memory_scan import Scan
from policysearch.backends.memory_scores import Scores
from policysearch.backends.nodes import EXPANSIONS_LIMITED, all_patterns, patterns_of
from policysearch.backends.port import (
    ClauseCount,
    DocumentEntry,
    DocumentMatch,
    Matches,
    PassageMatch,
)
from policysearch.backends.values import values_of
from policysearch.query.plan import Clause, Plan

# A document by its number, and one of its passages, or None for all of it.
Row = tuple[int, int | None]


class MemorySearcher:
    """Reads entries in order of document id."""

    def __init__(self, entries: Sequence[DocumentEntry], *, max_expansions: int) -> None:
        self._entries = entries
        self._max_expansions = max_expansions
        self._scores = Scores(entries)
        self.n_documents = len(entries)
        self.n_passages = sum(len(entry.passages) for entry in entries)

    def search(self, plan: Plan) -> Matches:
        return self._search(plan).matches()

    def passages(self, plan: Plan) -> Iterator[tuple[str, int]]:
        search = self._search(replace(plan, by="passage"))
        for document, ordinal in search.matched():
            if ordinal is not None:
                yield self._entries[document].id, ordinal

    def close(self) -> None:
        self._entries = ()

    def _search(self, plan: Plan) -> "_Search":
        scan = Scan(self._entries, max_expansions=self._max_expansions)
        return _Search(plan, self._entries, scan, self._scores)


@dataclass(frozen=True, slots=True)
class _Search:
    """One plan over all entries."""

    plan: Plan
    entries: Sequence[DocumentEntry]
    scan: Scan
    scores: Scores

    def matches(self) -> Matches:
        plan, matched = self.plan, self.matched()
        full = [row for row in matched if not self._missing(row)]
        window = slice(plan.offset, plan.offset + plan.limit)
        hits: tuple[DocumentMatch, ...] | tuple[PassageMatch, ...]
        if plan.by == "document":
            documents, n_passages = self._documents(matched)
            hits = tuple(documents[window])
        else:
            hits, n_passages = tuple(self._passages(matched)[window]), len(matched)
        is_limited = any(self.scan.is_limited(pattern) for pattern in all_patterns(plan))
        literals = [self._literal(row) for row in matched]
        return Matches(
            hits=hits,
            n_documents=len({document for document, _ in matched}),
            n_full=len({document for document, _ in full}),
            n_passages=n_passages,
            n_literal=sum(literals) if plan.literal else None,
            clauses=tuple(self._count(clause) for clause in plan.wanted),
            facets={field: self._facet(field) for field in plan.facets},
            notices=(EXPANSIONS_LIMITED,) if is_limited else (),
        )

    def matched(self, without_filters_of: str = "") -> list[Row]:
        """The rows where the plan holds, in order of document id, then ordinal."""
        wanted = [clause.node for clause in self.plan.wanted]
        return [
            row
            for row in self._rows()
            if self._is_allowed(row, without_filters_of)
            and (not wanted or any(self.scan.holds(node, *row) for node in wanted))
        ]

    def _rows(self) -> Iterator[Row]:
        for document, entry in enumerate(self.entries):
            if self.plan.by == "document":
                yield document, None
            else:
                yield from ((document, ordinal) for ordinal in range(len(entry.passages)))

    def _is_allowed(self, row: Row, without_filters_of: str = "") -> bool:
        plan = self.plan
        filters = [node for node in plan.filters if node.field != without_filters_of]
        return all(self.scan.holds(node, *row) for node in (*plan.required, *filters)) and not any(
            self.scan.holds(node, *row) for node in plan.excluded
        )

    def _missing(self, row: Row) -> tuple[int, ...]:
        return tuple(
            n for n, clause in enumerate(self.plan.wanted) if not self.scan.holds(clause.node, *row)
        )

    def _literal(self, row: Row) -> int:
        return self._occurrences((self.plan.literal,) if self.plan.literal else (), row)

    def _occurrences(self, patterns: Sequence[Pattern], row: Row) -> int:
        document, ordinal = row
        ordinals = range(len(self.entries[document].passages)) if ordinal is None else (ordinal,)
        return sum(self.scan.occurrences(patterns, document, each) for each in ordinals)

    def _count(self, clause: Clause) -> ClauseCount:
        rows = list(self._rows())
        allowed = [row for row in rows if self._is_allowed(row)]
        patterns = patterns_of(clause.node)

        def documents(among: list[Row]) -> int:
            return len({row[0] for row in among if self.scan.holds(clause.node, *row)})

        def occurrences(among: list[Row]) -> int:
            return sum(self._occurrences(patterns, row) for row in among)

        return ClauseCount(
            documents(rows), occurrences(rows), documents(allowed), occurrences(allowed)
        )

    def _facet(self, field: str) -> tuple[tuple[str, int], ...]:
        counts: Counter[str] = Counter()
        for document in {document for document, _ in self.matched(without_filters_of=field)}:
            entry = self.entries[document]
            counts.update(values_of(entry.fields, entry.date, field))
        return tuple(sorted(counts.items()))

    def _passages(self, matched: list[Row]) -> list[PassageMatch]:
        pairs = [(document, ordinal) for document, ordinal in matched if ordinal is not None]
        scores = self.scores.of_passages(pairs, self.plan.terms)
        ranked = sorted(
            zip(pairs, scores, strict=True),
            key=lambda pair: (*self._order(pair[0][0], pair[1]), pair[0][1]),
        )
        return [self._passage(document, ordinal, score) for (document, ordinal), score in ranked]

    def _passage(self, document: int, ordinal: int, score: float) -> PassageMatch:
        row = (document, ordinal)
        return PassageMatch(
            self.entries[document].id, ordinal, score, self._missing(row), self._literal(row)
        )

    def _documents(self, matched: list[Row]) -> tuple[list[DocumentMatch], int]:
        documents = [document for document, _ in matched]
        pairs = [
            (document, ordinal)
            for document in documents
            for ordinal in range(len(self.entries[document].passages))
            if self._is_touched(document, ordinal)
        ]
        passage_scores, scores = self.scores.of_documents(documents, pairs, self.plan.terms)
        touched: dict[int, list[tuple[int, float]]] = {document: [] for document in documents}
        for (document, ordinal), score in zip(pairs, passage_scores, strict=True):
            touched[document].append((ordinal, score))
        found = []
        for document, score in zip(documents, scores, strict=True):
            best = sorted(touched[document], key=lambda pair: (-pair[1], pair[0]))
            missing = self._missing((document, None))
            match = DocumentMatch(
                document_id=self.entries[document].id,
                score=score,
                passages=tuple(
                    self._passage(document, ordinal, passage_score)
                    for ordinal, passage_score in best[: self.plan.n_best]
                ),
                n_passages=len(best),
                missing=missing,
                literal=self._literal((document, None)),
            )
            is_partial = self.plan.is_grouped and bool(missing)
            found.append(((is_partial, *self._order(document, score)), match))
        return [match for _, match in sorted(found, key=lambda pair: pair[0])], len(pairs)

    def _is_touched(self, document: int, ordinal: int) -> bool:
        wanted = self.plan.wanted
        return not wanted or any(
            self.scan.touches(clause.node, document, ordinal) for clause in wanted
        )

    def _order(self, document: int, score: float) -> tuple[object, ...]:
        """The key of a hit: the plan's sort, then newest first, no date last, then the id."""
        newest_first = _reversed_date(self.entries[document].date)
        if self.plan.sort == "newest":
            first: tuple[object, ...] = ()
        elif self.plan.sort == "oldest":
            first = (not self.entries[document].date, self.entries[document].date)
        else:
            first = (-score,)
        return (*first, newest_first, document)


def _reversed_date(date: str) -> tuple[int, ...]:
    """A key by which later dates come first, and none comes last."""
    return (*(-ord(char) for char in date), 0) if date else (1,)
