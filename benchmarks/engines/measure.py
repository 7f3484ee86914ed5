"""Measures the engines on one data set: builds, queries, first answers, and whether they agree."""

import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.engines.processes import Ended, Remote, first_answer
from benchmarks.engines.streams import KINDS, read_queries

# A longer build is not repeated.
LONG_BUILD = 60.0

Figures = dict[str, Any]


def measured(
    engines: Iterable[str],
    folder: Path,
    scratch: Path,
    *,
    rounds: int,
    builds: int,
    seconds: float,
) -> Figures:
    """All figures of a data set.

    engines: name → figures of it; `missing`: name → why it is not there.
    rounds: of queries, the engines in turn.  builds: each by a new process, the engines in turn.
    seconds: after which an engine's round of a kind ends, and its comparison with the first.
    """
    missing: dict[str, str] = {}
    found: Figures = {}
    for engine in engines:
        try:
            with Remote(engine):
                found[engine] = {"builds": []}
        except Ended as reason:
            missing[engine] = str(reason)
    scratch.mkdir(parents=True)
    for round_ in range(builds):
        for engine in list(found):
            kept = found[engine]["builds"]
            if round_ and kept[0]["wall"] > LONG_BUILD:
                continue
            try:
                kept.append(_built(engine, folder, scratch / engine))
            except Ended as reason:
                missing[engine] = str(reason)
                del found[engine]
            else:
                print(f"  built {engine} {kept[-1]}", flush=True)
    with ExitStack() as opened:
        remotes = {engine: opened.enter_context(Remote(engine)) for engine in found}
        for engine, remote in remotes.items():
            figures = found[engine]
            figures |= remote.tell("open", scratch / engine, folder)
            figures["size"] = _megabytes(scratch / engine)
            figures["cpu"], figures["wall"] = {}, {}
        for round_ in range(rounds):
            for kind in KINDS:
                _asked(kind, found, remotes, seconds)
            print(f"  asked, round {round_ + 1}", flush=True)
        for engine, remote in remotes.items():
            found[engine]["resident"] = remote.resident
            found[engine]["anonymous"] = remote.anonymous
        answers = _answers(found, remotes, seconds)
    words = read_queries(folder, "or")[0]
    for _ in range(rounds):
        for engine, figures in found.items():
            figures.setdefault("first", []).append(first_answer(engine, scratch / engine, words))
    return {"engines": found, "missing": missing, "differences": differences(answers)}


def differences(answers: dict[str, dict[str, Sequence[object]]]) -> dict[str, dict[str, list[int]]]:
    """Kind → engine → [queries answered otherwise than by the first engine, queries compared]."""
    compared: dict[str, dict[str, list[int]]] = {}
    for kind, of_engines in answers.items():
        (_, reference), *others = of_engines.items()
        for engine, given in others:
            pairs = list(zip(given, reference, strict=False))  # as far as both had the time
            n_others = sum(ours != theirs for ours, theirs in pairs)
            compared.setdefault(kind, {})[engine] = [n_others, len(pairs)]
    return compared


def _built(engine: str, folder: Path, index: Path) -> Figures:
    shutil.rmtree(index, ignore_errors=True)
    with Remote(engine) as remote:
        remote.tell("load", folder)
        before = remote.resident
        figures: Figures
        figures, peak = remote.tell_watched("build", index)
    return figures | {"peak": peak, "above": peak - before}


def _asked(kind: str, found: Figures, remotes: dict[str, Remote], seconds: float) -> None:
    for engine, remote in remotes.items():
        figures = found[engine]
        if kind in figures["kinds"]:
            spent = remote.tell("ask", kind, seconds)
            # In ns; kept in µs with one decimal.
            for name, part in zip(("cpu", "wall"), zip(*spent, strict=True), strict=True):
                row = [round(each / 1000, 1) for each in part]
                figures[name].setdefault(kind, []).append(row)


def _answers(
    found: Figures, remotes: dict[str, Remote], seconds: float
) -> dict[str, dict[str, Sequence[object]]]:
    answers: dict[str, dict[str, Sequence[object]]] = {}
    for kind in KINDS:
        for engine, remote in remotes.items():
            if kind in found[engine]["kinds"]:
                answers.setdefault(kind, {})[engine] = remote.tell("check", kind, seconds)
    return answers


def _megabytes(index: Path) -> float:
    return sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6
