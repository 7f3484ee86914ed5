"""`evaluate`: how good the answers of an index are, by judged questions."""

import sys
from typing import TYPE_CHECKING

import click
import msgspec
from tqdm import tqdm

from policysearch.cli.session import OK, Session, index_option, json_option

if TYPE_CHECKING:
    from policysearch.evaluate import Measured


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False))
@json_option
@index_option
@click.pass_obj
def evaluate(session: Session, *, directory: str, is_json: bool, index: str | None) -> int:
    """Ask every question and write the measures of the answers."""
    from policysearch.evaluate import evaluate as measure  # its library takes a second to load

    with (
        session.with_index(index).library() as library,
        tqdm(disable=not sys.stderr.isatty(), file=sys.stderr, leave=False) as bar,
    ):

        def show(n_asked: int, n_all: int) -> None:
            bar.total, bar.n = n_all, n_asked
            bar.refresh()

        measured = measure(library, directory, progress=show)
    if is_json:
        click.echo(msgspec.json.format(msgspec.json.encode(measured), indent=2))
    else:
        session.write(_line(session, each) for each in measured)
    return OK


def _line(session: Session, measured: "Measured") -> str:
    return session.catalogue.text(
        "cli.evaluate.line",
        form=session.catalogue.text(f"cli.evaluate.{measured.form}"),
        target=session.catalogue.text(f"cli.evaluate.{measured.target}"),
        n=measured.n_topics,
        values="  ".join(f"{name} {value:.4f}" for name, value in measured.values.items()),
    )
