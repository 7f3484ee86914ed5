"""One figure of one engine, from the raw figures that `measure.py` keeps."""

import statistics
from collections.abc import Sequence
from typing import Any

Figures = dict[str, Any]


def figure(
    engines: Figures, engine: str, measure: str, part: str = "", first: int | None = None
) -> float | None:
    """The figure, or None where the engine lacks it.

    first: of a kind, only so many queries, because another engine had no time for more.

    build_cpu, build_wall: s, the median of the builds.  memory: MB above the loaded tokens.
    peak: MB of the whole process tree.  size: MB.  open: CPU ms from the imported engine to its
    first answer.  start: CPU s of a process that answers once.  resident, anonymous: MB.
    Else a kind of query: CPU ms (`at`), the first round left out.
    """
    if engine == "best of tantivy":
        both = (figure(engines, each, measure, part) for each in ("tantivy", "tantivy-2"))
        return min((each for each in both if each is not None), default=None)
    if engine not in engines:
        return None
    of_it = engines[engine]
    match measure:
        case "build_cpu" | "build_wall":
            return median_of(of_it["builds"], measure.removeprefix("build_"))
        case "memory" | "peak":
            return median_of(of_it["builds"], "above" if measure == "memory" else "peak")
        case "size" | "resident" | "anonymous":
            return float(of_it[measure])
        case "open":
            return median_of(of_it["first"], "open_cpu")
        case "start":
            return median_of(of_it["first"], "start_cpu") / 1000
        case _:
            rows = of_it["cpu"].get(measure)
            warm = rows[1:] or rows
            return at([row[:first] for row in warm], part) if rows else None


def n_asked(engines: Figures, engine: str, kind: str) -> int | None:
    """How many queries of a kind were asked in every round; None for what is no kind."""
    rows = engines[engine]["cpu"].get(kind) if engine in engines else None
    return min(map(len, rows)) if rows else None


def median_of(rows: Sequence[Figures], name: str) -> float:
    """The median of a column."""
    return float(statistics.median(row[name] for row in rows))


def at(rounds: Sequence[Sequence[float]], part: str) -> float:
    """Each query's median over the rounds, and of those the median or the 95th percentile, in ms.

    rounds: µs of each query; a round may end early.
    """
    n = min(map(len, rounds))
    each = [statistics.median(row[i] for row in rounds) / 1000 for i in range(n)]
    if part == "p50" or n < 2:
        return statistics.median(each)
    return statistics.quantiles(each, n=20, method="inclusive")[-1]
