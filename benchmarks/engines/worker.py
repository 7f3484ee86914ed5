"""One engine in one process, told what to do on standard input.

    python -m benchmarks.engines.worker ENGINE
    python -m benchmarks.engines.worker ENGINE first INDEX WORD…

Each line holds words separated by tabs; each answer is one line of JSON.

load FOLDER             {…}                    build INDEX     {"cpu": s, "wall": s}
open INDEX FOLDER       {…}                    check KIND SECONDS  [answer of each query]
ask KIND SECONDS        [[cpu ns, wall ns] of each query]

What has a number of seconds stops after them, with at least one query done.

load and open say the engine's version and the kinds of query it answers.

`first` opens the index, asks one query by itself, and tells what opening and asking took, in ns.
"""

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.engines.protocol import Engine
from benchmarks.engines.streams import read_queries, read_streams

# The class that serves an engine's name, and what it is made with.
ENGINES: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "columnar": ("benchmarks.engines.whoosh_columns", "Columnar", ()),
    "whoosh": ("benchmarks.engines.whoosh_stock", "StockWhoosh", ()),
    "tantivy": ("benchmarks.engines.tantivy_py", "Tantivy", (1,)),
    "tantivy-2": ("benchmarks.engines.tantivy_py", "Tantivy", (2,)),
    "fts5": ("benchmarks.engines.sqlite_fts5", "Fts5", ()),
    "xapian": ("benchmarks.engines.xapian_debian", "Xapian", ()),
    "bm25s": ("benchmarks.engines.bm25s_words", "Bm25s", ()),
}


def engine(name: str) -> Engine:
    """The engine of a name; ImportError where it is not installed."""
    module, kind, options = ENGINES[name]
    made: Engine = getattr(importlib.import_module(module), kind)(*options)
    return made


class Session:
    """The commands, one method each."""

    def __init__(self, name: str) -> None:
        self._engine = engine(name)

    def load(self, folder: str) -> object:
        self._engine.load(read_streams(Path(folder)))
        return {"version": self._engine.version, "kinds": list(self._engine.kinds)}

    def build(self, index: str) -> object:
        cpu, wall = time.process_time(), time.perf_counter()
        self._engine.build(Path(index))
        times = os.times()  # this process has had no other children
        children = times.children_user + times.children_system
        return {
            "cpu": time.process_time() - cpu + children,
            "wall": time.perf_counter() - wall,
        }

    def open(self, index: str, folder: str) -> object:
        self._folder = Path(folder)
        self._queries: dict[str, list[Any]] = {}
        self._engine.open(Path(index))
        return {"version": self._engine.version, "kinds": list(self._engine.kinds)}

    def ask(self, kind: str, seconds: str) -> object:
        ask, spent = self._engine.ask, []
        queries = self._prepared(kind)
        until = time.perf_counter() + float(seconds)
        for query in queries:
            cpu, wall = time.process_time_ns(), time.perf_counter_ns()
            ask(kind, query)
            spent.append((time.process_time_ns() - cpu, time.perf_counter_ns() - wall))
            if time.perf_counter() > until:
                break
        return spent

    def check(self, kind: str, seconds: str) -> object:
        answers = []
        queries = self._prepared(kind)
        until = time.perf_counter() + float(seconds)
        for query in queries:
            answers.append(self._engine.checked(kind, query))
            if time.perf_counter() > until:
                break
        return answers

    def _prepared(self, kind: str) -> list[Any]:
        if kind not in self._queries:
            asked = read_queries(self._folder, kind)
            self._queries[kind] = [self._engine.prepared(kind, terms) for terms in asked]
        return self._queries[kind]


def first(name: str, index: str, words: list[str]) -> object:
    """From an imported engine to its first answer."""
    opened = engine(name)
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    opened.open(Path(index))
    opened.ask("or", opened.prepared("or", words))
    return time.process_time_ns() - cpu, time.perf_counter_ns() - wall


def main() -> None:
    """Answer until standard input ends."""
    name, *rest = sys.argv[1:]
    # What an engine prints goes to standard error, so that an answer is a line by itself.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    if rest:
        print(json.dumps(first(name, rest[1], rest[2:])), file=answers, flush=True)
        return
    session = Session(name)
    print("{}", file=answers, flush=True)
    for line in sys.stdin:
        command, *words = line.rstrip("\n").split("\t")
        print(json.dumps(getattr(session, command)(*words)), file=answers, flush=True)


if __name__ == "__main__":
    main()
