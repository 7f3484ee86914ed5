"""Commands that ask: search, passages, show, status."""

import sys
from collections.abc import Sequence

import click

from policysearch.answers import (
    document_answer,
    json_bytes,
    passage_answer,
    search_answer,
    status_answer,
)
from policysearch.cli.session import NOTHING_FOUND, OK, Session, index_option, json_option
from policysearch.errors import UnknownAnchor, WrongOption
from policysearch.library import Library
from policysearch.model import FILTER_FIELDS, SORTS, VIEWS, Document, Passage
from policysearch.terminal import (
    document_lines,
    passage_lines,
    resolution_line,
    result_lines,
    status_lines,
)


@click.command()
@click.argument("query", default="")
@click.option("--exact", default="")
@click.option("--sort", type=click.Choice(SORTS), default=SORTS[0])
@click.option("--by", type=click.Choice(VIEWS), default=VIEWS[0])
@click.option("--filter", "filters", multiple=True, metavar="FIELD=VALUE")
@click.option("--page", type=click.IntRange(1), default=1)
@click.option("--size", type=click.IntRange(1, 1000), default=10)
@json_option
@index_option
@click.pass_obj
def search(
    session: Session,
    *,
    query: str,
    exact: str,
    sort: str,
    by: str,
    filters: Sequence[str],
    page: int,
    size: int,
    is_json: bool,
    index: str | None,
) -> int:
    """List the results of a query."""
    with session.with_index(index).library() as library:
        found = library.search(
            query,
            exact=exact,
            filters=_filters(filters),
            sort=sort,
            by=by,
            page=page,
            size=size,
        )
    if is_json:
        _write_json(json_bytes(search_answer(found, base_url=session.settings.base_url), indent=2))
    else:
        lines = result_lines(found, session.catalogue, is_styled=sys.stdout.isatty())
        session.write(lines)
    return OK if found.n_results else NOTHING_FOUND


@click.command()
@click.argument("query", default="")
@click.option("--exact", default="")
@click.option("--filter", "filters", multiple=True, metavar="FIELD=VALUE")
@json_option
@index_option
@click.pass_obj
def passages(
    session: Session,
    *,
    query: str,
    exact: str,
    filters: Sequence[str],
    is_json: bool,
    index: str | None,
) -> int:
    """Write every matching passage as it is found; with --json one object on each line."""
    n_found = 0
    with session.with_index(index).library() as library:
        for passage in library.passages(query, exact=exact, filters=_filters(filters)):
            n_found += 1
            _write_passage(session, passage, is_json=is_json, indent=0)
    if not n_found and not is_json:
        session.say("cli.results.nothing")
    return OK if n_found else NOTHING_FOUND


@click.command()
@click.argument("target", metavar="ID[#ANCHOR]")
@json_option
@index_option
@click.pass_obj
def show(session: Session, *, target: str, is_json: bool, index: str | None) -> int:
    """Show a document or one of its passages."""
    with session.with_index(index).library() as library:
        _show(session, library, target, is_json=is_json)
    return OK


@click.command()
@json_option
@index_option
@click.pass_obj
def status(session: Session, *, is_json: bool, index: str | None) -> int:
    """Say what is indexed."""
    with session.with_index(index).library() as library:
        found = library.status
    if is_json:
        _write_json(json_bytes(status_answer(found), indent=2))
    else:
        session.write(status_lines(found, session.catalogue))
    return OK


def _show(session: Session, library: Library, target: str, *, is_json: bool) -> None:
    document_id, _, anchor = target.removeprefix("/p/").replace("/", "#", 1).partition("#")
    place = library.resolve(f"/p/{document_id}/{anchor}" if anchor else document_id)
    if place.how != "same":
        session.tell([resolution_line(place, session.catalogue)])
    document = library.document(place.document_id)
    if place.anchor:
        _write_passage(session, _passage_at(document, place.anchor), is_json=is_json, indent=2)
    elif is_json:
        answer = document_answer(document, base_url=session.settings.base_url)
        _write_json(json_bytes(answer, indent=2))
    else:
        session.write(document_lines(document))


def _passage_at(document: Document, anchor: str) -> Passage:
    for passage in document.passages:
        if passage.anchor == anchor:
            return passage
    raise UnknownAnchor(id=document.id, anchor=anchor)


def _write_passage(session: Session, passage: Passage, *, is_json: bool, indent: int) -> None:
    if is_json:
        answer = passage_answer(passage, base_url=session.settings.base_url)
        _write_json(json_bytes(answer, indent=indent))
    else:
        session.write(passage_lines(passage))


def _write_json(encoded: bytes) -> None:
    click.echo(encoded)


def _filters(pairs: Sequence[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not value:
            raise WrongOption(name="--filter", value=pair, allowed="FIELD=VALUE")
        if name not in FILTER_FIELDS:
            raise WrongOption(name="--filter", value=name, allowed=", ".join(FILTER_FIELDS))
        filters.setdefault(name, []).append(value)
    return filters
