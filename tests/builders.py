"""Small builders of documents, corpora and libraries for tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from policysearch import Library, Settings, build
from policysearch.identity import document_id, make_anchor
from policysearch.model import (
    BuildReport,
    Document,
    DocumentSummary,
    Evidence,
    Fact,
    PassageRecord,
    Span,
)


def a_document(
    *paragraphs: str,
    title: str = "",
    id: str = "",
    root: str = "corpus",
    path: str = "a.md",
    member: str = "",
    content_hash: str = "c0ffee",
    facts: Mapping[str, str | tuple[str, ...]] | None = None,
    continues: Sequence[int] = (),
) -> Document:
    """A document of a title, if given, and paragraphs; `continues` numbers those that continue."""
    texts = ((title,) if title else ()) + (paragraphs or ("正文。",))
    records, text, n_paragraph = [], "", 0
    for ordinal, piece in enumerate(texts):
        is_title = bool(title) and ordinal == 0
        n_paragraph += not is_title
        text += "\n" if ordinal and ordinal not in continues else ""
        span = Span(len(text), len(text) + len(piece))
        text += piece
        records.append(
            PassageRecord(
                anchor=make_anchor("t" if is_title else f"h0p{n_paragraph}", piece),
                kind="title" if is_title else "paragraph",
                span=span,
                continues=ordinal in continues,
            )
        )
    known = {"title": title or texts[0][:60], **(facts or {})}
    summary = DocumentSummary(
        id=id or document_id(root, path),
        title=str(known["title"]),
        root=root,
        path=path,
        member=member,
        source_id=id,
        facts={name: Fact(value, Evidence("given")) for name, value in known.items()},
        content_hash=content_hash,
        n_passages=len(records),
        n_characters=len(text),
    )
    return Document(summary, text, tuple(records))


def a_corpus(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder `corpus` in `folder` with these files, paths and contents, beside those it has."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for path, content in files.items():
        place = corpus / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return corpus


def a_build(folder: Path, *, backend: str = "memory", **options: object) -> BuildReport:
    """Build `folder/corpus` into `folder/index`, or what the options say instead."""
    options.setdefault("corpus", [folder / "corpus"])
    options.setdefault("index", folder / "index")
    options.setdefault("jobs", 1)
    options.setdefault("settings", Settings(backend=backend))
    return build(**options)  # type: ignore[arg-type]


def a_library(
    folder: Path, files: Mapping[str, str | bytes], *, backend: str = "memory"
) -> Library:
    """A library, open, of a corpus with these files; to be closed."""
    a_corpus(folder, files)
    a_build(folder, backend=backend)
    return Library.open(folder / "index", settings=Settings(backend=backend))
