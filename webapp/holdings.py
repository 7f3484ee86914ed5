"""What the library holds: counts by year, kind and level, what is newest, searches that find.

Everything is asked of the library by ordinary searches, so each figure is the one its link shows.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from policysearch import KINDS, LEVELS, DocumentSummary, Library
from webapp.urls import SearchState
from webapp.wording import wording

N_NEWEST = 6
N_LOOKED_AT = 50
WHOLE_COUNTRY = "全国"

Counts = tuple[tuple[str, int], ...]

# A clause with a figure in it, short enough to be read in passing: what people quote.
_QUOTABLE = re.compile(r"[㐀-鿿]{3,9}[0-9][0-9.,]*[%％]?[㐀-鿿]{0,5}(?=[，。；、])")


@dataclass(frozen=True, slots=True)
class Example:
    """A search that finds something."""

    query: str
    n_documents: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """fields: facet → counts.  matrix: kind → level → documents, of the kinds that there are."""

    n_documents: int
    n_undated: int
    fields: Mapping[str, Counts]
    matrix: Mapping[str, Mapping[str, int]]
    newest: tuple[DocumentSummary, ...]
    examples: tuple[Example, ...]

    @property
    def years(self) -> tuple[str, str]:
        """The first and the last year, "" for a library without dates."""
        years = [year for year, _ in self.fields.get("year", ())]
        return (min(years, default=""), max(years, default=""))


def survey(library: Library) -> Holdings:
    """Ask the library what it holds."""
    answer = library.search("", sort="newest", size=N_LOOKED_AT)
    fields = {
        facet.field: tuple((value.value, value.count) for value in facet.values)
        for facet in answer.facets
    }
    documents = tuple(hit.document for hit in answer.hits)
    dated = sum(count for _, count in fields.get("year", ()))
    return Holdings(
        n_documents=answer.total.documents,
        n_undated=answer.total.documents - dated,
        fields={**fields, "level": _in_order(fields.get("level", ()), LEVELS)},
        matrix=_matrix(library, fields.get("kind", ())),
        newest=documents[:N_NEWEST],
        examples=_examples(library, documents),
    )


def _in_order(counts: Counts, order: tuple[str, ...]) -> Counts:
    known = [pair for value in order for pair in counts if pair[0] == value]
    return (*known, *(pair for pair in counts if pair[0] not in order))


def _matrix(library: Library, kinds: Counts) -> dict[str, dict[str, int]]:
    rows = {}
    for kind, _ in kinds:
        if kind in KINDS:
            answer = library.search("", filters={"kind": kind}, size=1)
            levels = next((f.values for f in answer.facets if f.field == "level"), ())
            rows[kind] = {value.value: value.count for value in levels}
    return rows


def _examples(library: Library, documents: tuple[DocumentSummary, ...]) -> tuple[Example, ...]:
    """One of each form of query, made from what is there; a form that finds nothing is left out."""
    queries = [
        _topical(documents),
        _quoted(library, documents),
        next((n for d in documents if (n := d.value("document_number"))), ""),
        _fielded(documents),
    ]
    examples = []
    for query in filter(None, queries):
        n_documents = library.search(query, size=1, facets=False).total.documents
        if n_documents:
            examples.append(Example(query, n_documents))
    return tuple(examples)


def _topical(documents: tuple[DocumentSummary, ...]) -> str:
    topics = (topic for document in documents for topic in document.values("topics"))
    counts = Counter(topic for topic in topics if topic.isalpha())
    common = sorted(counts, key=lambda topic: (-counts[topic], topic))
    return " ".join(common[:2])


def _quoted(library: Library, documents: tuple[DocumentSummary, ...]) -> str:
    for summary in documents[:N_NEWEST]:
        match = _QUOTABLE.search(library.document(summary.id).text)
        if match:
            return f"“{match[0]}”"
    return ""


def _fielded(documents: tuple[DocumentSummary, ...]) -> str:
    """The kind and the place that most of the documents looked at have together."""
    pairs = Counter(
        (document.value("kind"), document.value("region"))
        for document in documents
        if document.value("kind") in KINDS and document.value("region") not in ("", WHOLE_COUNTRY)
    )
    if not pairs:
        return ""
    kind, region = min(pairs, key=lambda pair: (-pairs[pair], pair))
    # The query language knows each name of a kind by itself: 规划 of 规划、计划.
    name = wording("zh").name("kind", kind).split("、")[0]
    return f"类型:{name} 地区:{region}"


def holdings_path(field: str, value: str) -> str:
    """The search for all documents of a value."""
    return SearchState().with_filter(field, [value]).path
