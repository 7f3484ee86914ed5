"""A document as backends index it: analysed once, no text left."""

from policysearch.analysis.analyzer import Analyzer
from policysearch.backends.port import DocumentEntry, PassageEntry
from policysearch.model import Document, DocumentSummary
from policysearch.text.document_number import number_key

# field of a filter → the fact it reads; `year` comes from the order date, `folder` from the path.
_FACT_OF_FIELD = {
    "kind": "kind",
    "level": "level",
    "region": "region",
    "status": "status",
    "issuer": "issuers",
}


def entry(document: Document, analyzer: Analyzer) -> DocumentEntry:
    """Analyse a document for a backend.

    The `words` of a passage go on with those of its title and headings, where it does not hold
    them itself: they only score.
    """
    words_of_heading: dict[str, tuple[str, ...]] = {}
    passages = []
    for passage in document.passages:
        words = list(analyzer.words(passage.text))
        for heading in (document.title, *passage.heading_path):
            if heading not in passage.text:
                if heading not in words_of_heading:
                    words_of_heading[heading] = analyzer.words(heading)
                words += words_of_heading[heading]
        units = analyzer.units(passage.text)
        passages.append(PassageEntry(units, tuple(words), passage.record.continues))
    return DocumentEntry(
        id=document.id,
        date=document.summary.order_date,
        title=analyzer.units(document.title),
        passages=tuple(passages),
        fields=_fields(document.summary),
    )


def _fields(summary: DocumentSummary) -> dict[str, tuple[str, ...]]:
    fields = {field: summary.values(fact) for field, fact in _FACT_OF_FIELD.items()}
    fields["folder"] = _folders(summary.folder)
    fields["number"] = tuple(number_key(number) for number in summary.values("document_number"))
    return {field: values for field, values in fields.items() if values}


def _folders(folder: str) -> tuple[str, ...]:
    """The folder and all above it, so that a filter by one takes in what lies below."""
    parts = folder.split("/")
    return tuple("/".join(parts[: n + 1]) for n in range(len(parts)))
