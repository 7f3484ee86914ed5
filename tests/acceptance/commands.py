"""Commands as a person runs them: a process of its own, in a folder, with no settings of ours."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT

BUILD = str(ROOT / "build_index.py")


def run(
    folder: Path,
    *arguments: str,
    lang: str = "en_GB.UTF-8",
    before: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run Python with arguments in a folder; `before` is called in the child first."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("POLICYSEARCH_", "LC_"))}
    environment = {**kept, "LANG": lang, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        preexec_fn=before,
    )
