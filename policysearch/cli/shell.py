"""`main`: settings, a command, and what went wrong as a sentence and an exit code."""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from policysearch.catalogue import Catalogue, language, load
from policysearch.cli.building import build
from policysearch.cli.measuring import evaluate
from policysearch.cli.reading import passages, search, show, status
from policysearch.cli.serving import main_job, serve
from policysearch.cli.session import LOCKED, UNWRITABLE, WRONG, Session
from policysearch.cli.upkeep import rollback, settings, verify
from policysearch.cli.usage import usage_lines
from policysearch.errors import IndexLocked, IndexUnwritable, PolicySearchError
from policysearch.settings import FILE, Settings

STOPPED = 130
LOG = "policysearch.log"
_CODES: tuple[tuple[type[PolicySearchError], int], ...] = (
    (IndexLocked, LOCKED),
    (IndexUnwritable, UNWRITABLE),
)


@click.group(invoke_without_command=True)
@click.pass_context
def policysearch(context: click.Context) -> int:
    """Run the main job where no command is given."""
    return main_job(context.obj) if context.invoked_subcommand is None else 0


for _command in (
    build,
    search,
    show,
    passages,
    serve,
    status,
    verify,
    rollback,
    settings,
    evaluate,
):
    policysearch.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # file names may hold what a terminal cannot show
            stream.reconfigure(errors="replace")
    catalogue = load(_language(os.environ.get("POLICYSEARCH_LANG", "")))
    try:
        found = Settings.load(os.environ, Path(FILE))
        catalogue = load(_language(found.lang))
        return _run(arguments, Session(found, catalogue))
    except PolicySearchError as error:
        click.echo(catalogue.error(error), err=True)
        return next((code for kind, code in _CODES if isinstance(error, kind)), WRONG)
    except KeyboardInterrupt:
        click.echo(catalogue.text("cli.stopped"), err=True)
        return STOPPED
    except BrokenPipeError:  # the reader of our lines has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        click.echo(_bug_line(error, catalogue), err=True)
        return WRONG


def _run(arguments: Sequence[str] | None, session: Session) -> int:
    localise(policysearch, session.catalogue)
    given = list(arguments) if arguments is not None else None
    try:
        code = policysearch.main(given, "policysearch", obj=session, standalone_mode=False)
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except click.ClickException as error:
        session.tell(usage_lines(error, session.catalogue))
        return error.exit_code
    return int(code or 0)


def localise(group: click.Group, catalogue: Catalogue) -> None:
    """Give commands and options the help texts of a language."""
    group.help = catalogue.text("cli.about")
    for called, command in group.commands.items():
        command.help = catalogue.text(f"cli.commands.{called}")
        command.short_help = command.help
        for option in command.params:
            if isinstance(option, click.Option):
                name = option.opts[0].removeprefix("--").replace("-", "_")
                option.help = catalogue.text(f"cli.options.{name}")


def _language(setting: str) -> str:
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return language(setting or locale)


def _bug_line(error: Exception, catalogue: Catalogue) -> str:
    """One line for the person; the trace goes to a file beside them, else to the terminal."""
    kind = type(error).__name__
    log = logging.getLogger("policysearch")
    try:
        handler: logging.Handler = logging.FileHandler(LOG, encoding="utf-8", errors="replace")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    log.exception("unexpected")
    log.removeHandler(handler)
    handler.close()
    if isinstance(handler, logging.FileHandler):
        return catalogue.text("cli.bug", kind=kind, log=Path(LOG).resolve())
    return catalogue.text("cli.bug_unlogged", kind=kind)
