"""Commands that look after an index and the program: verify, rollback, settings."""

from pathlib import Path

import click

from policysearch.cli.session import OK, Session, index_option
from policysearch.settings import markdown
from policysearch.storage import generation
from policysearch.storage.lock import building


@click.command()
@index_option
@click.pass_obj
def verify(session: Session, *, index: str | None) -> int:
    """Read every file of the index and say whether all are what was written."""
    with session.with_index(index).library() as library:
        library.verify()
        session.write(
            [session.catalogue.text("cli.verified", generation=library.status.generation)]
        )
    return OK


@click.command()
@index_option
@click.pass_obj
def rollback(session: Session, *, index: str | None) -> int:
    """Make the generation before the current one answer again."""
    folder = Path(session.with_index(index).settings.index)
    generation.current_number(folder)
    with building(folder):
        number = generation.rollback(folder)
    session.write([session.catalogue.text("cli.rolled_back", generation=number)])
    return OK


@click.command()
@click.option("--markdown", "is_markdown", is_flag=True)
@click.pass_obj
def settings(session: Session, *, is_markdown: bool) -> int:
    """Show each setting with its origin."""
    if is_markdown:
        click.echo(markdown(), nl=False)
        return OK
    default = session.catalogue.text("cli.settings.default")
    for name, value, origin in session.settings.rows():
        click.echo(f"{name} = {value}  ({origin or default})")
    for name in session.settings.unknown:
        session.say("cli.settings.unknown", name=name)
    return OK
