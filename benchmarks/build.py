"""Build an index from files and print documents, passages, seconds and peak memory as a table row.

    python -m benchmarks.build [--index DIR] [--jobs N] CORPUS…

The peak is that of the whole process tree, sampled ten times a second.
"""

import argparse
import os
import platform
import resource
import shutil
import tempfile
import threading
import time
from pathlib import Path

from policysearch import build


class PeakMemory:
    """The largest resident memory of this process and its descendants, in MB, while entered."""

    def __enter__(self) -> "PeakMemory":
        self.megabytes = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.megabytes = max(self.megabytes, resident_megabytes(os.getpid()))


def resident_megabytes(root: int) -> float:
    """Resident memory of a process and all below it, from /proc."""
    parents, resident = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(folder.name)], resident[int(folder.name)] = int(fields[1]), int(fields[21])
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        total += resident.get(process, 0)
        waiting += [child for child, parent in parents.items() if parent == process]
    return total * resource.getpagesize() / 1e6


def main() -> None:
    """Build into an empty folder (or --index, kept) and print one row."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("corpus", nargs="+")
    arguments.add_argument("--index")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    index = Path(given.index or tempfile.mkdtemp(prefix="policysearch-"))
    begun, before = time.perf_counter(), os.times()
    with PeakMemory() as peak:
        report = build(corpus=given.corpus, index=index, jobs=given.jobs)
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    print(
        "| sources | failed | documents | passages | characters"
        " | seconds | CPU seconds | peak MB | index MB |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6
    print(
        f"| {report.n_sources} | {report.n_failed} | {report.n_documents} | {report.n_passages}"
        f" | {report.n_characters} | {time.perf_counter() - begun:.0f} | {cpu:.0f}"
        f" | {peak.megabytes:.0f} | {size:.0f} |"
    )
    for outcome in report.outcomes:
        print(f"{outcome.status} {outcome.root}/{outcome.path} {outcome.member}: {outcome.message}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if not given.index:
        shutil.rmtree(index)


if __name__ == "__main__":
    main()
