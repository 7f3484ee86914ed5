"""Matches in, a result page out: texts from the store, words marked, counts named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from policysearch.analysis.sieve import Sieve
from policysearch.backends.port import DocumentMatch, Matches, PassageMatch
from policysearch.errors import IndexDamaged
from policysearch.library.request import Request
from policysearch.model import (
    Diagnostic,
    DocumentHit,
    DocumentSummary,
    DocumentView,
    Facet,
    FacetValue,
    Passage,
    PassageHit,
    ResultPage,
    Snippet,
    Total,
    WordCount,
)
from policysearch.query.interpret import Interpretation
from policysearch.query.plan import Plan
from policysearch.snippet import cut, mark
from policysearch.storage.store import Store
from policysearch.text.collation import sort_key

# Passages under a document; its title, which stands above them, is none.
MOST_PASSAGES = 3


def presentable(plan: Plan) -> Plan:
    """The plan with as many passages of a document as leave enough without the title."""
    return replace(plan, n_best=MOST_PASSAGES + 1)


@dataclass(frozen=True, slots=True)
class Presenter:
    """What the steps below share: where texts come from, and how words are found in them.

    with_snippets: otherwise texts are given whole and unmarked.
    """

    store: Store
    interpretation: Interpretation
    words: Sieve
    with_snippets: bool

    @classmethod
    def of(
        cls,
        store: Store,
        interpretation: Interpretation,
        *,
        with_snippets: bool = True,
    ) -> "Presenter":
        """Make the words of a query ready to be found."""
        words = Sieve.of([word.patterns for word in interpretation.words])
        return cls(store, interpretation, words, with_snippets)

    def result_page(
        self, request: Request, matches: Matches, *, fingerprint: str, generation: int
    ) -> ResultPage:
        """The answer to one search."""
        plan, interpretation = self.interpretation.plan, self.interpretation
        return ResultPage(
            query=request.query,
            exact=request.exact,
            read_as=interpretation.read_as,
            by=request.by,
            sort=request.sort,
            page=request.page,
            size=request.size,
            hits=self._hits(matches),
            total=Total(
                documents=matches.n_documents,
                full=matches.n_full,
                partial=matches.n_documents - matches.n_full,
                passages=matches.n_passages,
                literal=matches.n_literal,
                literal_text=interpretation.literal_text,
            ),
            is_grouped=plan.is_grouped,
            words=tuple(
                WordCount(
                    clause.label,
                    count.documents,
                    count.occurrences,
                    count.filtered_documents,
                    count.filtered_occurrences,
                )
                for clause, count in zip(plan.wanted, matches.clauses, strict=True)
            ),
            facets=tuple(
                _facet(name, matches.facets.get(name, ()), request.filters.get(name, ()))
                for name in plan.facets
            ),
            filters=request.filters,
            diagnostics=(
                *interpretation.diagnostics,
                *(Diagnostic(notice) for notice in matches.notices),
            ),
            fingerprint=fingerprint,
            generation=generation,
        )

    def document_view(self, document_id: str) -> DocumentView | None:
        """A document with the reader's words marked in all of its passages."""
        document = self.store.document(document_id)
        if document is None:
            return None
        snippets = []
        passages = document.passages
        for passage, after in zip(passages, (*passages[1:], None), strict=True):
            following = after.text if after and after.record.continues else ""
            snippets.append(mark(passage.text, self.words, following))
        counts = [0] * len(self.interpretation.words)
        for snippet in snippets:
            for highlight in snippet.highlights:
                counts[highlight.word - 1] += 1
        words = zip((word.label for word in self.interpretation.words), counts, strict=True)
        return DocumentView(
            document, tuple(snippets), tuple(words), self.interpretation.diagnostics
        )

    def _hits(self, matches: Matches) -> tuple[DocumentHit, ...] | tuple[PassageHit, ...]:
        found = [*_passage_matches(matches.hits)]
        texts = self.store.passages([(match.document_id, match.ordinal) for match in found])
        if not any(isinstance(match, DocumentMatch) for match in matches.hits):
            return tuple(map(self._passage_hit, found, texts))
        return tuple(self._document_hits(matches.hits, texts))

    def _document_hits(
        self,
        matches: Sequence[DocumentMatch | PassageMatch],
        texts: Sequence[tuple[Passage, str]],
    ) -> list[DocumentHit]:
        documents, at = [], 0
        for match in matches:
            assert isinstance(match, DocumentMatch)
            found = [*zip(match.passages, texts[at : at + len(match.passages)], strict=True)]
            at += len(match.passages)
            summary = found[0][1][0].document if found else self._summary(match.document_id)
            below = [one for one in found if one[1][0].record.kind != "title"]
            shown = (below or found)[:MOST_PASSAGES]
            documents.append(
                DocumentHit(
                    document=summary,
                    title=self._mark(summary.title),
                    passages=tuple(self._passage_hit(*one) for one in shown),
                    n_passages=match.n_passages,
                    score=match.score,
                    missing=self._labels(match.missing),
                    literal=match.literal,
                )
            )
        return documents

    def _passage_hit(self, match: PassageMatch, found: tuple[Passage, str]) -> PassageHit:
        passage, following = found
        snippet = self._cut(passage.text, following)
        return PassageHit(passage, snippet, match.score, self._labels(match.missing), match.literal)

    def _mark(self, text: str) -> Snippet:
        return mark(text, self.words) if self.with_snippets else Snippet(text)

    def _cut(self, text: str, following: str) -> Snippet:
        if not self.with_snippets:
            return Snippet(text)
        return cut(text, self.words, following=following)

    def _summary(self, document_id: str) -> DocumentSummary:
        summary = self.store.summary(document_id)
        if summary is None:
            reason = f"document {document_id} is in the search index alone"
            raise IndexDamaged(path=self.store.path, reason=reason)
        return summary

    def _labels(self, clauses: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.interpretation.plan.wanted[index].label for index in clauses)


def _passage_matches(matches: Sequence[DocumentMatch | PassageMatch]) -> list[PassageMatch]:
    found: list[PassageMatch] = []
    for match in matches:
        found.extend(match.passages if isinstance(match, DocumentMatch) else (match,))
    return found


def _facet(name: str, counts: Sequence[tuple[str, int]], selected: Sequence[str]) -> Facet:
    chosen = set(selected)
    shown = [(value, n) for value, n in counts if n or value in chosen]
    if name == "year":  # a chosen range of years is a filter, not a value
        shown.sort()
    else:
        found = {value for value, _ in shown} if chosen else set()
        shown += [(value, 0) for value in dict.fromkeys(selected) if value not in found]
        shown.sort(key=lambda pair: sort_key(pair[0]))
        shown.sort(key=itemgetter(1), reverse=True)
    return Facet(name, tuple(FacetValue(value, n, value in chosen) for value, n in shown))
