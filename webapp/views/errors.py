"""Pages for what went wrong: the code, what it is, what to do; the words are kept in the box."""

import logging
import re
import secrets

from flask import Flask, Response, g, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from policysearch import (
    DocumentSummary,
    IndexUnavailable,
    OriginalChanged,
    OriginalGone,
    PolicySearchError,
    UnknownDocument,
)
from webapp.context import current_library, current_search, current_wording
from webapp.near import near_documents
from webapp.pages import page, page_without_library
from webapp.problems import is_machine_path, problem, problem_of, status_of

LOG = logging.getLogger(__name__)

# The codes with sentences of their own; others are shown as 400 or 500.
PAGES = (400, 404, 405, 410, 500, 503)

# Where the page offers documents that may have been meant.
LOST = ("404", "410")


def register_errors(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(PolicySearchError, _known_error)
    app.register_error_handler(Exception, _bug)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    if is_machine_path(request.path):
        response = problem(code)
    else:
        response = trouble(code if code in PAGES else 400 if code < 500 else 500)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _known_error(error: PolicySearchError) -> Response:
    if is_machine_path(request.path):
        return problem_of(error)
    status, sentence = status_of(error), current_wording().catalogue.error(error)
    if isinstance(error, IndexUnavailable):
        what, command = _what_and_command(sentence)
        return trouble(status, sentence=what, command=command)
    if isinstance(error, UnknownDocument):
        return trouble(status)
    if isinstance(error, OriginalChanged | OriginalGone):
        return trouble(status, key="original", sentence=sentence)
    if status >= 500:
        LOG.error("request %s failed", _request_id(), exc_info=error)
    return trouble(status, sentence=sentence)


def _bug(error: Exception) -> Response:
    LOG.error("request %s failed", _request_id(), exc_info=error)
    return problem(500) if is_machine_path(request.path) else trouble(500)


def trouble(code: int, *, key: str = "", sentence: str = "", command: str = "") -> Response:
    """An error page. key: of its texts, by default the code; sentence: what happened, if known."""
    write = page_without_library if code == 500 else page
    written = write(
        "trouble.html",
        state=current_search(),
        code=code,
        key=key or str(code),
        sentence=sentence,
        command=command,
        address=request.path,
        near=_near() if (key or str(code)) in LOST else (),
        request_id=_request_id(),
    )
    response = make_response(written, code)
    response.headers["Cache-Control"] = "no-store"
    if code == 503:
        response.headers["Retry-After"] = "30"
    return response


def _near() -> tuple[DocumentSummary, ...]:
    asked = (request.view_args or {}).get("document_id") or request.path.rsplit("/", 1)[-1]
    try:
        return near_documents(current_library(), asked, current_search().boxed)
    except PolicySearchError:
        return ()


def _what_and_command(sentence: str) -> tuple[str, str]:
    """An error's sentence up to its remedy, and the command in it ("" for none)."""
    command = re.search(r"`([^`]+)`", sentence)
    if command is None:
        return sentence, ""
    return re.split(r"：|: ", sentence[: command.start()])[0], command[1]


def _request_id() -> str:
    if "request_id" not in g:
        g.request_id = secrets.token_hex(5)
    return str(g.request_id)
