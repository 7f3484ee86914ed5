import os
import signal
import time
from pathlib import Path

import pytest

from policysearch.errors import DamagedSource, LimitExceeded, SourceError, SourceUnreadable
from policysearch.extract.port import Limits, extract
from policysearch.extract.sandbox import Found, Sandbox, Task, tasks_of
from policysearch.model import Extract

LIMITS = Limits(timeout_s=1, memory_mb=300)


def misbehave(task: Task, limits: Limits) -> Found:
    """Do what the path says, as the worst file would make a reader do."""
    match task.path:
        case "hang":
            time.sleep(60)
        case "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            os._exit(7)
        case "memory":
            bytearray(1 << 31)
        case "nest":
            return misbehave(task, limits)
        case "mistake":
            raise KeyError("x")
        case "missing":
            task.file.read_bytes()
        case "refuse":
            raise DamagedSource(reason="on purpose", member="line 3")
    return [task.path.encode()]


def outcomes(*paths: str) -> dict[str, bytes | SourceError]:
    tasks = [Task("r", path, Path("/missing/file")) for path in paths]
    with Sandbox(misbehave, jobs=2, limits=LIMITS) as sandbox:
        return {task.path: found[0] for task, found in sandbox.run(tasks)}


def test_the_worst_files_cost_themselves_alone() -> None:
    found = outcomes(
        "a", "hang", "crash", "b", "leave", "memory", "nest", "mistake", "missing", "refuse", "c"
    )
    assert [found[path] for path in "abc"] == [b"a", b"b", b"c"]
    assert isinstance(found["hang"], LimitExceeded) and "EXTRACT_TIMEOUT_S (1 s)" in str(
        found["hang"]
    )
    assert isinstance(found["memory"], LimitExceeded) and "EXTRACT_MEMORY_MB (300 MB)" in str(
        found["memory"]
    )
    assert isinstance(found["crash"], DamagedSource) and "exit code -9" in str(found["crash"])
    assert isinstance(found["leave"], DamagedSource) and "exit code 7" in str(found["leave"])
    assert isinstance(found["nest"], DamagedSource) and "nested too deeply" in str(found["nest"])
    assert isinstance(found["mistake"], DamagedSource) and "KeyError" in str(found["mistake"])
    assert isinstance(found["missing"], SourceUnreadable)


def test_an_error_crosses_from_the_worker_whole() -> None:
    error = outcomes("refuse")["refuse"]
    assert isinstance(error, DamagedSource)
    assert error.details == {"reason": "on purpose", "member": "line 3"}


def test_nothing_to_do_is_done() -> None:
    assert outcomes() == {}


def test_tasks_are_taken_as_workers_become_free() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield Task("r", f"n{taken}", Path("x"))

    with pytest.raises(StopAsyncIteration), Sandbox(misbehave, jobs=1, limits=LIMITS) as sandbox:
        for n, _ in enumerate(sandbox.run(endless())):  # type: ignore[arg-type]
            if n == 3:
                raise StopAsyncIteration
    assert taken < 12


def members(task: Task, limits: Limits) -> Found:
    found: list[bytes | SourceError] = []
    for one in extract(task.file, limits=limits, part=task.part):
        if isinstance(one, Extract):
            found.append(f"{one.content_hash} {one.member} {one.blocks[0].text}".encode())
        else:
            found.append(one)
    return found


@pytest.mark.parametrize("part_bytes", [1, 40, 1 << 20])
def test_a_jsonl_read_in_parts_is_the_same_as_in_one(tmp_path: Path, part_bytes: int) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        "".join(f'{{"text": "第{n}篇"}}\n' if n % 7 else "\n" for n in range(50)), "utf-8"
    )
    tasks = list(tasks_of("r", "a.jsonl", file, part_bytes=part_bytes))
    with Sandbox(members, jobs=2, limits=Limits()) as sandbox:
        by_start = {task.part.start: found for task, found in sandbox.run(tasks)}
    found = [one for start in sorted(by_start) for one in by_start[start]]
    assert found == list(members(Task("r", "a.jsonl", file), Limits()))
    assert len(found) == 42


def test_other_files_are_one_task(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x\n" * 100, "utf-8")
    assert list(tasks_of("r", "a.txt", tmp_path / "a.txt", part_bytes=10)) == [
        Task("r", "a.txt", tmp_path / "a.txt")
    ]
    assert len(list(tasks_of("r", "gone.jsonl", tmp_path / "gone.jsonl"))) == 1
