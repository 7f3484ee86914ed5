"""What a person reads in a terminal: results, documents, status and the closing summary of a build.

Every function gives lines; the command line writes them. Highlights are bold where `is_styled`.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from policysearch.catalogue import Catalogue
from policysearch.model import (
    BuildReport,
    Diagnostic,
    Document,
    DocumentHit,
    DocumentSummary,
    FileOutcome,
    Passage,
    PassageHit,
    Resolution,
    ResultPage,
    Snippet,
    Status,
)

MAX_OUTCOMES = 20
# What may be said of a source, the worst first; `read` with a warning.
FATES = ("failed", "stale", "skipped", "read")
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
# Facts under a title, in the order of the page.
_SHOWN_FACTS = ("issuers", "document_number", "status", "region")


def result_lines(page: ResultPage, catalogue: Catalogue, *, is_styled: bool) -> Iterator[str]:
    """A page of results."""
    yield from diagnostic_lines(page.diagnostics, catalogue)
    yield _count_line(page, catalogue)
    group = None
    hits: Sequence[DocumentHit | PassageHit] = page.hits
    for number, hit in enumerate(hits, (page.page - 1) * page.size + 1):
        if page.is_grouped and page.total.partial and group != bool(hit.missing):
            group = bool(hit.missing)
            n = page.total.partial if group else page.total.full
            yield ""
            yield catalogue.text(f"cli.results.{'partial' if group else 'full'}", n=n)
        yield ""
        yield from _hit_lines(number, hit, catalogue, is_styled=is_styled)
        if _is_apart(page, hit):
            yield catalogue.text("cli.results.not_literal")
    yield ""
    if page.n_pages > 1:
        yield catalogue.text("cli.results.pages", page=page.page, n_pages=page.n_pages)
    yield catalogue.text(
        "cli.results.basis", fingerprint=page.fingerprint, generation=page.generation
    )


def diagnostic_lines(diagnostics: Sequence[Diagnostic], catalogue: Catalogue) -> Iterator[str]:
    """What the search has to tell."""
    for each in diagnostics:
        yield catalogue.text(f"diagnostics.{each.code}", **each.details)


def passage_lines(passage: Passage) -> Iterator[str]:
    """A passage by itself: where it stands, its text, its link."""
    yield _clean(" › ".join((passage.document.title, *passage.heading_path)))
    yield _clean(passage.text)
    yield passage.link
    yield ""


def document_lines(document: Document) -> Iterator[str]:
    """A whole document with the anchor before each passage."""
    yield _clean(document.title)
    yield _clean(_facts_line(document.summary))
    for passage in document.passages:
        yield ""
        yield f"#{passage.anchor}"
        yield _clean(passage.text)


def resolution_line(resolution: Resolution, catalogue: Catalogue) -> str:
    """Where a link leads that no longer leads where it did."""
    return catalogue.text(
        f"cli.results.{resolution.how}", id=resolution.document_id, anchor=resolution.anchor
    )


def status_lines(status: Status, catalogue: Catalogue) -> Iterator[str]:
    """What is indexed."""
    yield catalogue.text("cli.status.documents", n=status.n_documents)
    yield catalogue.text("cli.status.passages", n=status.n_passages)
    yield catalogue.text("cli.status.characters", n=status.n_characters)
    yield catalogue.text("cli.status.generation", n=status.generation, built_at=status.built_at)
    yield catalogue.text("cli.status.fingerprint", fingerprint=status.fingerprint)
    yield catalogue.text(
        "cli.status.made_with",
        backend=status.backend,
        analyzer=status.analyzer,
        schema=status.schema,
    )
    for name, path in status.corpora:
        yield _clean(catalogue.text("cli.status.corpus", name=name, path=path))


def report_lines(report: BuildReport, catalogue: Catalogue, *, is_new: bool) -> Iterator[str]:
    """The closing summary of a build; `is_new`: it made a generation."""
    yield from outcome_lines(report.outcomes, catalogue)
    yield catalogue.text(
        "report.sources",
        n=report.n_sources,
        read=report.n_read,
        unchanged=report.n_unchanged,
        skipped=report.n_skipped,
        failed=report.n_failed,
    )
    if report.n_stale:
        yield catalogue.text("report.stale", n=report.n_stale)
    if report.n_added or report.n_changed or report.n_removed or report.n_moved:
        yield catalogue.text(
            "report.changes",
            added=report.n_added,
            changed=report.n_changed,
            removed=report.n_removed,
            moved=report.n_moved,
        )
    if report.repairs:
        yield catalogue.text("report.repairs", repairs=_repairs(report, catalogue))
    yield catalogue.text(
        "report.built" if is_new else "report.unchanged",
        generation=report.generation,
        documents=report.n_documents,
        passages=report.n_passages,
        characters=report.n_characters,
        seconds=report.seconds,
    )


def outcome_lines(
    outcomes: Sequence[FileOutcome], catalogue: Catalogue, *, fates: Sequence[str] = FATES
) -> Iterator[str]:
    """A line for each source of these fates, the first MAX_OUTCOMES of each."""
    for fate in fates:
        found = [outcome for outcome in outcomes if outcome.status == fate]
        for outcome in found[:MAX_OUTCOMES]:
            line = catalogue.text(
                "report.outcome",
                fate=catalogue.text(f"report.fates.{fate}"),
                place=_place(outcome),
                reason=catalogue.outcome(outcome.code, outcome.message, outcome.details),
            )
            yield _clean(line)
        if len(found) > MAX_OUTCOMES:
            yield catalogue.text("report.more", n=len(found) - MAX_OUTCOMES)


def _count_line(page: ResultPage, catalogue: Catalogue) -> str:
    total = page.total
    if not page.n_results:
        return catalogue.text("cli.results.nothing")
    groups = catalogue.text("cli.results.groups", full=total.full, partial=total.partial)
    documents = catalogue.text("cli.results.documents", n=total.documents)
    parts = [
        documents + (groups if total.full and total.partial else ""),
        catalogue.text("cli.results.passages", n=total.passages),
    ]
    if total.literal is not None:
        literal = catalogue.text("cli.results.literal", n=total.literal, text=total.literal_text)
        parts.append(_clean(literal))
    return catalogue.text("cli.results.separator").join(parts)


def _hit_lines(
    number: int, hit: DocumentHit | PassageHit, catalogue: Catalogue, *, is_styled: bool
) -> Iterator[str]:
    margin = " " * (len(str(number)) + 2)
    if isinstance(hit, DocumentHit):
        yield f"{number}  {_marked(hit.title, is_styled=is_styled)}"
        passages: Sequence[PassageHit] = hit.passages
    else:
        yield f"{number}  {_clean(hit.document.title)}"
        passages = (hit,)
    facts = _facts_line(hit.document)
    if facts:
        yield margin + _clean(facts)
    for passage in passages:
        if passage.passage.heading_path:
            yield margin + _clean(" › ".join(passage.passage.heading_path))
        yield margin + _marked(passage.snippet, is_styled=is_styled)
        yield margin + passage.link
    if hit.missing:
        words = catalogue.text("cli.results.list_separator").join(hit.missing)
        yield margin + _clean(catalogue.text("cli.results.missing", words=words))
    if isinstance(hit, DocumentHit) and hit.n_passages > len(passages):
        yield margin + catalogue.text("cli.results.more_here", n=hit.n_passages - len(passages))


def _is_apart(page: ResultPage, hit: DocumentHit | PassageHit) -> bool:
    """Whether a hit has all of several words but nowhere side by side."""
    is_asked = page.total.literal is not None and len(page.words) > 1
    return is_asked and not hit.missing and not hit.literal


def _marked(snippet: Snippet, *, is_styled: bool) -> str:
    parts = []
    for segment in snippet.segments:
        text = _clean(segment.text.replace("\n", " "))
        parts.append(f"{_BOLD}{text}{_PLAIN}" if segment.word and is_styled else text)
    before = "……" if snippet.is_cut_before else ""
    return before + "".join(parts) + ("……" if snippet.is_cut_after else "")


def _facts_line(document: DocumentSummary) -> str:
    values = [value for name in _SHOWN_FACTS for value in document.values(name)]
    if document.order_date:
        values.append(document.order_date)
    return " · ".join(values)


def _repairs(report: BuildReport, catalogue: Catalogue) -> str:
    separator = catalogue.text("cli.results.list_separator")
    counts = sorted(report.repairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return separator.join(catalogue.text(f"report.repaired.{kind}", n=n) for kind, n in counts)


def _place(outcome: FileOutcome) -> str:
    place = "/".join(part for part in (outcome.root, outcome.path) if part)
    return f"{place}, {outcome.member}" if outcome.member else place


def _clean(text: str) -> str:
    """Text of a document or a file name without characters that steer a terminal."""
    return "".join(char if _is_harmless(char) else "\ufffd" for char in text)


def _is_harmless(char: str) -> bool:
    return char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
