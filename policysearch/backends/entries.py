"""A document as backends index it: analysed once, no text left."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from policysearch.analysis.analyzer import Analyzer
from policysearch.backends.port import DocumentEntry, EntryBatch, PassageEntry, TokenStream
from policysearch.model import Document, DocumentSummary
from policysearch.storage.records import DocumentTexts, texts_of
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
    return replace(_bare(document.summary, analyzer), passages=tuple(passages))


def entry_batch(documents: Sequence[Document], analyzer: Analyzer) -> EntryBatch:
    """Analyse many documents at once: what `batch_of` makes of the `entry` of each."""
    return analysed([texts_of(document) for document in documents], analyzer)


def analysed(documents: Sequence[DocumentTexts], analyzer: Analyzer) -> EntryBatch:
    """Analyse the texts of many documents."""
    texts = [text for document in documents for text in document.texts]
    # A heading's words are counted for every passage under it and cut once.
    headings: dict[str, int] = {}
    scored: list[int] = []
    n_scored: list[int] = []
    for document in documents:
        for text, path in zip(document.texts, document.headings, strict=True):
            ahead = [each for each in (document.summary.title, *path) if each not in text]
            scored.append(len(n_scored))
            scored += [headings.setdefault(each, len(texts) + len(headings)) for each in ahead]
            n_scored.append(1 + len(ahead))
    units, words = analyzer.streams(texts, headings)
    words = words.rows(np.array(scored, dtype=np.int32), np.array(n_scored, dtype=np.int32))
    return EntryBatch(
        documents=tuple(_bare(document.summary, analyzer) for document in documents),
        n_passages=np.array([len(document.texts) for document in documents], dtype=np.int32),
        continues=np.array(
            [continues for document in documents for continues in document.continues],
            dtype=np.bool_,
        ),
        units=TokenStream(units.terms, units.tokens, units.lengths),
        words=TokenStream(words.terms, words.tokens, words.lengths),
    )


def batch_of(entries: Iterable[DocumentEntry]) -> EntryBatch:
    """Put entries into numbers, in their order."""
    entries = tuple(entries)
    passages = [passage for found in entries for passage in found.passages]
    return EntryBatch(
        documents=tuple(replace(found, passages=()) for found in entries),
        n_passages=np.array([len(found.passages) for found in entries], dtype=np.int32),
        continues=np.array([passage.continues for passage in passages], dtype=np.bool_),
        units=_stream([passage.units for passage in passages]),
        words=_stream([passage.words for passage in passages]),
    )


def entries_of(batch: EntryBatch) -> tuple[DocumentEntry, ...]:
    """Read a batch back: what `batch_of` was given, in its order."""
    passages = [
        PassageEntry(units, words, continues)
        for units, words, continues in zip(
            _rows(batch.units), _rows(batch.words), batch.continues.tolist(), strict=True
        )
    ]
    ends = np.cumsum(batch.n_passages, dtype=np.int64).tolist()
    return tuple(
        replace(found, passages=tuple(passages[end - n_passages : end]))
        for found, end, n_passages in zip(
            batch.documents, ends, batch.n_passages.tolist(), strict=True
        )
    )


def _stream(rows: Sequence[Sequence[str]]) -> TokenStream:
    numbers: dict[str, int] = {}
    tokens = [numbers.setdefault(term, len(numbers)) for term in chain.from_iterable(rows)]
    return TokenStream(
        tuple(numbers),
        np.array(tokens, dtype=np.int32),
        np.array([len(row) for row in rows], dtype=np.int32),
    )


def _rows(stream: TokenStream) -> list[tuple[str, ...]]:
    terms = [stream.terms[token] for token in stream.tokens.tolist()]
    ends = np.cumsum(stream.lengths, dtype=np.int64).tolist()
    return [
        tuple(terms[end - length : end])
        for end, length in zip(ends, stream.lengths.tolist(), strict=True)
    ]


def _bare(summary: DocumentSummary, analyzer: Analyzer) -> DocumentEntry:
    """All of a document but its passages."""
    title = analyzer.units(summary.title)
    return DocumentEntry(summary.id, summary.order_date, title, (), _fields(summary))


def _fields(summary: DocumentSummary) -> dict[str, tuple[str, ...]]:
    fields = {field: summary.values(fact) for field, fact in _FACT_OF_FIELD.items()}
    fields["folder"] = _folders(summary.folder)
    fields["number"] = tuple(number_key(number) for number in summary.values("document_number"))
    return {field: values for field, values in fields.items() if values}


def _folders(folder: str) -> tuple[str, ...]:
    """The folder and all above it, so that a filter by one takes in what lies below."""
    parts = folder.split("/")
    return tuple("/".join(parts[: n + 1]) for n in range(len(parts)))
