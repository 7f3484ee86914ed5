"""`/search`: results by document or by passage, and what to try when there are none."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from policysearch import DocumentHit, PassageHit, ResultPage
from webapp.context import current_library, current_search, current_wording
from webapp.facets import chips, facet_blocks, year_facet
from webapp.page_row import page_links
from webapp.pages import page
from webapp.relax import ways_out
from webapp.urls import SearchState, range_redirect

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def search() -> str | Response:
    """Answer a search, or show how to ask another way."""
    target = range_redirect(request.args)
    if target:
        return redirect(target)
    state = current_search()
    answer = current_library().search(
        state.q,
        exact=state.exact,
        filters=state.filters,
        sort=state.sort,
        by=state.by,
        page=state.page,
        size=state.size,
        facets=not state.is_long,
    )
    if not answer.n_results:
        return _nothing(state, answer)
    if state.page > answer.n_pages:
        return redirect(state.at_page(answer.n_pages).path)
    return _results(state, answer)


def _results(state: SearchState, answer: ResultPage) -> str:
    wording = current_wording()
    literal = answer.total.literal_text
    return page(
        "search.html",
        state=state,
        answer=answer,
        groups=_groups(answer),
        first=(state.page - 1) * state.size + 1,
        last=(state.page - 1) * state.size + len(answer.hits),
        facets=facet_blocks(answer, state, wording),
        years=year_facet(answer, state),
        chips=chips(state, wording),
        pages=page_links(state, answer.n_pages),
        literal_path=state.with_words("", exact=literal).path if literal != state.exact else "",
    )


def _groups(
    answer: ResultPage,
) -> tuple[tuple[str, Sequence[DocumentHit | PassageHit]], ...]:
    """The hits under their headings ("" for none); an empty group is not shown."""
    if not answer.is_grouped or len(answer.words) < 2:
        return (("", answer.hits),)
    full = [hit for hit in answer.hits if not hit.missing]
    partial = [hit for hit in answer.hits if hit.missing]
    groups = (("full", full), ("partial", partial))
    return tuple((name, hits) for name, hits in groups if hits)


def _nothing(state: SearchState, answer: ResultPage) -> str:
    wording = current_wording()
    return page(
        "nothing.html",
        state=state,
        answer=answer,
        chips=chips(state, wording),
        ways=ways_out(current_library(), state, wording),
    )
