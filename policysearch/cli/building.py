"""`build`: the write path from a terminal: progress bar, closing summary, JSON report."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from tqdm import tqdm

from policysearch.answers import json_bytes
from policysearch.cli.session import FAILED_FILES, OK, Session, index_option
from policysearch.errors import IndexUnavailable, SettingsError
from policysearch.model import BuildReport
from policysearch.storage.generation import current_number
from policysearch.terminal import outcome_lines, report_lines

Progress = Callable[[int, int, str], None]


@click.command()
@click.option("--corpus", multiple=True, metavar="[NAME=]PATH")
@index_option
@click.option("--jobs", type=click.IntRange(0, 256), metavar="N")
@click.option("--full", is_flag=True)
@click.option("--strict", is_flag=True)
@click.option("--replace", "is_replacing", is_flag=True)
@click.option("--allow-removal", is_flag=True)
@click.option("--report", "report_path", type=click.Path(dir_okay=False), metavar="FILE")
@click.option("--quiet", is_flag=True)
@click.pass_obj
def build(
    session: Session,
    *,
    corpus: Sequence[str],
    index: str | None,
    jobs: int | None,
    full: bool,
    strict: bool,
    is_replacing: bool,
    allow_removal: bool,
    report_path: str | None,
    quiet: bool,
) -> int:
    """Build or update the index; 3 with --strict if a file could not be read."""
    session = session.with_index(index)
    given = {"corpus": tuple(corpus) or None, "jobs": jobs}
    chosen = {name: value for name, value in given.items() if value is not None}
    session = replace(session, settings=replace(session.settings, **chosen))  # type: ignore[arg-type]
    if report_path:
        _check_writable(Path(report_path))
    report = build_and_report(
        session,
        full=full,
        strict=strict,
        is_replacing=is_replacing,
        allow_removal=allow_removal,
        is_quiet=quiet,
    )
    if report_path:
        Path(report_path).write_bytes(json_bytes(report, indent=2) + b"\n")
    return FAILED_FILES if strict and report.n_failed else OK


def build_and_report(
    session: Session,
    *,
    full: bool = False,
    strict: bool = False,
    is_replacing: bool = False,
    allow_removal: bool = False,
    is_quiet: bool = False,
) -> BuildReport:
    """Build, and tell the person how it went: all of it, or only what could not be read."""
    from policysearch import build as build_index  # half a second that no other command has to wait

    settings, catalogue = session.settings, session.catalogue
    earlier = _current_number(Path(settings.index))
    with _progress(session, is_quiet=is_quiet) as progress:
        report = build_index(
            settings.corpus,
            settings.index,
            jobs=settings.jobs,
            full=full,
            strict=strict,
            replace=is_replacing,
            allow_removal=allow_removal,
            settings=settings,
            progress=progress,
        )
    if is_quiet:
        session.tell(outcome_lines(report.outcomes, catalogue, fates=("failed", "stale")))
    else:
        session.tell(report_lines(report, catalogue, is_new=report.generation != earlier))
    return report


@contextmanager
def _progress(session: Session, *, is_quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal, nothing elsewhere."""
    if is_quiet or not sys.stderr.isatty():
        yield None
        return
    with tqdm(file=sys.stderr, leave=False) as bar:

        def show(n_done: int, n_all: int, stage: str) -> None:
            bar.set_description(session.catalogue.text(f"cli.stages.{stage}"), refresh=False)
            bar.total, bar.n = n_all, n_done
            bar.refresh()

        yield show


def _current_number(index: Path) -> int:
    try:
        return current_number(index)
    except IndexUnavailable:
        return 0


def _check_writable(path: Path) -> None:
    try:
        path.open("ab").close()
    except OSError as error:
        raise SettingsError(name="--report", reason=error.strerror or str(error)) from error
