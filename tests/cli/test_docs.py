import re
from pathlib import Path

import click

from policysearch.cli import session
from policysearch.cli.shell import policysearch

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


def test_the_page_names_every_command_and_no_other():
    named = set(re.findall(r"^\| `policysearch ([a-z]+)", PAGE, re.MULTILINE))
    assert named == set(policysearch.commands)


def test_the_page_names_every_option_of_every_command():
    missing = [
        (name, option)
        for name, command in policysearch.commands.items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option not in PAGE
    ]
    assert missing == []


def test_every_command_and_option_has_its_help():
    from policysearch.catalogue import load
    from policysearch.cli.shell import localise

    for lang in ("en", "zh"):
        localise(policysearch, load(lang))
        for command in policysearch.commands.values():
            assert command.help
            assert all(p.help for p in command.params if isinstance(p, click.Option)), command.name


def test_the_page_names_every_exit_code():
    codes = {session.OK, session.NOTHING_FOUND, session.WRONG, session.FAILED_FILES}
    codes |= {session.LOCKED, session.UNWRITABLE}
    assert {int(code) for code in re.findall(r"^\| .* \| ([0-9]) \| ", PAGE, re.MULTILINE)} == codes
