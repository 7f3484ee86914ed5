"""The processes of the engines: how each is started, what it answers, what memory it takes."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks.build import resident_megabytes

ROOT = Path(__file__).parents[2]
LUCENE = "9.12.1"
_JAR = Path(f"org/apache/lucene/lucene-core/{LUCENE}/lucene-core-{LUCENE}.jar")
# Debian's Python, for bindings that only Debian packages.
_DEBIAN = "/usr/bin/python3"
_SAMPLED = 0.03


class Ended(Exception):
    """An engine's process ended: not installed here, or failed; the message is its last word."""


class Remote:
    """An engine's process; commands as in worker.py."""

    def __init__(self, engine: str) -> None:
        """Raises Ended."""
        self._process = subprocess.Popen(
            command(engine),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        # Read on, so that an engine that prints much never waits.
        self._errors: list[str] = []
        threading.Thread(target=self._keep_errors, daemon=True).start()
        self._answer()

    def __enter__(self) -> "Remote":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, *words: object) -> Any:
        """Give a command and wait for its answer."""
        assert self._process.stdin
        self._process.stdin.write("\t".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def tell_watched(self, *words: object) -> tuple[Any, float]:
        """The answer, and the most resident memory of the process tree until then, in MB."""
        peak, done = [self.resident], threading.Event()

        def watch() -> None:
            while not done.wait(_SAMPLED):
                peak.append(self.resident)

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        answer = self.tell(*words)
        done.set()
        watching.join()
        return answer, max(peak)

    @property
    def resident(self) -> float:
        """Resident memory of the process tree in MB."""
        return resident_megabytes(self._process.pid)

    @property
    def anonymous(self) -> float:
        """Resident memory of the process that is not pages of files, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.split("\n") if line.startswith("RssAnon"))
        return int(line.split()[1]) / 1000

    def close(self) -> None:
        """Let the process end."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            time.sleep(_SAMPLED)
            raise Ended(self._errors[-1] if self._errors else "it said nothing")
        return json.loads(line)

    def _keep_errors(self) -> None:
        assert self._process.stderr
        self._errors.extend(line.strip() for line in self._process.stderr if line.strip())


def command(engine: str, *arguments: str) -> list[str]:
    """The command line of an engine's worker; raises Ended."""
    if engine == "lucene":
        return [*_java(), *arguments]
    python = sys.executable
    if engine == "xapian" and not _can_import(python, "xapian"):
        python = _DEBIAN
    return [python, "-m", "benchmarks.engines.worker", engine, *arguments]


def first_answer(engine: str, index: Path, words: list[str]) -> dict[str, float]:
    """A process of its own that opens an index and answers once.

    open_cpu, open_wall: ms from the imported engine to its answer.  start_cpu: ms of CPU from
    the start of the process to its end.
    """
    program = command(engine, "first", str(index), *words)
    process = subprocess.Popen(
        program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    cpu, wall = json.loads(process.stdout.read())
    _, _, usage = os.wait4(process.pid, 0)
    used = usage.ru_utime + usage.ru_stime
    return {"open_cpu": cpu / 1e6, "open_wall": wall / 1e6, "start_cpu": used * 1000}


def _can_import(python: str, module: str) -> bool:
    program = [python, "-c", f"import {module}"]
    return subprocess.run(program, stderr=subprocess.DEVNULL, check=False).returncode == 0


@cache
def _java() -> list[str]:
    """How Lucene's worker is started, compiled now."""
    if not shutil.which("javac"):
        raise Ended("no javac")
    jar = Path.home() / ".m2/repository" / _JAR
    if not jar.exists() and shutil.which("mvn"):
        artifact = f"-Dartifact=org.apache.lucene:lucene-core:{LUCENE}"
        subprocess.run(["mvn", "-q", "dependency:get", artifact], check=False)
    if not jar.exists():
        raise Ended(f"no {jar}")
    classes = mkdtemp(prefix="policysearch-lucene-")
    source = str(Path(__file__).with_name("Lucene.java"))
    subprocess.run(["javac", "-cp", str(jar), "-d", classes, source], check=True)
    return ["java", "-Xmx6g", "-cp", f"{jar}{os.pathsep}{classes}", "Lucene"]
