"""Run every measurement of docs/benchmarks.md and keep what was printed under benchmarks/runs/.

    python -m benchmarks [--data DIR]
    python -m benchmarks engines …      our engine beside others (engines/run.py)
    python -m benchmarks http …         pages a second beside Datasette (pages/run.py)

The first takes about twenty minutes on two cores, the second an hour. The indexes are built into a
temporary folder and removed.
"""

import argparse
import datetime
import importlib
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = Path(__file__).parent / "runs"
PACKAGES = ("Whoosh", "jieba", "rjieba", "numpy", "Flask", "msgspec")


BESIDE_OTHERS = {"engines": "benchmarks.engines.run", "http": "benchmarks.pages.run"}


def main() -> None:
    """Run the comparison that is named, or else all programs of the product."""
    if sys.argv[1:] and sys.argv[1] in BESIDE_OTHERS:
        program = importlib.import_module(BESIDE_OTHERS[sys.argv[1]])
        program.main(sys.argv[2:], run_folder(f"-{sys.argv[1]}"))
    else:
        measure_product()


def measure_product() -> None:
    """Run the programs one after the other, so that none disturbs another."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--data", default=os.environ.get("POLICYSEARCH_TEST_DATA", "../shared"))
    data = Path(arguments.parse_args().data)
    folder = run_folder()
    sources = {
        "library": [
            data / "seed/article.txt",
            data / "data/laws",
            data / "data/policy/policy.jsonl",
        ],
        "stard": [data / "data/stard/laws.jsonl"],
        "policy": [data / "data/policy/policy.jsonl"],
    }
    with tempfile.TemporaryDirectory(prefix="policysearch-") as scratch:
        at = {name: str(Path(scratch) / name) for name in sources}
        for name, corpora in sources.items():
            paths = [str(path) for path in corpora]
            kept(folder, f"build-{name}", "benchmarks.build", "--index", at[name], *paths)
        groups = ("laws=laws", "policy=policy")
        kept(folder, "exactness", "benchmarks.exactness", "--index", at["library"], *groups)
        kept(folder, "queries", "benchmarks.queries", "--index", at["library"], str(data))
        for name in ("stard", "policy"):
            judged = str(data / "data" / name)
            kept(
                folder, f"evaluate-{name}", "policysearch", "evaluate", "--index", at[name], judged
            )


def run_folder(suffix: str = "") -> Path:
    """The folder of this day and machine, with what there is to know of both."""
    machine = f"{platform.machine()}-{os.cpu_count()}cores"
    folder = RUNS / f"{datetime.date.today():%Y-%m-%d}-{machine}{suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "machine.txt").write_text(described(), encoding="utf-8")
    return folder


def described() -> str:
    """The commit, the machine and the versions."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return (
        f"commit {commit.stdout.strip()}\n{platform.platform()}, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}\n{versions}\n"
    )


def kept(folder: Path, name: str, module: str, *options: str) -> None:
    """Run a module, show its output and keep it with its command line."""
    print(f"== {name}", flush=True)
    ended = subprocess.run(
        [sys.executable, "-m", module, *options],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=False,
    )
    print(ended.stdout, flush=True)
    command = f"python -m {module} {' '.join(options)}"
    text = f"$ {command}\n{ended.stdout}exit code {ended.returncode}\n"
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
