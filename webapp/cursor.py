"""Cursors of the API: where the next part begins, valid for one search in one generation.

A cursor is `<number>.<mark>`. The mark is a digest of the search and of the index, so that a list
read over a rebuild is refused, where page numbers would skip or repeat a result in silence.
"""

import hashlib
import json
import re
from collections.abc import Mapping

from policysearch import Status, WrongOption

PATTERN = r"^[0-9]{1,9}\.[0-9a-f]{16}$"


class CursorOutdated(WrongOption):
    """The cursor was made for another search or by an earlier index."""

    code = "cursor_outdated"
    template = "The cursor belongs to another search or an earlier index: begin again without one."


def make_cursor(number: int, search: Mapping[str, object], status: Status) -> str:
    """The cursor of a number within a search."""
    return f"{number}.{_mark(search, status)}"


def read_cursor(cursor: str, search: Mapping[str, object], status: Status) -> int:
    """The number in a cursor; raise WrongOption if it is no cursor or that of another search."""
    if not re.fullmatch(PATTERN, cursor, re.ASCII):
        raise WrongOption(name="cursor", value=cursor, allowed="the next_cursor of an answer")
    number, mark = cursor.split(".")
    if mark != _mark(search, status):
        raise CursorOutdated()
    return int(number)


def _mark(search: Mapping[str, object], status: Status) -> str:
    asked = (status.fingerprint, status.generation, sorted(search.items()))
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]
