"""`/documents/<id>`: a document at a passage; `…/original`: its file, as an attachment."""

import re
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from policysearch import DocumentView, UnknownDocument
from webapp.card import card_rows, official_citation
from webapp.context import (
    current_library,
    current_search,
    current_settings,
    current_wording,
)
from webapp.pages import page
from webapp.reading import Reading, passage_path, read_page
from webapp.trail import find_trail
from webapp.views.permalink import place_now

blueprint = Blueprint("document", __name__)

# What the page can say of the link that led to it.
WAYS = ("moved", "edited", "gone", "renamed", "unknown")


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> str | BaseResponse:
    """Show a document with the reader's words marked; an old anchor is followed first."""
    library = current_library()
    state = current_search()
    arrived = request.args.get("p", "")
    try:
        view = library.read(document_id, state.q, exact=state.exact)
    except UnknownDocument:
        return redirect(place_now(library, document_id, arrived, state))
    if arrived and all(record.anchor != arrived for record in view.document.records):
        return redirect(place_now(library, document_id, arrived, state))
    wording = current_wording()
    part = request.args.get("part", "")
    reading = read_page(
        view,
        state,
        wording,
        arrived=arrived,
        part=int(part) if re.fullmatch("[0-9]{1,6}", part) else 0,
    )
    how = request.args.get("how", "")
    return page(
        "document.html",
        state=state,
        document=view.document,
        view=view,
        reading=reading,
        card=card_rows(
            view.document, wording, lambda n: passage_path(view, state, n, shown=reading.part)
        ),
        trail=None if state.is_empty else find_trail(library, state, document_id, arrived),
        how=how if how in WAYS else "",
        citation=_citation(view, reading),
        original_path=f"/documents/{quote(document_id, safe='')}/original",
    )


@blueprint.get("/documents/<document_id>/original")
def original(document_id: str) -> Response:
    """Send the file itself, never to be shown or run by the browser."""
    found = current_library().original(document_id)
    response = Response(found.content, mimetype="application/octet-stream")
    ascii_name = re.sub(r"[^A-Za-z0-9._-]", "_", found.name) or "original"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(found.name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _citation(view: DocumentView, reading: Reading) -> dict[str, str]:
    """The document, or the passage arrived at, as letters cite it, and its permanent link."""
    wording, summary = current_wording(), view.document.summary
    arrived = reading.arrived
    anchor = arrived.anchor if arrived else view.document.records[0].anchor
    place = wording.where(arrived.passage) if arrived else ""
    return {
        "official": official_citation(summary, wording, place),
        "of_document": official_citation(summary, wording),
        "place": place,
        "link_base": f"/p/{quote(summary.id, safe='')}/",
        "link": f"/p/{quote(summary.id, safe='')}/{anchor}",
        "base_url": current_settings().base_url,
    }
