"""The nouns that every room shares: frozen values, no behaviour beyond reading themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range [start, end) of a text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where something sits in the original: `kind` is line, page, sheet or slide, `number` from
    1."""

    kind: str
    number: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What an extractor yields: one piece of text with its role and its place.

    kind: title, kicker, abstract, heading, paragraph, item, row, note.
    level: depth of a heading from 1 (0 elsewhere).  is_bold: set in bold or alone in a strong
    element.
    header: the header row of a table row, cells joined as in `text`.
    """

    kind: str
    text: str
    level: int = 0
    is_bold: bool = False
    header: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """One document as its extractor found it: blocks in reading order, and what the source says of
    itself.

    given: raw keys and values; given_as: "front matter" or "given", the evidence they carry.
    is_well_formed: Markdown, HTML, .jsonl: paragraphs stand as they are; otherwise a line-broken
    extraction.
    member: "" for a whole file, else where in it (`line 12`).  repairs: counted by kind.
    warnings: sentences for the report (front matter that does not parse …), the text is read all
    the same.
    content_hash: of the bytes that were read, SHA-256 in hexadecimal (of a member: of its own
    bytes).
    """

    blocks: tuple[Block, ...]
    given: Mapping[str, object] = field(default_factory=dict)
    given_as: str = "given"
    is_well_formed: bool = True
    member: str = ""
    repairs: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a fact. kind: span, front matter, given, file, inferred; `span` only for the
    first."""

    kind: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a document's metadata with its evidence.

    value: str, or a tuple of str for lists. Dates are ISO with their precision: 2024, 2024-12,
    2024-12-03.
    others: values that disagree, each with its own evidence.
    """

    value: str | tuple[str, ...]
    evidence: Evidence
    others: tuple["Fact", ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The value as a tuple, whatever its kind."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


# name → (is it a list?, accepted keys beside its own name). The one table of metadata: structure,
# backends, pages and docs read it.
FACT_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("name", "标题"),
    "kicker": ("引题",),
    "abstract": ("摘要",),
    "document_number": ("number", "doc_number", "文号", "发文字号"),
    "issuers": ("issuer", "发文机关"),
    "kind": ("category", "类型"),
    "form": ("形式",),
    "level": ("级别",),
    "region": ("地区",),
    "issued_on": ("signed", "成文日期"),
    "published_on": ("date", "published", "发布日期"),
    "effective_on": ("effective", "施行日期"),
    "status": ("时效",),
    "status_note": ("时效说明",),
    "source_url": ("url",),
    "source_name": ("来源",),
    "topics": ("terms", "主题"),
}
LIST_FACTS = frozenset({"issuers", "topics"})
DATE_FACTS = ("issued_on", "published_on", "effective_on")

# Fields that a search can be narrowed by, in the order of the page. `year` and `date` come from
# the order date.
FACET_FIELDS = ("year", "kind", "level", "region", "status", "issuer")
FILTER_FIELDS = (*FACET_FIELDS, "folder")

KINDS = (
    "law", "regulation", "rule", "plan", "policy", "interpretation", "standard", "case", "report",
    "news", "reference",
)  # fmt: skip
FORMS = ("original", "digest", "excerpt")
LEVELS = ("国家", "省", "市", "区", "企业")
STATUSES = ("现行有效", "已修改", "已废止", "尚未施行", "未注明")
SORTS = ("relevance", "newest", "oldest")
VIEWS = ("document", "passage")


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What is known of a document without its text.

    path: relative to its root, "/" between parts.  member: where in the file, "" for all of it.
    order_date: issued_on, else published_on, else effective_on ("" if none); order_date_fact names
    which.
    is_stale: its file could not be read again, the text is that of an earlier build (未重新读取).
    """

    id: str
    title: str
    root: str
    path: str
    member: str = ""
    source_id: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    content_hash: str = ""
    n_passages: int = 0
    n_characters: int = 0
    is_stale: bool = False

    @property
    def order_date_fact(self) -> str:
        """The name of the fact that orders this document in time, or ""."""
        return next((name for name in DATE_FACTS if name in self.facts), "")

    @property
    def order_date(self) -> str:
        """The order date as far as it is known, or ""."""
        name = self.order_date_fact
        return self.values(name)[0] if name else ""

    @property
    def folder(self) -> str:
        """The root's name and the folders below it, "/" between them."""
        return "/".join((self.root, *self.path.split("/")[:-1]))

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a fact; empty if it is not there."""
        fact = self.facts.get(name)
        return fact.values if fact else ()

    def value(self, name: str) -> str:
        """The first value of a fact, or ""."""
        return next(iter(self.values(name)), "")


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage inside its document: everything but the text, which is `document.text[span]`.

    kind: title, kicker, abstract, heading, paragraph, article, row, note.  level: of a heading,
    else 0.
    continues: a further piece of the passage before it (that one was cut).
    article: 第五十四条 as written, "" outside articles.  label: how a person names the place
    (第 2 段 is `p2`), derived from the anchor by whoever shows it.
    """

    anchor: str
    kind: str
    span: Span
    heading_path: tuple[str, ...] = ()
    level: int = 0
    article: str = ""
    continues: bool = False
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source understood: canonical text, its passages in order, its metadata with evidence.

    The records cover the text without overlap; only "\\n" stands between them.
    """

    summary: DocumentSummary
    text: str
    records: tuple[PassageRecord, ...]
    repairs: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.summary.id

    @property
    def title(self) -> str:
        return self.summary.title

    @property
    def passages(self) -> tuple["Passage", ...]:
        """The passages with their texts, in order."""
        return tuple(self.passage(ordinal) for ordinal in range(len(self.records)))

    def passage(self, ordinal: int) -> "Passage":
        """The passage at an ordinal, from 0."""
        record = self.records[ordinal]
        return Passage(
            self.summary, ordinal, record, self.text[record.span.start : record.span.end]
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as readers meet it: its text, its document, and its permanent link."""

    document: DocumentSummary
    ordinal: int
    record: PassageRecord
    text: str

    @property
    def anchor(self) -> str:
        return self.record.anchor

    @property
    def heading_path(self) -> tuple[str, ...]:
        return self.record.heading_path

    @property
    def article(self) -> str:
        return self.record.article

    @property
    def places(self) -> tuple[Place, ...]:
        return self.record.places

    @property
    def link(self) -> str:
        """The permanent link, a path on the server."""
        return f"/p/{self.document.id}/{self.record.anchor}"


@dataclass(frozen=True, slots=True)
class Highlight:
    """A range of a text that is one of the reader's words; `word` is the word's number from 1."""

    span: Span
    word: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, marked (`word` ≥ 1) or not (0): what a template writes one after the
    other."""

    text: str
    word: int = 0


@dataclass(frozen=True, slots=True)
class Snippet:
    """A cut of a canonical text and the reader's words in it; highlights ascend and do not
    overlap."""

    text: str
    highlights: tuple[Highlight, ...] = ()
    is_cut_before: bool = False
    is_cut_after: bool = False

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The whole text as stretches in order."""
        segments, at = [], 0
        for mark in self.highlights:
            if mark.span.start > at:
                segments.append(Segment(self.text[at : mark.span.start]))
            segments.append(Segment(self.text[mark.span.start : mark.span.end], mark.word))
            at = mark.span.end
        if at < len(self.text):
            segments.append(Segment(self.text[at:]))
        return tuple(segments)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What the parser or the search has to tell the reader; `code` is a key of the catalogue."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A found passage. missing: wanted words it lacks.  literal: how often the whole query stands
    in it."""

    passage: Passage
    snippet: Snippet
    score: float
    missing: tuple[str, ...] = ()
    literal: int = 0

    @property
    def document(self) -> DocumentSummary:
        return self.passage.document

    @property
    def link(self) -> str:
        return self.passage.link


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A found document with its best passages, best first.

    n_passages: all its passages with at least one wanted word.  missing: wanted words that it
    lacks.
    literal: how often the whole query stands in it side by side.
    """

    document: DocumentSummary
    title: Snippet
    passages: tuple[PassageHit, ...]
    n_passages: int
    score: float
    missing: tuple[str, ...] = ()
    literal: int = 0

    @property
    def is_full(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet with its count of documents under the other filters."""

    value: str
    count: int
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A field's values, most frequent first (years ascending); zero counts only when selected."""

    field: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class WordCount:
    """How much of the library one wanted word is in, everywhere and under the filters in force."""

    text: str
    documents: int
    occurrences: int
    filtered_documents: int
    filtered_occurrences: int


@dataclass(frozen=True, slots=True)
class Total:
    """Exact counts. documents = full + partial, those with at least one wanted word; passages
    likewise.

    literal: occurrences of the whole query side by side (`literal_text`), None where that has no
    meaning.
    """

    documents: int
    full: int
    partial: int
    passages: int
    literal: int | None = None
    literal_text: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The answer to one search: what pages, JSON and terminal are made from.

    hits: DocumentHit or PassageHit by `by`; is_grouped: full documents come before partial ones.
    read_as: the query as it was understood, one line.  filters: field → values in force.
    """

    query: str
    exact: str
    read_as: str
    by: str
    sort: str
    page: int
    size: int
    hits: tuple[DocumentHit, ...] | tuple[PassageHit, ...]
    total: Total
    is_grouped: bool
    words: tuple[WordCount, ...]
    facets: tuple[Facet, ...]
    filters: Mapping[str, tuple[str, ...]]
    diagnostics: tuple[Diagnostic, ...]
    fingerprint: str
    generation: int

    @property
    def n_results(self) -> int:
        """How many hits all pages hold together."""
        return self.total.documents if self.by == "document" else self.total.passages

    @property
    def n_pages(self) -> int:
        return max(1, -(-self.n_results // self.size))


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where an old link leads now. how: same, moved, edited, gone (the passage), renamed (the
    document).

    anchor is "" when the passage is gone: the document's top.
    """

    document_id: str
    anchor: str
    how: str


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What a build did with one source. status: read, unchanged, skipped, failed, stale
    (未重新读取).

    code and message: the reason, for all but read and unchanged.  n_documents: what it gave.
    details: what the message names, so that it can be said in another language; may be empty.
    """

    root: str
    path: str
    status: str
    code: str = ""
    message: str = ""
    n_documents: int = 0
    member: str = ""
    details: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `outcomes` lists every source that is not plainly read or unchanged."""

    generation: int
    fingerprint: str
    started_at: str
    seconds: float
    peak_memory_mb: int
    corpora: tuple[tuple[str, str], ...]
    n_sources: int
    n_read: int
    n_unchanged: int
    n_skipped: int
    n_failed: int
    n_stale: int
    n_documents: int
    n_passages: int
    n_characters: int
    n_added: int
    n_changed: int
    n_removed: int
    n_moved: int
    repairs: Mapping[str, int]
    outcomes: tuple[FileOutcome, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What is indexed, for `status`, the footer and the API."""

    generation: int
    fingerprint: str
    built_at: str
    n_documents: int
    n_passages: int
    n_characters: int
    backend: str
    analyzer: str
    schema: str
    corpora: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document read for a query: its passages in order with the reader's words marked.

    snippets: one per passage, uncut.  words: each wanted word with its occurrences in this
    document.
    """

    document: Document
    snippets: tuple[Snippet, ...]
    words: tuple[tuple[str, int], ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def hit_ordinals(self) -> tuple[int, ...]:
        """The ordinals of the passages with a highlight."""
        return tuple(n for n, snippet in enumerate(self.snippets) if snippet.highlights)
