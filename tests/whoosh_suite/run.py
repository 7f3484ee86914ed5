"""Run the suite and judge its outcomes."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.whoosh_suite.exceptions import BY_WAY, N_TESTS

ROOT = Path(__file__).resolve().parent.parent.parent


def outcomes(tests: Path, way: str, arguments: Sequence[str] = ()) -> dict[str, str]:
    """Run the tests of a folder in a process of their own: name of a test → how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "outcomes.json"
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "WHOOSH_SUITE_WAY": way,
            "WHOOSH_SUITE_OUTCOMES": str(target),
            "TMPDIR": folder,
            # A test or two depend on the order of a set of strings.
            "PYTHONHASHSEED": "0",
        }
        plugin = ["-p", "tests.whoosh_suite.plugin", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "--rootdir", str(tests)]
        subprocess.run(
            [*command, *plugin, *(arguments or ["."])], cwd=tests, env=environment, check=False
        )
        if not target.exists():
            return {}
        ended: dict[str, str] = json.loads(target.read_text(encoding="utf-8"))
        return ended


def faults(way: str, ended: Mapping[str, str]) -> list[str]:
    """What is not as expected, a line each: failures that are no exception, and the reverse."""
    exceptions = BY_WAY[way]
    found = [
        f"{way}: {name} {outcome}"
        for name, outcome in ended.items()
        if outcome != "passed" and name not in exceptions
    ]
    found += [
        f"{way}: {name} is an exception and {ended.get(name, 'was not run')}"
        for name in exceptions
        if ended.get(name) != "failed"
    ]
    if len(ended) < N_TESTS:
        found.append(f"{way}: {len(ended)} tests ended, of {N_TESTS}")
    return found
