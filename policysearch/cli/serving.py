"""Commands that serve the pages, and the main job: bring the index up to date, then serve."""

import sys
from dataclasses import replace

import click

from policysearch.cli.building import build_and_report
from policysearch.cli.session import OK, WRONG, Session, index_option
from policysearch.errors import BuildError, IndexLocked, IndexUnavailable
from policysearch.settings import Settings


@click.command()
@click.option("--host")
@click.option("--port", type=click.IntRange(0, 65535))
@click.option("--workers", type=click.IntRange(1, 256))
@click.option("--get", "path", metavar="PATH")
@index_option
@click.pass_obj
def serve(
    session: Session,
    *,
    host: str | None,
    port: int | None,
    workers: int | None,
    path: str | None,
    index: str | None,
) -> int:
    """Serve the pages, or answer one request and leave."""
    given = {"host": host, "port": port, "workers": workers, "index": index}
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = replace(session.settings, **chosen)  # type: ignore[arg-type]
    if path is None:
        return serve_pages(session, settings)
    from webapp import create_app  # not loaded by commands that need no pages
    from webapp.serve import get

    code, body = get(create_app(settings), path)
    click.echo(body, nl=False)
    return OK if code == 200 else 1


def serve_pages(session: Session, settings: Settings) -> int:
    """Serve until the process is told to stop."""
    import webapp.serve

    listener = webapp.serve.bind(settings.host, settings.port)
    port = listener.getsockname()[1]
    if settings.port and port != settings.port:
        session.say("cli.port_taken", wanted=settings.port, port=port)
    if (
        not webapp.serve.is_loopback(listener)
        and settings.allowed_hosts == Settings().allowed_hosts
    ):
        session.say("cli.hosts_known", hosts=", ".join(settings.allowed_hosts))
    session.say("cli.serving", address=webapp.serve.address(listener))
    sys.stderr.flush()
    webapp.serve.serve(webapp.create_app(settings), listener, settings)
    return OK


def main_job(session: Session) -> int:
    """Bring the index up to date and serve; a failed build leaves what is there."""
    try:
        build_and_report(session)
    except (BuildError, IndexLocked) as error:
        session.tell([session.catalogue.error(error)])
        try:
            session.library().close()
        except IndexUnavailable:
            return WRONG
        session.say("cli.serving_earlier")
    return serve_pages(session, session.settings)
