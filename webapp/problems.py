"""Errors for machines: problem details (RFC 9457), one status per kind of error."""

from http import HTTPStatus

from flask import Response

from policysearch import (
    BackendError,
    IndexUnavailable,
    NotFound,
    OriginalChanged,
    OriginalGone,
    PolicySearchError,
    ProblemAnswer,
    UnknownDocument,
    WrongOption,
    json_bytes,
)

MEDIA_TYPE = "application/problem+json"
MACHINE_PATHS = ("/api", "/search.json", "/healthz", "/readyz", "/openapi.json")

_STATUS_OF_ERROR: tuple[tuple[type[PolicySearchError], HTTPStatus], ...] = (
    (IndexUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (BackendError, HTTPStatus.SERVICE_UNAVAILABLE),
    (OriginalChanged, HTTPStatus.GONE),
    (OriginalGone, HTTPStatus.GONE),
    (NotFound, HTTPStatus.NOT_FOUND),
    (WrongOption, HTTPStatus.BAD_REQUEST),
)

_SENTENCE = {
    HTTPStatus.NOT_FOUND: "There is no such address: see /openapi.json.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Only GET is answered here.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The server failed: tell those who run it.",
}


def is_machine_path(path: str) -> bool:
    """Whether a path is one of those that answer JSON, errors included."""
    return path.startswith(MACHINE_PATHS)


def status_of(error: PolicySearchError) -> HTTPStatus:
    """The HTTP status of an error; 410 for a document that the library once held."""
    if isinstance(error, UnknownDocument) and error.details.get("was_held"):
        return HTTPStatus.GONE
    fits = (status for kind, status in _STATUS_OF_ERROR if isinstance(error, kind))
    return next(fits, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(status: int, detail: str = "", *, code: str = "") -> Response:
    """A problem of a status; without a detail it says what the status says."""
    meaning = HTTPStatus(status)
    answer = ProblemAnswer(
        type="about:blank",
        title=meaning.phrase,
        status=status,
        detail=detail or _SENTENCE.get(meaning, f"{meaning.description or meaning.phrase}."),
        code=code or meaning.name.lower(),
    )
    return Response(json_bytes(answer), status=status, content_type=MEDIA_TYPE)


def problem_of(error: PolicySearchError) -> Response:
    """The problem that an error is."""
    return problem(status_of(error), str(error), code=error.code)
