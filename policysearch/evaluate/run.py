"""What a library answers to a question, as ids in order: a run's line."""

from collections.abc import Iterator

from policysearch.library import Library
from policysearch.model import DocumentHit, DocumentSummary, PassageHit

# The deepest measure looks at so many answers.
DEPTH = 100

# Of an article that was cut only the best passage counts: some more are asked for.
_PAGE_SIZE = 150


def answered_documents(library: Library, text: str) -> list[str]:
    """The ids of the best documents."""
    page = library.search(text, by="document", size=DEPTH, facets=False, snippets=False)
    return [_id(hit.document) for hit in page.hits if isinstance(hit, DocumentHit)]


def answered_articles(library: Library, text: str) -> list[str]:
    """The ids of the best articles, each at the place of its best passage."""
    found: dict[str, None] = {}
    for article in _articles(library, text):
        found.setdefault(article)
        if len(found) == DEPTH:
            break
    return list(found)


def _articles(library: Library, text: str) -> Iterator[str]:
    number, n_pages = 0, 1
    while number < n_pages:
        number += 1
        page = library.search(
            text, by="passage", page=number, size=_PAGE_SIZE, facets=False, snippets=False
        )
        n_pages = page.n_pages
        for hit in page.hits:
            if isinstance(hit, PassageHit) and hit.passage.article:
                yield f"{_id(hit.document)}#{hit.passage.article}"


def _id(document: DocumentSummary) -> str:
    return document.source_id or document.id
