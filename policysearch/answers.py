"""The JSON face of the library's nouns: what the API, `--json` and `/openapi.json` are made from.

Keys are stable English. Links are paths, or absolute where a base address is given. A marked text
goes out as segments, so that no client counts characters; spans of evidence are in code points.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from policysearch.model import (
    BuildReport,
    Diagnostic,
    Document,
    DocumentHit,
    DocumentSummary,
    Evidence,
    Fact,
    Passage,
    PassageHit,
    Place,
    ResultPage,
    Segment,
    Snippet,
    Span,
    Status,
    Total,
    WordCount,
)


class FactAnswer(msgspec.Struct, frozen=True):
    """Values of a fact, what proves them, and values that disagree."""

    values: tuple[str, ...]
    evidence: str
    span: Span | None = None
    others: tuple["FactAnswer", ...] = ()


class DocumentAnswer(msgspec.Struct, frozen=True):
    """A document without its text."""

    id: str
    title: str
    link: str
    root: str
    path: str
    member: str
    source_id: str
    order_date: str
    order_date_fact: str
    facts: Mapping[str, FactAnswer]
    content_hash: str
    n_passages: int
    n_characters: int
    is_stale: bool


class PassageAnswer(msgspec.Struct, frozen=True):
    """A passage with its text and its permanent link."""

    document_id: str
    document_title: str
    ordinal: int
    anchor: str
    link: str
    kind: str
    level: int
    heading_path: tuple[str, ...]
    article: str
    continues: bool
    places: tuple[Place, ...]
    text: str


class SnippetAnswer(msgspec.Struct, frozen=True):
    """A cut text as stretches in order; `word` is the number of a wanted word, 0 for none."""

    text: str
    segments: tuple[Segment, ...]
    is_cut_before: bool
    is_cut_after: bool


class FoundPassageAnswer(msgspec.Struct, frozen=True):
    """One of the best passages of a found document."""

    passage: PassageAnswer
    snippet: SnippetAnswer
    score: float
    missing: tuple[str, ...]
    literal: int


class PassageHitAnswer(msgspec.Struct, frozen=True, tag="passage"):
    """A found passage and its document."""

    document: DocumentAnswer
    passage: PassageAnswer
    snippet: SnippetAnswer
    score: float
    missing: tuple[str, ...]
    literal: int


class DocumentHitAnswer(msgspec.Struct, frozen=True, tag="document"):
    """A found document with its best passages."""

    document: DocumentAnswer
    title: SnippetAnswer
    passages: tuple[FoundPassageAnswer, ...]
    n_passages: int
    score: float
    missing: tuple[str, ...]
    literal: int


class FacetValueAnswer(msgspec.Struct, frozen=True):
    """A value with its count of documents."""

    value: str
    count: int
    is_selected: bool


class DiagnosticAnswer(msgspec.Struct, frozen=True):
    """What the search has to tell the reader."""

    code: str
    details: Mapping[str, str]


class SearchAnswer(msgspec.Struct, frozen=True):
    """One page of results; `next_cursor` asks for the page after it, null at the end."""

    query: str
    exact: str
    read_as: str
    by: Literal["document", "passage"]
    sort: Literal["relevance", "newest", "oldest"]
    page: int
    n_pages: int
    size: int
    total: Total
    is_grouped: bool
    hits: tuple[DocumentHitAnswer | PassageHitAnswer, ...]
    words: tuple[WordCount, ...]
    filters: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[FacetValueAnswer, ...]]
    diagnostics: tuple[DiagnosticAnswer, ...]
    fingerprint: str
    generation: int
    next_cursor: str | None = None


class PassagesAnswer(msgspec.Struct, frozen=True):
    """Matching passages in document order; `next_cursor` asks for more, null at the end."""

    passages: tuple[PassageAnswer, ...]
    fingerprint: str
    generation: int
    next_cursor: str | None = None


class WholeDocumentAnswer(msgspec.Struct, frozen=True):
    """A document with its canonical text and its passages."""

    document: DocumentAnswer
    text: str
    passages: tuple[PassageAnswer, ...]
    repairs: Mapping[str, int]
    warnings: tuple[str, ...]


class StatusAnswer(msgspec.Struct, frozen=True):
    """What is indexed; of the corpora only their names: where they lie is nobody's business."""

    generation: int
    fingerprint: str
    built_at: str
    n_documents: int
    n_passages: int
    n_characters: int
    backend: str
    analyzer: str
    schema: str
    corpora: tuple[str, ...]


class ProblemAnswer(msgspec.Struct, frozen=True):
    """Problem details (RFC 9457); `code` is stable, `detail` one sentence with the remedy."""

    type: str
    title: str
    status: int
    detail: str
    code: str


def search_answer(
    page: ResultPage, *, base_url: str = "", next_cursor: str | None = None
) -> SearchAnswer:
    """A result page as it goes out."""
    return SearchAnswer(
        query=page.query,
        exact=page.exact,
        read_as=page.read_as,
        by=page.by,  # type: ignore[arg-type]  # Library.search has checked both
        sort=page.sort,  # type: ignore[arg-type]
        page=page.page,
        n_pages=page.n_pages,
        size=page.size,
        total=page.total,
        is_grouped=page.is_grouped,
        hits=tuple(_hit(hit, base_url) for hit in page.hits),
        words=page.words,
        filters=page.filters,
        facets={
            facet.field: tuple(
                FacetValueAnswer(value.value, value.count, value.is_selected)
                for value in facet.values
            )
            for facet in page.facets
        },
        diagnostics=_diagnostics(page.diagnostics),
        fingerprint=page.fingerprint,
        generation=page.generation,
        next_cursor=next_cursor,
    )


def document_answer(document: Document, *, base_url: str = "") -> WholeDocumentAnswer:
    """A whole document as it goes out."""
    return WholeDocumentAnswer(
        document=_summary(document.summary, base_url),
        text=document.text,
        passages=tuple(passage_answer(each, base_url=base_url) for each in document.passages),
        repairs=document.repairs,
        warnings=document.warnings,
    )


def passage_answer(passage: Passage, *, base_url: str = "") -> PassageAnswer:
    """A passage as it goes out."""
    record = passage.record
    return PassageAnswer(
        document_id=passage.document.id,
        document_title=passage.document.title,
        ordinal=passage.ordinal,
        anchor=record.anchor,
        link=base_url + passage.link,
        kind=record.kind,
        level=record.level,
        heading_path=record.heading_path,
        article=record.article,
        continues=record.continues,
        places=record.places,
        text=passage.text,
    )


def status_answer(status: Status) -> StatusAnswer:
    """What is indexed, as it goes out."""
    return StatusAnswer(
        generation=status.generation,
        fingerprint=status.fingerprint,
        built_at=status.built_at,
        n_documents=status.n_documents,
        n_passages=status.n_passages,
        n_characters=status.n_characters,
        backend=status.backend,
        analyzer=status.analyzer,
        schema=status.schema,
        corpora=tuple(name for name, _ in status.corpora),
    )


def json_bytes(
    answer: msgspec.Struct | BuildReport | Mapping[str, object], *, indent: int = 0
) -> bytes:
    """Encode an answer as JSON in UTF-8; with `indent` as people read it."""
    encoded = msgspec.json.encode(answer)
    return msgspec.json.format(encoded, indent=indent) if indent else encoded


def schemas(
    types: Sequence[type], ref_template: str = "#/components/schemas/{name}"
) -> tuple[tuple[dict[str, object], ...], dict[str, object]]:
    """JSON schemas of types of this module: one for each, and the components that they share."""
    return msgspec.json.schema_components(types, ref_template=ref_template)


def _hit(hit: DocumentHit | PassageHit, base_url: str) -> DocumentHitAnswer | PassageHitAnswer:
    return (
        _passage_hit(hit, base_url) if isinstance(hit, PassageHit) else _document_hit(hit, base_url)
    )


def _document_hit(hit: DocumentHit, base_url: str) -> DocumentHitAnswer:
    return DocumentHitAnswer(
        document=_summary(hit.document, base_url),
        title=_snippet(hit.title),
        passages=tuple(_found_passage(each, base_url) for each in hit.passages),
        n_passages=hit.n_passages,
        score=hit.score,
        missing=hit.missing,
        literal=hit.literal,
    )


def _found_passage(hit: PassageHit, base_url: str) -> FoundPassageAnswer:
    return FoundPassageAnswer(
        passage=passage_answer(hit.passage, base_url=base_url),
        snippet=_snippet(hit.snippet),
        score=hit.score,
        missing=hit.missing,
        literal=hit.literal,
    )


def _passage_hit(hit: PassageHit, base_url: str) -> PassageHitAnswer:
    return PassageHitAnswer(
        document=_summary(hit.document, base_url),
        passage=passage_answer(hit.passage, base_url=base_url),
        snippet=_snippet(hit.snippet),
        score=hit.score,
        missing=hit.missing,
        literal=hit.literal,
    )


def _summary(document: DocumentSummary, base_url: str) -> DocumentAnswer:
    return DocumentAnswer(
        id=document.id,
        title=document.title,
        link=f"{base_url}/documents/{document.id}",
        root=document.root,
        path=document.path,
        member=document.member,
        source_id=document.source_id,
        order_date=document.order_date,
        order_date_fact=document.order_date_fact,
        facts={name: _fact(fact) for name, fact in document.facts.items()},
        content_hash=document.content_hash,
        n_passages=document.n_passages,
        n_characters=document.n_characters,
        is_stale=document.is_stale,
    )


def _fact(fact: Fact) -> FactAnswer:
    evidence: Evidence = fact.evidence
    return FactAnswer(
        values=fact.values,
        evidence=evidence.kind,
        span=evidence.span,
        others=tuple(_fact(other) for other in fact.others),
    )


def _snippet(snippet: Snippet) -> SnippetAnswer:
    return SnippetAnswer(
        snippet.text, snippet.segments, snippet.is_cut_before, snippet.is_cut_after
    )


def _diagnostics(diagnostics: Sequence[Diagnostic]) -> tuple[DiagnosticAnswer, ...]:
    return tuple(DiagnosticAnswer(each.code, each.details) for each in diagnostics)
