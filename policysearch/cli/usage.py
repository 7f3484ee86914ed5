"""What is wrong with a command line, as sentences in the reader's language."""

from collections.abc import Iterator

import click

from policysearch.catalogue import Catalogue


def usage_lines(error: click.ClickException, catalogue: Catalogue) -> Iterator[str]:
    """The sentence of a refused command line, and where its usage is told."""
    yield catalogue.text("cli.usage.wrong", reason=_reason(error, catalogue))
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        yield catalogue.text("cli.usage.help", command=context.command_path)


def _reason(error: click.ClickException, catalogue: Catalogue) -> str:
    if isinstance(error, click.NoSuchOption):
        return catalogue.text("cli.usage.no_option", name=error.option_name)
    if isinstance(error, click.NoSuchCommand):
        return catalogue.text("cli.usage.no_command", name=error.command_name)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return catalogue.text("cli.usage.missing", name=error.param.make_metavar(_context(error)))
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.get_error_hint(_context(error)).replace("'", "")
        allowed = _allowed(error.param.type)
        key = "bad_value_of" if allowed else "bad_value"
        return catalogue.text(f"cli.usage.{key}", name=name, allowed=allowed)
    # An argument too many, an option without its value: the library has only words for these.
    return error.format_message().rstrip(".")


def _context(error: click.UsageError) -> click.Context:
    assert error.ctx is not None, "a parameter is read in a context"
    return error.ctx


def _allowed(kind: click.ParamType[object]) -> str:
    if isinstance(kind, click.Choice):
        return ", ".join(map(str, kind.choices))
    if isinstance(kind, click.IntRange):
        bounds = (kind.min, kind.max)
        return " … ".join("" if bound is None else str(bound) for bound in bounds).strip()
    return ""
