"""Which language a page speaks: the one asked for in the address, remembered, or the browser's."""

from flask import Flask, Response, g, request

from policysearch import LANGUAGES
from webapp.context import current_settings

PARAMETER = COOKIE = "lang"
ONE_YEAR_S = 365 * 24 * 3600


def choose_language(asked: str, remembered: str, setting: str, accepted: str) -> str:
    """The first of the four that names a language of ours, else Chinese."""
    wanted = (asked, remembered, setting, accepted)
    return next((lang for lang in wanted if lang in LANGUAGES), LANGUAGES[0])


def register_language(app: Flask) -> None:
    """Choose before each request; remember a choice made in the address."""
    app.before_request(_choose)
    app.after_request(_remember)


def _choose() -> None:
    g.lang = choose_language(
        request.args.get(PARAMETER, ""),
        request.cookies.get(COOKIE, ""),
        current_settings().lang,
        request.accept_languages.best_match(LANGUAGES) or "",
    )


def _remember(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.add("Vary", "Accept-Language, Cookie")
    asked = request.args.get(PARAMETER, "")
    if asked in LANGUAGES and response.status_code < 400:
        response.set_cookie(COOKIE, asked, max_age=ONE_YEAR_S, samesite="Lax", httponly=True)
    return response
