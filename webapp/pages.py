"""What every template finds in its context, and how a page is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MethodType
from typing import Any

from flask import Flask, render_template, request
from jinja2 import StrictUndefined
from jinja2.runtime import Context
from markupsafe import Markup, escape

from policysearch import LANGUAGES, STATUSES, IndexUnavailable, Segment, Status
from webapp.context import current_library, current_settings, current_wording
from webapp.tables import CELLS, cells_of, found_cells, headings_above
from webapp.urls import SearchState, with_query
from webapp.wording import Wording

# The shapes of `.status` in the style sheet; what is not here has that of "not stated".
STATUS_KEYS = dict(zip(STATUSES, ("in-force", "amended", "repealed", "pending"), strict=False))
# The examples of the query language, in the order in which they are shown.
FORMS = ("words", "exact", "without", "either", "prefix", "wildcard", "near", "group")


@dataclass(frozen=True, slots=True)
class Site:
    """What masthead and colophon show. status: None while there is no index."""

    wording: Wording
    status: Status | None
    other_language_path: str
    base_url: str


class PageContext(Context):
    """Calls bound methods and words at once.

    Jinja asks each object first whether it wants the context: half of the time of a short call, and
    a page makes hundreds. Those that want it are its own macros and functions.
    """

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template names."""
        if type(called) not in _WANT_NO_CONTEXT:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return called(*args, **kwargs)


_WANT_NO_CONTEXT = (MethodType, Wording)


def register_pages(app: Flask) -> None:
    """Give templates their filters; a name that is missing is an error, never an empty place."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.context_class = PageContext
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "STATUS_KEYS": STATUS_KEYS,
        "FORMS": FORMS,
        "CELLS": CELLS,
        "found_cells": found_cells,
    }
    app.jinja_env.filters |= {
        "day": day,
        "clock": clock,
        "code": code,
        "line": word_style,
        "marked": marked,
        "lines": lines,
        "cells": cells_of,
        "headings": headings_above,
        "grouped": grouped,
    }


def page(template: str, *, state: SearchState | None = None, **values: object) -> str:
    """Write a page; `state` keeps the reader's words in the search box."""
    return _written(template, _status(), state, values)


def page_without_library(
    template: str, *, state: SearchState | None = None, **values: object
) -> str:
    """Write a page that can be written whatever has broken: it does not look at the library."""
    return _written(template, None, state, values)


def _written(
    template: str, status: Status | None, state: SearchState | None, values: Mapping[str, object]
) -> str:
    wording = current_wording()
    site = Site(wording, status, _other_language_path(wording), current_settings().base_url)
    written = render_template(
        template, t=wording, site=site, state=state or SearchState(), lang=wording.lang, **values
    )
    return written.replace("\0", "\ufffd")  # no character of HTML; an address may hold it


def day(moment: str) -> str:
    """The date of an ISO moment."""
    return moment[:10]


def clock(moment: str) -> str:
    """An ISO moment to the minute, in its own time zone."""
    try:
        return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return moment


def code(text: str) -> Markup:
    """A text set as code, escaped."""
    return Markup("<code>{}</code>").format(text)


def grouped(number: int) -> str:
    """A number with its thousands parted by commas."""
    return f"{number:,}"


def word_style(word: int) -> int:
    """Which of the three lines a highlight carries: the fourth word begins again."""
    return (word - 1) % 3 + 1


def marked(segments: Sequence[Segment]) -> Markup:
    """Stretches of a text, escaped, the reader's words as marks."""
    pieces = [
        f'<mark data-word="{word_style(one.word)}">{escape(one.text)}</mark>'
        if one.word
        else escape(one.text)
        for one in segments
    ]
    return Markup("".join(pieces))


def lines(segments: Sequence[Segment]) -> tuple[tuple[Segment, ...], ...]:
    """Stretches of a text line by line; a highlight may run over a line end."""
    rows: list[list[Segment]] = [[]]
    for segment in segments:
        first, *rest = segment.text.split("\n")
        if first:
            rows[-1].append(Segment(first, segment.word))
        for text in rest:
            rows.append([Segment(text, segment.word)] if text else [])
    return tuple(tuple(row) for row in rows if row)


def _status() -> Status | None:
    try:
        return current_library().status
    except IndexUnavailable:
        return None


def _other_language_path(wording: Wording) -> str:
    other = next(lang for lang in LANGUAGES if lang != wording.lang)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return with_query(request.path, [*kept, ("lang", other)])
