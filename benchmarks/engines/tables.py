"""The figures as text."""

from collections.abc import Callable, Iterable

from benchmarks.engines.bars import BARS, LEAST_MS, Bar
from benchmarks.engines.figures import Figures, at, figure, n_asked
from benchmarks.engines.streams import KINDS

OURS = "columnar"


def tables(data_set: str, figures: Figures) -> str:
    """Every table of a data set, each with the sentence that says what is in it."""
    engines = figures["engines"]
    parts = [
        f"## Data set {data_set}",
        "Build from tokens: CPU and wall seconds, most memory above the loaded tokens and of the"
        " whole process; then CPU ms from the imported engine to its first answer, CPU s of a"
        " process that answers once, and memory after all queries, in all and less pages of files.",
        _builds(engines),
        "Queries, CPU ms, p50 / p95 over the queries of each one's median over the rounds but the"
        " first; (n): only the first n were asked, for the time was up.",
        _queries(engines, lambda rows: rows[1:] or rows),
        "The same, first round: nothing was asked before.",
        _queries(engines, lambda rows: rows[:1]),
        _agreement(figures),
        _bars(data_set, engines),
    ]
    parts += [f"{name} is not here: {why}" for name, why in figures["missing"].items()]
    return "\n\n".join(part for part in parts if part)


def _builds(engines: Figures) -> str:
    columns = ("build_cpu", "build_wall", "memory", "peak", "size", "open", "start")
    header = ("engine", "CPU s", "wall s", "above MB", "peak MB", "index MB", "open ms", "start s")
    rows = [
        [
            f"{name} {of_it['version']}",
            *(_short(figure(engines, name, column)) for column in columns),
            f"{of_it['resident']:.0f} / {of_it['anonymous']:.0f}",
        ]
        for name, of_it in engines.items()
    ]
    return _table([*header, "serving MB"], rows)


def _queries(engines: Figures, chosen: Callable[[list[list[float]]], list[list[float]]]) -> str:
    rows = []
    for name, of_it in engines.items():
        longest = {kind: len(_longest(engines, kind)) for kind in KINDS}
        row = [name]
        for kind in KINDS:
            asked = chosen(of_it["cpu"].get(kind, []))
            if not asked:
                row.append("-")
                continue
            n = min(map(len, asked))
            cut = f" ({n})" if n < longest[kind] else ""
            row.append(f"{_short(at(asked, 'p50'))} / {_short(at(asked, 'p95'))}{cut}")
        rows.append(row)
    return _table(["engine", *KINDS], rows)


def _longest(engines: Figures, kind: str) -> list[float]:
    """The longest round of a kind: all its queries, if any engine had the time for them."""
    rounds = [row for of_it in engines.values() for row in of_it["cpu"].get(kind, [])]
    return max(rounds, key=len, default=[])


def _agreement(figures: Figures) -> str:
    reference = next(iter(figures["engines"]), "")
    rows = [
        [kind, *(f"{name}: {n} of {of}" for name, (n, of) in of_kind.items())]
        for kind, of_kind in figures["differences"].items()
    ]
    listed = "\n".join(f"- {row[0]}: {', '.join(row[1:])}" for row in rows)
    said = f"Queries answered otherwise than by {reference} (counts, counts by year, dates):"
    return f"{said}\n\n{listed}" if listed else ""


def _bars(data_set: str, engines: Figures) -> str:
    rows = [_judged(bar, engines) for bar in BARS if bar.data_set == data_set]
    header = ["measure", "ours", "theirs", "against", "ratio", "bar", "goal", "verdict"]
    return _table(header, [row for row in rows if row])


def _judged(bar: Bar, engines: Figures) -> list[str]:
    """One row; [] where a figure lacks."""
    is_absolute = bar.against in ("MB", "ms", "s")
    measure = "peak" if is_absolute and bar.measure == "memory" else bar.measure
    n = n_asked(engines, bar.against, measure)
    ours = figure(engines, OURS, measure, bar.part, n)
    theirs = 1.0 if is_absolute else figure(engines, bar.against, measure, bar.part)
    if ours is None or theirs is None:
        return []
    value = ours / theirs
    is_small = bar.part != "" and ours < LEAST_MS and bar.against == "tantivy"
    verdict = "miss"
    if value <= bar.goal:
        verdict = "goal"
    elif value <= bar.bar:
        verdict = "pass"
    elif is_small:
        verdict = f"pass (< {LEAST_MS} ms)"
    return [
        f"{bar.measure} {bar.part}".strip(),
        _short(ours),
        "" if is_absolute else _short(theirs),
        bar.against,
        _short(value),
        _short(bar.bar),
        _short(bar.goal),
        verdict,
    ]


def _table(header: list[str], rows: Iterable[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _short(value: float | None) -> str:
    """Three figures that count."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}" if value >= 0.1 else f"{value:.2g}"
