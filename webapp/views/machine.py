"""Addresses for machines outside `/api/`: health, the API's description, results as JSON."""

from flask import Blueprint, Response

from policysearch import PolicySearchError, json_bytes
from webapp.context import current_library
from webapp.openapi import openapi
from webapp.views.api import MAX_PAGE, MAX_SIZE, policysearch_error, search_response

blueprint = Blueprint("machine", __name__)
blueprint.register_error_handler(PolicySearchError, policysearch_error)


@blueprint.get("/search.json")
def search() -> Response:
    """The answer of the API under the address of the page."""
    return search_response()


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that the server runs, index or not."""
    return _ok()


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the index answers, or why it does not (503)."""
    _ = current_library().status
    return _ok()


@blueprint.get("/openapi.json")
def description() -> Response:
    """What the addresses for machines take and answer."""
    return Response(json_bytes(openapi(MAX_SIZE, MAX_PAGE)), content_type="application/json")


def _ok() -> Response:
    return Response(json_bytes({"status": "ok"}), content_type="application/json")
