"""Search pages a second and their 95th percentile with 16 clients, ours and Datasette's.

    python -m benchmarks http --index DIR [--rounds 3] [--seconds 10] [--data DIR]

The index is a built library; Datasette serves the same passages (database.py). Every server runs
alone, on 127.0.0.1, with one worker and with two; `wrk -t2 -c16` asks for the dev questions and the
keyword forms in turn. Two workers of Datasette are two processes, each asked by one thread of wrk:
behind one port, two uvicorn workers left all sixteen kept-alive connections to one of them.

Datasette is asked in three ways: `any` word (as we are, but unranked), `all` words (its default
search; most questions find nothing), and `ranked`, an SQL query for the ten best by BM25.
"""

import argparse
import itertools
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from benchmarks.build import resident_megabytes
from benchmarks.pages.database import words_of, write_database

CLIENTS = ["-t2", "-c16", "--timeout", "30s"]
GOAL = 5.0
WARMING = 3
OURS = "ours"
RANKED = (
    "select passages.* from passages join (select rowid, rank from passages_fts"
    " where passages_fts match :q order by rank limit 10) found on passages.id = found.rowid"
    " order by found.rank"
)
# It need not look for columns to offer as facets, and may take longer than a second for a page,
# which would be an error otherwise.
FASTER = ["--setting", "suggest_facets", "off", "--setting", "sql_time_limit_ms", "20000"]
ROOT = Path(__file__).parents[2]


def main(arguments: list[str], folder: Path) -> None:
    """Measure, keep pages.json and pages.txt in the folder, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks http", description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=_data())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    given = parser.parse_args(arguments)
    figures: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="policysearch-pages-") as scratch:
        n_passages = write_database(given.index, Path(scratch))
        ways = _write_paths(given.data, Path(scratch))
        turns = itertools.product(range(given.rounds), (1, 2), ways)
        for round_, workers, way in turns:
            programs, ready = servers(way, workers, given.index, Path(scratch))
            with served(programs, ready, Path(scratch) / "server.log") as (ports, processes):
                asked(ports, ways[way], WARMING)
                figure = asked(ports, ways[way], given.seconds)
                figure["memory_mb"] = sum(map(resident_megabytes, processes))
            figures.append({"way": way, "workers": workers, "round": round_} | figure)
            print(json.dumps(figures[-1]), flush=True)
    said = f"{n_passages} passages\n\n{table(figures)}"
    print(said)
    command = f"$ python -m benchmarks http {' '.join(arguments)}"
    (folder / "pages.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    (folder / "pages.txt").write_text(f"{command}\n{said}\n", encoding="utf-8")


def table(figures: list[dict[str, object]]) -> str:
    """The medians of the rounds, and how many times Datasette's pages ours are."""
    rows = [
        "| server | workers | pages a second | p50 ms | p95 ms | failed | memory MB | ours / it |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    ours: dict[object, float] = {}
    for way, workers in dict.fromkeys((each["way"], each["workers"]) for each in figures):
        of_it = [e for e in figures if (e["way"], e["workers"]) == (way, workers)]
        rate = _median(of_it, "rate")
        ours.setdefault(workers, rate)
        times = ours[workers] / rate
        mark = "" if way == OURS else f"{times:.1f} ({'pass' if times >= GOAL else 'miss'})"
        failed = sum(int(str(each["failed"])) for each in of_it)
        rows.append(
            f"| {way if way == 'ours' else f'Datasette, {way}'} | {workers} | {rate:.1f}"
            f" | {_median(of_it, 'p50_ms'):.0f} | {_median(of_it, 'p95_ms'):.0f} | {failed}"
            f" | {_median(of_it, 'memory_mb'):.0f} | {mark} |"
        )
    return "\n".join(rows)


@contextmanager
def served(
    programs: list[list[str]], ready: str, log: Path
) -> Iterator[tuple[list[int], list[int]]]:
    """Servers of our own for the length of the block: their ports and process ids."""
    ports = [_free_port() for _ in programs]
    with log.open("ab") as out:
        processes = [
            subprocess.Popen(
                [*program, "--host", "127.0.0.1", "--port", str(port)],
                cwd=ROOT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
            for program, port in zip(programs, ports, strict=True)
        ]
    try:
        for process, port in zip(processes, ports, strict=True):
            _wait(f"http://127.0.0.1:{port}{ready}", process)
        yield ports, [process.pid for process in processes]
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def asked(ports: list[int], paths: Path, seconds: int) -> dict[str, object]:
    """What wrk saw; one thread a port if there are two."""
    address = f"http://127.0.0.1:{ports[0]}"
    environment = {**os.environ, **({"SECOND_PORT": str(ports[1])} if ports[1:] else {})}
    script = str(Path(__file__).with_name("requests.lua"))
    program = ["wrk", *CLIENTS, f"-d{seconds}s", "-s", script, address, "--", str(paths)]
    printed = subprocess.run(
        program, check=True, stdout=subprocess.PIPE, text=True, env=environment
    ).stdout
    figure: dict[str, object] = json.loads(printed.strip().split("\n")[-1])
    return figure | {"rate": float(str(figure["pages"])) / float(str(figure["seconds"]))}


def _write_paths(data: Path, scratch: Path) -> Mapping[str, Path]:
    """One file of paths for each way to ask."""
    lines = (data / "data/stard/queries.dev.jsonl").read_text(encoding="utf-8").splitlines()
    judged = [json.loads(line) for line in lines]
    texts = [topic[form] for topic in judged for form in ("question", "keywords") if topic[form]]
    texts = [text.replace("；", " ") for text in texts]
    cut = [[word for word in words_of(text).split() if word.isalnum()] for text in texts]
    any_of = [" OR ".join(f'"{word}"' for word in dict.fromkeys(words)) for words in cut]
    paths = {
        OURS: [f"/search?{urlencode({'q': text})}" for text in texts],
        "any": [
            f"/library/passages?{urlencode({'_searchmode': 'raw', '_search': words})}"
            for words in any_of
        ],
        "all": [f"/library/passages?{urlencode({'_search': ' '.join(words)})}" for words in cut],
        "ranked": [f"/library?{urlencode({'sql': RANKED, 'q': words})}" for words in any_of],
    }
    for way, asked_for in paths.items():
        (scratch / way).write_text("\n".join(asked_for) + "\n", encoding="utf-8")
    return {way: scratch / way for way in paths}


def servers(way: str, workers: int, index: Path, scratch: Path) -> tuple[list[list[str]], str]:
    """The programs to start, less host and port, and the path that answers when one is ready."""
    if way == OURS:
        program = [sys.executable, "-m", "policysearch", "serve", "--index", str(index.resolve())]
        return [[*program, "--workers", str(workers)]], "/readyz"
    program = [sys.executable, "-m", "datasette", "serve", "-i", str(scratch / "library.db")]
    return [[*program, "-m", str(scratch / "metadata.json"), *FASTER]] * workers, "/-/versions.json"


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _median(figures: list[dict[str, object]], name: str) -> float:
    return statistics.median(float(str(each[name])) for each in figures)


def _data() -> Path:
    return Path(os.environ.get("POLICYSEARCH_TEST_DATA", "../shared"))
