"""`/api/v1/…`: answers as JSON; a value that does not fit its parameter is a problem."""

import re
from itertools import islice

from flask import Blueprint, Response, request
from msgspec import Struct
from werkzeug.exceptions import HTTPException

from policysearch import (
    FILTER_FIELDS,
    SORTS,
    VIEWS,
    PassagesAnswer,
    PolicySearchError,
    Status,
    WrongOption,
    document_answer,
    json_bytes,
    passage_answer,
    search_answer,
    status_answer,
)
from webapp.context import current_library, current_settings
from webapp.cursor import CursorOutdated, make_cursor, read_cursor
from webapp.problems import problem, problem_of

MAX_SIZE = 1000
MAX_PAGE = 1_000_000
DEFAULT_SIZE = 10
DEFAULT_N_PASSAGES = 100

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/search")
def search() -> Response:
    """One page of results."""
    return search_response()


@blueprint.get("/api/v1/passages")
def passages() -> Response:
    """Matching passages in document order, a part at a time."""
    library, status = current_library(), current_library().status
    query, exact, filters = _text("q"), _text("exact"), _filters()
    size = _number("size", DEFAULT_N_PASSAGES, MAX_SIZE)
    asked: dict[str, object] = {"q": query, "exact": exact, "filters": filters, "size": size}
    skip = _from_cursor(asked, status, first=0)
    found = library.passages(query, exact=exact, filters=filters, skip=skip)
    shown = list(islice(found, size + 1))
    base_url = current_settings().base_url
    return json_response(
        PassagesAnswer(
            passages=tuple(passage_answer(each, base_url=base_url) for each in shown[:size]),
            fingerprint=status.fingerprint,
            generation=status.generation,
            next_cursor=make_cursor(skip + size, asked, status) if len(shown) > size else None,
        )
    )


@blueprint.get("/api/v1/documents/<document_id>")
def document(document_id: str) -> Response:
    """A document with its text and passages."""
    found = current_library().document(document_id)
    return json_response(document_answer(found, base_url=current_settings().base_url))


@blueprint.get("/api/v1/status")
def status() -> Response:
    """What is indexed."""
    return json_response(status_answer(current_library().status))


@blueprint.errorhandler(PolicySearchError)
def policysearch_error(error: PolicySearchError) -> Response:
    """Turn an error into its problem."""
    if isinstance(error, CursorOutdated):
        return problem(409, str(error), code=error.code)
    return problem_of(error)


@blueprint.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    """Turn Flask's own refusals into problems."""
    return problem(error.code or 500)


def search_response() -> Response:
    """The answer of `/api/v1/search` and `/search.json` alike."""
    library, status = current_library(), current_library().status
    query, exact, filters = _text("q"), _text("exact"), _filters()
    sort, by = _one_of("sort", SORTS), _one_of("by", VIEWS)
    size, number = _number("size", DEFAULT_SIZE, MAX_SIZE), _number("page", 1, MAX_PAGE)
    asked: dict[str, object] = {"q": query, "exact": exact, "filters": filters}
    asked |= {"sort": sort, "by": by, "size": size}
    page = library.search(
        query,
        exact=exact,
        filters=filters,
        sort=sort,
        by=by,
        page=_from_cursor(asked, status, first=number),
        size=size,
    )
    next_cursor = make_cursor(page.page + 1, asked, status) if page.page < page.n_pages else None
    base_url = current_settings().base_url
    return json_response(search_answer(page, base_url=base_url, next_cursor=next_cursor))


def json_response(answer: Struct) -> Response:
    """An answer as a response."""
    return Response(json_bytes(answer), content_type="application/json")


def _from_cursor(asked: dict[str, object], status: Status, *, first: int) -> int:
    cursor = request.args.get("cursor")
    return first if cursor is None else read_cursor(cursor, asked, status)


def _text(name: str) -> str:
    return request.args.get(name, "")


def _filters() -> dict[str, list[str]]:
    asked = {
        name: [value for value in request.args.getlist(name) if value] for name in FILTER_FIELDS
    }
    return {name: values for name, values in asked.items() if values}


def _one_of(name: str, allowed: tuple[str, ...]) -> str:
    value = request.args.get(name, allowed[0])
    if value not in allowed:
        raise WrongOption(name=name, value=value, allowed=", ".join(allowed))
    return value


def _number(name: str, default: int, most: int) -> int:
    value = request.args.get(name, str(default))
    if not re.fullmatch("[0-9]{1,9}", value) or not 1 <= int(value) <= most:
        raise WrongOption(name=name, value=value, allowed=f"a whole number from 1 to {most}")
    return int(value)
