"""Time searches and whole pages in process: CPU and wall milliseconds, p50 and p95.

    python -m benchmarks.queries [--index DIR] [--rounds 3] [--queries N] DATA

Asks the judged questions and keyword forms of DATA/data/stard and phrases drawn from the library,
all of them or N of each kind. Every round asks them all, each in every way, one after the other;
the first, cold round is reported by itself, of the others each query counts with its median. A page
is a call of the WSGI app. The second table tells where a page's time goes.
"""

import argparse
import gc
import json
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from werkzeug.test import EnvironBuilder

from benchmarks.stages import Stages
from policysearch import Library, Settings
from webapp import create_app

N_PHRASES = 300
COLUMNS = ("cold CPU", "CPU", "wall")


class Spent(NamedTuple):
    """Milliseconds of one call."""

    cpu: float
    wall: float


def main() -> None:
    """Print both tables for each kind of query."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--index", default="index")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--queries", type=int)
    given = arguments.parse_args()
    app = create_app(Settings.load({"POLICYSEARCH_INDEX": str(given.index)}))
    with Library.open(given.index) as library, Stages.open(Path(given.index)) as stages:
        asked = kinds(library, given.data, given.queries)
        page(app, "first")
        gc.collect()
        gc.freeze()  # as the server does
        whole: dict[str, Callable[[str], object]] = {
            "backend, by document": lambda query: stages.search(query, by="document"),
            "backend, by passage": lambda query: stages.search(query, by="passage"),
            "Library.search": library.search,
            "Library.search by passage": lambda query: library.search(query, by="passage"),
            "/search page": lambda query: page(app, query),
        }
        print_table("asked", {name: measured(whole, asked[name], given.rounds) for name in asked})
        print()
        rows = {}
        for name, queries in asked.items():
            rounds = [in_stages(stages, app, queries) for _ in range(given.rounds + 1)]
            rows[name] = {stage: [one[stage] for one in rounds] for stage in rounds[0]}
        print_table("stage", rows)


def page(app: Flask, query: str) -> bytes:
    """The result page of a query."""
    environ = EnvironBuilder(path="/search", query_string={"q": query}).get_environ()
    return b"".join(app.wsgi_app(environ, lambda *_: lambda _: None))


def kinds(library: Library, data: Path, n_queries: int | None = None) -> dict[str, list[str]]:
    """The queries of each kind, the same ones each time."""
    chosen = random.Random(1)
    lines = (data / "data/stard/queries.dev.jsonl").read_text(encoding="utf-8").splitlines()
    topics = [json.loads(line) for line in lines]
    ids = [hit.document.id for hit in library.search(size=1000, facets=False).hits]
    phrases = []
    for document_id in chosen.choices(ids, k=N_PHRASES):
        text = library.document(document_id).text.replace("\n", "")
        start = chosen.randrange(len(text))
        phrases.append('"' + text[start : start + chosen.randint(2, 8)].replace('"', "") + '"')
    found = {
        "question": [topic["question"] for topic in topics],
        "keywords": [t["keywords"].replace("；", " ") for t in topics if t["keywords"]],
        "phrase": phrases,
    }
    return {
        name: chosen.sample(queries, min(n_queries or len(queries), len(queries)))
        for name, queries in found.items()
    }


def measured(
    ways: Mapping[str, Callable[[str], object]], queries: Sequence[str], n_rounds: int
) -> dict[str, list[list[Spent]]]:
    """Of each way the rounds, the cold one first; the ways take turns in every round."""
    rounds: dict[str, list[list[Spent]]] = {name: [] for name in ways}
    for _ in range(n_rounds + 1):
        for name, ask in ways.items():
            rounds[name].append([timed(partial(ask, query)) for query in queries])
    return rounds


def in_stages(stages: Stages, app: Flask, queries: Sequence[str]) -> dict[str, list[Spent]]:
    """What each step of a page takes; the last row is what the page takes beyond the others."""
    spent: dict[str, list[Spent]] = {}
    for query in queries:
        for name, step in stages.steps(query):
            spent.setdefault(name, []).append(timed(step))
        whole = timed(partial(page, app, query))
        others = [of_it[-1] for name, of_it in spent.items() if name != "render and the rest"]
        left = Spent(*(total - sum(parts) for total, *parts in zip(whole, *others, strict=True)))
        spent.setdefault("render and the rest", []).append(left)
    return spent


def timed(call: Callable[[], object]) -> Spent:
    """The time of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return Spent(1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall))


def print_table(heading: str, rows: Mapping[str, Mapping[str, Sequence[Sequence[Spent]]]]) -> None:
    """One row for each kind of query and each thing measured, of all its rounds."""
    titles = [f"{column} {part}" for column in COLUMNS for part in ("p50", "p95")]
    print("| query |", heading, "|", " | ".join(titles), "|")
    print("|", " | ".join(["---"] * (2 + len(titles))), "|")
    for kind, measures in rows.items():
        for name, (cold, *warm) in measures.items():
            times = (
                [one.cpu for one in cold],
                [statistics.median(one.cpu for one in each) for each in zip(*warm, strict=True)],
                [statistics.median(one.wall for one in each) for each in zip(*warm, strict=True)],
            )
            figures = [
                f"{part:.2f}" for each in times for part in (statistics.median(each), at_95(each))
            ]
            print("|", " | ".join([kind, name, *figures]), "|", flush=True)


def at_95(spent: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(spent, n=20)[-1]


if __name__ == "__main__":
    main()
