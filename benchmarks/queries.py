"""Time searches and whole pages in process: median and 95th percentile in milliseconds.

    python -m benchmarks.queries [--index DIR] [--rounds 5] DATA

Asks the judged questions and keyword forms of DATA/data/stard and phrases drawn from the library, a
hundred of each. A round asks them all; the first, cold one is reported by itself.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from policysearch import Library, Settings
from webapp import create_app

N_QUERIES = 100


def main() -> None:
    """Print one row for each kind of query and each way to ask."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--index", default="index")
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    pages = create_app(Settings.load({"POLICYSEARCH_INDEX": str(given.index)})).test_client()
    print("| query | asked | cold p50 | cold p95 | warm p50 | warm p95 |")
    print("| --- | --- | --- | --- | --- | --- |")
    with Library.open(given.index) as library:
        for name, queries in kinds(library, given.data).items():
            ways: dict[str, Callable[[str], object]] = {
                "Library.search": library.search,
                "by passage": lambda query: library.search(query, by="passage"),
                "/search page": lambda query: pages.get("/search", query_string={"q": query}),
            }
            for way, ask in ways.items():
                cold, *warm = [timed(ask, queries) for _ in range(given.rounds + 1)]
                print(row(name, way, cold, [each for one in warm for each in one]), flush=True)


def kinds(library: Library, data: Path) -> dict[str, list[str]]:
    """The queries of each kind, the same ones each time."""
    chosen = random.Random(1)
    lines = (data / "data/stard/queries.dev.jsonl").read_text(encoding="utf-8").splitlines()
    topics = [json.loads(line) for line in lines]
    keywords = [topic["keywords"].replace("；", " ") for topic in topics if topic["keywords"]]
    hits = library.search(size=1000, facets=False).hits
    phrases = []
    for hit in chosen.choices(hits, k=N_QUERIES):
        text = library.document(hit.document.id).text.replace("\n", "")
        start = chosen.randrange(len(text))
        phrases.append('"' + text[start : start + chosen.randint(2, 8)].replace('"', "") + '"')
    return {
        "question": chosen.sample([topic["question"] for topic in topics], N_QUERIES),
        "keywords": chosen.sample(keywords, N_QUERIES),
        "phrase": phrases,
    }


def timed(ask: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """Milliseconds of each query."""
    spent = []
    for query in queries:
        begun = time.perf_counter()
        ask(query)
        spent.append(1000 * (time.perf_counter() - begun))
    return spent


def row(name: str, way: str, cold: list[float], warm: list[float]) -> str:
    """One row of the table."""
    figures = [statistics.median(cold), at_95(cold), statistics.median(warm), at_95(warm)]
    return f"| {name} | {way} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |"


def at_95(spent: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(spent, n=20)[-1]


if __name__ == "__main__":
    main()
