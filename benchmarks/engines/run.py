"""The engines against each other: build, ask, size, memory, and the bars that ours must reach.

    python -m benchmarks engines [--sets A B C] [--engines NAME…] [--rounds 5] [--builds 3]

Every engine runs in a process of its own, gets the same tokens, and takes its turn in every round.
`--cache` keeps the tokens and the data sets (1 GB for C) from run to run. What is not installed is
skipped and named: tantivy, bm25s and numba come by pip, Xapian by `apt install python3-xapian`,
Lucene needs a JDK and takes its one jar from Maven Central.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

from benchmarks.engines.making import made
from benchmarks.engines.measure import measured
from benchmarks.engines.tables import tables

# The first one there is what the answers of the others are compared with.
ENGINES = ("tantivy", "columnar", "tantivy-2", "lucene", "xapian", "fts5", "bm25s", "whoosh")
# A call for each posting: hours, for a million passages.
NEVER_ON = {"C": ("whoosh", "xapian")}


def main(arguments: list[str], folder: Path) -> None:
    """Measure, keep engines-<set>.json and .txt in the folder, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks engines", description=__doc__)
    data = os.environ.get("POLICYSEARCH_TEST_DATA", "../shared")
    parser.add_argument("--data", type=Path, default=Path(data))
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--sets", nargs="+", choices="ABC", default=["A", "B", "C"])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--builds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15, help="of one kind, engine and round")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="policysearch-engines-") as scratch:
        for data_set in given.sets:
            cache = (given.cache or Path(scratch) / "cache").resolve()
            tokens = made(data_set, given.data, cache)
            figures = measured(
                [name for name in given.engines if name not in NEVER_ON.get(data_set, ())],
                tokens,
                Path(scratch) / data_set,
                rounds=given.rounds,
                builds=given.builds,
                seconds=given.seconds,
            )
            said = tables(data_set, figures)
            print(said, flush=True)
            command = f"$ python -m benchmarks engines {' '.join(arguments)}"
            kept = folder / f"engines-{data_set}"
            kept.with_suffix(".json").write_text(json.dumps(figures), encoding="utf-8")
            kept.with_suffix(".txt").write_text(f"{command}\n{said}\n", encoding="utf-8")
