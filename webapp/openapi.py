"""`/openapi.json`: what the addresses for machines take and answer, from the answers' types."""

from collections.abc import Mapping, Sequence
from functools import cache

from policysearch import (
    FILTER_FIELDS,
    SORTS,
    VIEWS,
    PassagesAnswer,
    ProblemAnswer,
    SearchAnswer,
    StatusAnswer,
    WholeDocumentAnswer,
    schemas,
)
from webapp.cursor import PATTERN
from webapp.problems import MEDIA_TYPE

Node = dict[str, object]

_WORDS: Mapping[str, str] = {
    "q": "the query, in the query language",
    "exact": "a phrase that must stand as it is, without the query language",
}
_FILTERS: Mapping[str, str] = {
    "year": "years of the order date: `2024`, `2020..2025`, `2020..`",
    "folder": "the corpus root's name and folders below it, `/` between them",
}


@cache
def openapi(max_size: int, max_page: int) -> Node:
    """The whole description, OpenAPI 3.1."""
    answers = (SearchAnswer, PassagesAnswer, WholeDocumentAnswer, StatusAnswer, ProblemAnswer)
    (search, passages, document, status, problem), components = schemas(answers)
    number = {"type": "integer", "minimum": 1}
    paging = [
        _parameter("size", "results of one answer", {**number, "maximum": max_size}),
        _parameter(
            "cursor", "`next_cursor` of the answer before", {"type": "string", "pattern": PATTERN}
        ),
    ]
    words = [_parameter(name, about, {"type": "string"}) for name, about in _WORDS.items()]
    searching = [
        *words,
        *(_filter(name) for name in FILTER_FIELDS),
        _parameter("sort", "order of results", {"type": "string", "enum": list(SORTS)}),
        _parameter("by", "what a result is", {"type": "string", "enum": list(VIEWS)}),
        _parameter(
            "page", "from 1; deep lists are read by cursor", {**number, "maximum": max_page}
        ),
        *paging,
    ]
    listing = [*words, *(_filter(name) for name in FILTER_FIELDS), *paging]
    one = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
    document_id = {
        **_parameter("document_id", "id of a document", one),
        "in": "path",
        "required": True,
    }
    alive: Node = {
        "type": "object",
        "properties": {"status": {"const": "ok"}},
        "required": ["status"],
    }
    faults = {"400": problem, "409": problem, "503": problem}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PolicySearch",
            "version": "1",
            "description": "Search in policy documents; every answer leads to an exact passage.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/api/v1/search": _get("search", "Search", searching, search, faults),
            "/api/v1/passages": _get(
                "passages", "Every matching passage in document order", listing, passages, faults
            ),
            "/api/v1/documents/{document_id}": _get(
                "document",
                "A document with its text and passages",
                [document_id],
                document,
                {"404": problem, "410": problem, "503": problem},
            ),
            "/api/v1/status": _get("status", "What is indexed", [], status, {"503": problem}),
            "/search.json": _get("search_page", "As /api/v1/search", searching, search, faults),
            "/healthz": _get("alive", "Whether the server runs", [], alive, {}),
            "/readyz": _get("ready", "Whether the index answers", [], alive, {"503": problem}),
            "/openapi.json": _get("openapi", "This description", [], {"type": "object"}, {}),
        },
        "components": {"schemas": components},
    }


def _get(
    name: str,
    summary: str,
    parameters: Sequence[Node],
    answer: Mapping[str, object],
    problems: Mapping[str, Mapping[str, object]],
) -> Node:
    responses: Node = {"200": _response("The answer", "application/json", answer)}
    for status, schema in problems.items():
        responses[status] = _response("A problem", MEDIA_TYPE, schema)
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": list(parameters),
            "responses": responses,
        }
    }


def _response(about: str, media_type: str, schema: Mapping[str, object]) -> Node:
    return {"description": about, "content": {media_type: {"schema": schema}}}


def _parameter(name: str, about: str, schema: Mapping[str, object]) -> Node:
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _filter(name: str) -> Node:
    about = _FILTERS.get(name, f"{name} of the document") + "; repeated: one of them"
    return _parameter(name, about, {"type": "array", "items": {"type": "string"}})
