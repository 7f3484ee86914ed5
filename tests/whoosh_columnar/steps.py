"""A storage that tells of each step before it is done, so that a test can let it fail or die there.

Steps are what changes the disk: a file is made, a half and then the whole of some bytes is written,
a file is synced, closed, renamed, deleted. Nothing is buffered, so that all before a step is there.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from whoosh_columnar.index import ColumnarIndex

Tell = Callable[[str], None]


def stepped_index(folder: Path, tell: Tell) -> ColumnarIndex:
    """The index of a folder, whose writers tell of their steps."""
    return ColumnarIndex(SteppedStorage(folder, tell))


class SteppedStorage(FileStorage):
    def __init__(self, folder: Path, tell: Tell) -> None:
        super().__init__(str(folder))
        self.tell = tell

    def create_file(self, name: str, **options: Any) -> StructFile:
        self.tell(f"create {name}")
        file = SteppedFile(Path(self.folder, name), self.tell)
        return StructFile(file, name=name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        self.tell(f"rename {oldname} to {newname}")
        super().rename_file(oldname, newname, safe)
        self.tell(f"renamed {newname}")

    def delete_file(self, name: str) -> None:
        self.tell(f"delete {name}")
        super().delete_file(name)


class SteppedFile:
    def __init__(self, path: Path, tell: Tell) -> None:
        self._file = path.open("wb", buffering=0)
        self._name, self._tell = path.name, tell

    def write(self, content: bytes) -> int:
        content = bytes(content)
        half = len(content) // 2
        self._tell(f"write {self._name}")
        self._file.write(content[:half])
        self._tell(f"write more of {self._name}")
        self._file.write(content[half:])
        return len(content)

    def fileno(self) -> int:
        """What a file is synced by."""
        self._tell(f"sync {self._name}")
        return self._file.fileno()

    def close(self) -> None:
        self._tell(f"close {self._name}")
        self._file.close()


def run_and_die(action: Callable[[Tell], None], step: int) -> int:
    """Do something in a process of its own, killed before this step; how it ended."""
    child = os.fork()
    if not child:
        status = 3
        try:
            n = 0

            def tell(what: str) -> None:
                nonlocal n
                if n == step:
                    os.kill(os.getpid(), 9)
                n += 1

            action(tell)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def steps_of(action: Callable[[Tell], None]) -> list[str]:
    """The steps that something takes."""
    steps: list[str] = []
    action(steps.append)
    return steps
