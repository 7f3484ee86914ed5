"""A build killed at any moment leaves the old index answering, and the next build succeeds."""

import contextlib
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policysearch import Library, Settings
from policysearch.storage import generation
from tests.builders import a_build, a_corpus

ROOT = Path(__file__).resolve().parent.parent
BACKEND = "whoosh"
SETTINGS = Settings(backend=BACKEND)
N_FILES = 24
N_MOMENTS = 20

BUILD = """
import sys; from pathlib import Path
from tests.builders import a_build
print("ready", flush=True)
sys.stdin.readline()
a_build(Path(sys.argv[1]), backend=sys.argv[2], full=sys.argv[3] == "full", jobs=2)
"""
# Kills itself before the n-th time that it opens, makes, renames or deletes something.
BUILD_TO_STEP = """
import os, signal, sys; from pathlib import Path
from tests.builders import a_build
left = int(sys.argv[3])
builder = os.getpid()
def stop(event, arguments):
    global left
    touches = event in ("open", "sqlite3.connect") or event.startswith(("os.", "shutil."))
    if touches and os.getpid() == builder and "index" in str(arguments):
        left -= 1
        if left == 0:
            os.kill(builder, signal.SIGKILL)
sys.addaudithook(stop)
a_build(Path(sys.argv[1]), backend=sys.argv[2])
print(left)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


def write(folder: Path, edition: int) -> None:
    """Files that all say which edition they are."""
    paragraphs = "\n\n".join(f"第{edition}版的第{n}段，关于人工智能产业的规定。" for n in range(20))
    a_corpus(folder, {f"{n}.md": f"# 第{n}号文件\n\n{paragraphs}\n" for n in range(N_FILES)})


def editions(library: Library) -> set[int]:
    """Which editions answer: each must answer with all of its files, or with none."""
    page = library.search("人工智能", size=100)
    found = {hit.passages[0].passage.text[1:].split("版")[0] for hit in page.hits}
    assert page.total.documents == N_FILES
    assert page.total.passages == N_FILES * 20
    return {int(edition) for edition in found}


@contextlib.contextmanager
def asking(folder: Path) -> Iterator[list[set[int]]]:
    """Ask without pause in a thread; what went wrong there is raised at the end."""
    answers: list[set[int]] = []
    failures: list[BaseException] = []
    is_over = threading.Event()

    def ask() -> None:
        try:
            with Library.open(folder / "index", settings=SETTINGS) as library:
                while not is_over.is_set():
                    answers.append(editions(library))
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        thread.join()
    if failures:
        raise failures[0]


def assert_whole(folder: Path, *allowed: int) -> None:
    """The index is whole and answers one of the editions; the next build answers the last."""
    with Library.open(folder / "index", settings=SETTINGS) as library:
        (edition,) = editions(library)
    assert edition in allowed
    complete = generation.folder(folder / "index", generation.current_number(folder / "index"))
    generation.verify(complete)
    a_build(folder, backend=BACKEND)
    with Library.open(folder / "index", settings=SETTINGS) as library:
        assert editions(library) == {allowed[-1]}
    left = [entry.name for entry in (folder / "index" / "generations").iterdir()]
    assert all(name.isdigit() for name in left)
    assert len(left) <= 3


@pytest.mark.slow
def test_killed_at_twenty_random_moments(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    write(tmp_path, 0)
    begun = time.perf_counter()
    a_build(tmp_path, backend=BACKEND)
    seconds = time.perf_counter() - begun
    n_killed = 0
    for edition in range(1, N_MOMENTS + 1):
        write(tmp_path, edition)
        mode = rng.choice(("full", "incremental"))
        command = [sys.executable, "-c", BUILD, str(tmp_path), BACKEND, mode]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        ) as builder:
            assert builder.stdin is not None and builder.stdout is not None
            assert builder.stdout.readline() == b"ready\n"
            with asking(tmp_path) as answers:
                builder.stdin.write(b"\n")
                builder.stdin.flush()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    builder.wait(rng.uniform(0, 1.5 * seconds))
                n_killed += builder.poll() is None
                builder.kill()
                builder.wait()
        assert answers
        assert all(answer in ({edition - 1}, {edition}) for answer in answers)
        assert_whole(tmp_path, edition - 1, edition)
    assert n_killed >= N_MOMENTS / 4


@pytest.mark.slow
def test_killed_before_every_kind_of_step(tmp_path: Path) -> None:
    """Evenly over all steps, and densely over the last ones, where generations are switched."""
    write(tmp_path, 0)
    a_build(tmp_path, backend=BACKEND)
    write(tmp_path, 1)
    n_steps = 10**6 - int(run_to_step(tmp_path, 10**6).stdout)
    moments = [*range(1, n_steps, max(1, n_steps // 8)), *range(n_steps - 11, n_steps + 1)]
    for edition, moment in enumerate(moments, 2):
        write(tmp_path, edition)
        run_to_step(tmp_path, moment)
        assert_whole(tmp_path, edition - 1, edition)


def run_to_step(folder: Path, moment: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BUILD_TO_STEP, str(folder), BACKEND, str(moment)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
