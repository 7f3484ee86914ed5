"""`/p/<id>/<anchor>`: the permanent link, which leads to where its passage now stands."""

from urllib.parse import quote

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from policysearch import Library, UnknownAnchor
from webapp.context import current_library, current_search
from webapp.urls import SearchState

blueprint = Blueprint("permalink", __name__)


@blueprint.get("/p/<document_id>/<anchor>")
def permalink(document_id: str, anchor: str) -> Response:
    """Redirect to the passage; the page it leads to says if it moved, was edited or is gone."""
    return redirect(place_now(current_library(), document_id, anchor, current_search()))


def place_now(library: Library, document_id: str, anchor: str, state: SearchState) -> str:
    """The address to which an old one leads; raises UnknownDocument where there is none.

    The anchor in it stands in the text as it is now, so that following it never leads on.
    """
    asked = "/".join(quote(part, safe="") for part in (document_id, anchor) if part)
    try:
        found = library.resolve(f"/p/{asked}")
    except UnknownAnchor as error:
        return state.document_path(str(error.details["id"]), how="unknown")
    how = "" if found.how == "same" else found.how
    return state.document_path(found.document_id, found.anchor, how=how)
