"""`build`: the write path from a terminal: progress bar, closing summary, JSON report."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from policysearch.answers import json_bytes
from policysearch.cli.session import FAILED_FILES, OK, Session, index_option
from policysearch.errors import IndexUnavailable, PolicySearchError, SettingsError
from policysearch.model import BuildReport
from policysearch.storage.generation import current_number
from policysearch.terminal import outcome_lines, report_lines

Progress = Callable[[int, int, str], None]
# A watch looks this often, or so seldom that looking takes a tenth of a core at most.
WATCH_S = 2.0
WATCH_SHARE = 10


@click.command()
@click.option("--corpus", multiple=True, metavar="[NAME=]PATH")
@index_option
@click.option("--jobs", type=click.IntRange(0, 256), metavar="N")
@click.option("--full", is_flag=True)
@click.option("--strict", is_flag=True)
@click.option("--replace", "is_replacing", is_flag=True)
@click.option("--allow-removal", is_flag=True)
@click.option("--watch", "is_watching", is_flag=True)
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
    is_watching: bool,
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
        is_replacing=is_replacing,
        allow_removal=allow_removal,
        is_quiet=quiet,
    )
    if report_path:
        Path(report_path).write_bytes(json_bytes(report, indent=2) + b"\n")
    if is_watching:
        _watch(session, report.generation, allow_removal=allow_removal)
    return FAILED_FILES if strict and report.n_failed else OK


def build_and_report(
    session: Session,
    *,
    full: bool = False,
    is_replacing: bool = False,
    allow_removal: bool = False,
    is_quiet: bool = False,
) -> BuildReport:
    """Build, and tell the person how it went: all of it, or only what could not be read."""
    catalogue = session.catalogue
    earlier = _current_number(Path(session.settings.index))
    with _progress(session, is_quiet=is_quiet) as progress:
        report = _built(
            session,
            full=full,
            is_replacing=is_replacing,
            allow_removal=allow_removal,
            progress=progress,
        )
    if is_quiet:
        session.tell(outcome_lines(report.outcomes, catalogue, fates=("failed", "stale")))
    else:
        session.tell(report_lines(report, catalogue, is_new=report.generation != earlier))
    return report


def _watch(session: Session, generation: int, *, allow_removal: bool) -> NoReturn:
    """Look for changes until the person stops it; say once what goes wrong, and try again."""
    said, spent_s = "", 0.0
    session.tell([session.catalogue.text("cli.watching")])
    while True:
        time.sleep(max(WATCH_S, WATCH_SHARE * spent_s))
        begun = time.monotonic()
        try:
            report = _built(session, allow_removal=allow_removal)
        except PolicySearchError as error:
            trouble = session.catalogue.error(error)
            if trouble != said:
                session.tell([trouble])
            said = trouble
        else:
            if report.generation != generation:
                session.tell(report_lines(report, session.catalogue, is_new=True))
            said, generation = "", report.generation
        spent_s = time.monotonic() - begun


def _built(
    session: Session,
    *,
    full: bool = False,
    is_replacing: bool = False,
    allow_removal: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    from policysearch import build as build_index  # half a second, only here

    settings = session.settings
    return build_index(
        settings.corpus,
        settings.index,
        jobs=settings.jobs,
        full=full,
        replace=is_replacing,
        allow_removal=allow_removal,
        settings=settings,
        progress=progress,
    )


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
