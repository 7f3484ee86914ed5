"""What an engine must be able to do to be measured."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.engines.streams import Streams

# How many of the best passages a query asks for.
TOP = 10


class Engine(Protocol):
    """One engine in a process of its own; every method is called from one thread.

    version: of the engine, for the record.  kinds: of query that it can answer (streams.KINDS).
    """

    version: str
    kinds: Sequence[str]

    def load(self, streams: Streams) -> None:
        """Bring the tokens into the form that the engine takes; not measured."""

    def build(self, directory: Path) -> None:
        """Write a whole index of what was loaded and close it; measured."""

    def open(self, directory: Path) -> None:
        """Open an index for searching; measured by `worker.first`."""

    def prepared(self, kind: str, terms: list[str]) -> Any:
        """A query as the engine's own object, or all that it takes to ask; not measured."""

    def ask(self, kind: str, query: Any) -> object:
        """Rank the ten best, or what the kind asks for, as (score or date, passage); measured."""

    def checked(self, kind: str, query: Any) -> object:
        """What must be equal in all engines, not measured.

        or, and, phrase, prefix, long: the number of passages.  sort: the dates of the ten latest.
        facet, narrow: passages by year, as [[year, count], …], ascending.
        """
