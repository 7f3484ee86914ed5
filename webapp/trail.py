"""The way back from a document to the results it was found in, and to its neighbours there."""

from collections.abc import Sequence
from dataclasses import dataclass

from policysearch import DocumentHit, Library, PassageHit, ResultPage
from webapp.urls import SearchState


@dataclass(frozen=True, slots=True)
class Trail:
    """n_results: of the whole search, documents or passages as it lists them."""

    back_path: str
    n_results: int
    previous_path: str = ""
    next_path: str = ""


def find_trail(library: Library, state: SearchState, document_id: str, anchor: str) -> Trail:
    """Ask the search again and find the document in it; at a border, ask the page beyond."""
    answer = _ask(library, state)
    number = _position(answer.hits, document_id, anchor)
    if number is None:
        return Trail(state.path, answer.n_results)
    return Trail(
        state.path,
        answer.n_results,
        _neighbour(library, state, answer, number - 1),
        _neighbour(library, state, answer, number + 1),
    )


def hit_path(state: SearchState, hit: DocumentHit | PassageHit) -> str:
    """The document's page at the passage that was found."""
    if isinstance(hit, PassageHit):
        return state.document_path(hit.document.id, hit.passage.anchor)
    arrived = hit.passages[0].passage.anchor if hit.passages else ""
    return state.document_path(hit.document.id, arrived)


def _ask(library: Library, state: SearchState) -> ResultPage:
    return library.search(
        state.q,
        exact=state.exact,
        filters=state.filters,
        sort=state.sort,
        by=state.by,
        page=state.page,
        size=state.size,
        facets=False,
    )


def _position(
    hits: Sequence[DocumentHit | PassageHit], document_id: str, anchor: str
) -> int | None:
    same = [n for n, hit in enumerate(hits) if hit.document.id == document_id]
    exact = [n for n in same if isinstance(h := hits[n], PassageHit) and h.passage.anchor == anchor]
    return next(iter(exact or same), None)


def _neighbour(library: Library, state: SearchState, answer: ResultPage, number: int) -> str:
    if 0 <= number < len(answer.hits):
        return hit_path(state, answer.hits[number])
    is_before = number < 0
    beyond = state.at_page(state.page + (-1 if is_before else 1))
    if not 1 <= beyond.page <= answer.n_pages:
        return ""
    hits = _ask(library, beyond).hits
    return hit_path(beyond, hits[-1 if is_before else 0]) if hits else ""
