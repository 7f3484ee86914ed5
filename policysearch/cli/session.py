"""What every command is given: the settings in force, the reader's language, and where lines go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import click

from policysearch.catalogue import Catalogue
from policysearch.library import Library
from policysearch.settings import Settings

OK, NOTHING_FOUND, WRONG, FAILED_FILES, LOCKED, UNWRITABLE = 0, 1, 2, 3, 4, 5

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the program."""

    settings: Settings
    catalogue: Catalogue

    def with_index(self, index: str | None) -> "Session":
        """The same run on the index of an option, if one was given."""
        return replace(self, settings=replace(self.settings, index=index)) if index else self

    def library(self) -> Library:
        """Open the index; raise IndexUnavailable where none answers."""
        return Library.open(self.settings.index, settings=self.settings)

    def say(self, key: str, /, **details: object) -> None:
        """Write one sentence of the catalogue to the person, beside the answer."""
        click.echo(self.catalogue.text(key, **details), err=True)

    def tell(self, lines: Iterable[str]) -> None:
        """Write lines to the person, beside the answer."""
        for line in lines:
            click.echo(line, err=True)

    def write(self, lines: Iterable[str]) -> None:
        """Write the answer."""
        for line in lines:
            click.echo(line)


def index_option(command: F) -> F:
    """`--index DIR`, as every command has it."""
    return click.option("--index", metavar="DIR")(command)


def json_option(command: F) -> F:
    """`--json`, as every command that answers has it."""
    return click.option("--json", "is_json", is_flag=True)(command)
