"""What the columnar index must reach: at most `bar`, and `goal` is what it is pushed to."""

from dataclasses import dataclass

# A query under this time meets its bar: below it, the call itself is what is measured.
LEAST_MS = 0.05


@dataclass(frozen=True, slots=True)
class Bar:
    """One bound of one data set.

    measure: a kind of query, or build_cpu, build_wall, memory, size, open, start (figures.py).
    part: p50 or p95 of a kind, else "".  against: the engine whose figure ours is divided by,
    or the unit of an absolute bound.
    """

    data_set: str
    measure: str
    part: str
    against: str
    bar: float
    goal: float


def _each(measure: str, part: str, against: str, *bounds: tuple[float, float]) -> list[Bar]:
    return [
        Bar(data_set, measure, part, against, *bound)
        for data_set, bound in zip("ABC", bounds, strict=True)
    ]


def _both(measure: str, *bounds: tuple[float, float]) -> list[Bar]:
    halves = (_each(measure, part, "tantivy", *bounds) for part in ("p50", "p95"))
    return [bar for half in halves for bar in half]


BARS: tuple[Bar, ...] = (
    *_each("build_cpu", "", "tantivy", (1.0, 0.4), (0.8, 0.35), (0.8, 0.35)),
    # Against the better of one and two threads.
    *_each("build_wall", "", "best of tantivy", (1.0, 0.5), (0.9, 0.4), (1.0, 0.5)),
    Bar("A", "memory", "", "MB", 200, 120),
    Bar("B", "memory", "", "tantivy", 2.5, 1.2),
    Bar("C", "memory", "", "tantivy", 2.0, 1.0),
    *_each("size", "", "tantivy", (2.2, 1.6), (2.2, 1.6), (2.2, 1.6)),
    *_both("or", (1.3, 0.7), (0.8, 0.4), (0.8, 0.4)),
    *_both("and", (1.5, 0.8), (1.2, 0.5), (1.2, 0.6)),
    *_each("phrase", "p50", "tantivy", (1.5, 0.8), (1.2, 0.6), (2.0, 0.8)),
    *_each("phrase", "p95", "tantivy", (1.5, 0.8), (1.2, 0.6), (3.0, 1.0)),
    *_both("prefix", (0.5, 0.1), (0.5, 0.2), (1.0, 0.4)),
    *_both("facet", (0.8, 0.3), (0.6, 0.25), (0.8, 0.3)),
    *_each("sort", "p50", "tantivy", (1.2, 0.4), (0.4, 0.15), (0.3, 0.1)),
    *_each("sort", "p95", "tantivy", (1.2, 0.4), (0.4, 0.15), (0.45, 0.1)),
    *_each("long", "p50", "ms", (1, 0.3), (8, 3), (60, 20)),
    *_each("open", "", "ms", (10, 3), (15, 5), (40, 10)),
    *_each("start", "", "s", (0.6, 0.35), (0.6, 0.35), (0.7, 0.4)),
    Bar("A", "build_cpu", "", "whoosh", 1 / 25, 1 / 60),
    Bar("B", "build_cpu", "", "whoosh", 1 / 50, 1 / 120),
    Bar("A", "or", "p50", "whoosh", 1 / 150, 1 / 500),
    Bar("B", "or", "p50", "whoosh", 1 / 200, 1 / 800),
    Bar("B", "and", "p50", "whoosh", 1 / 50, 1 / 150),
    Bar("B", "phrase", "p50", "whoosh", 1 / 40, 1 / 100),
    Bar("B", "size", "", "whoosh", 0.5, 0.25),
)
