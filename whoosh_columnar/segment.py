"""A segment as the table of contents names it: an id, how many records, and which are deleted.

Tables of contents are pickles, so the place of the class, `whoosh_columnar.segment`, is part of
the format, and so is the state that it gives.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from whoosh_columnar.whoosh_internals import Segment

Mask = npt.NDArray[np.bool_]

EXTENSION = ".col"


class ColumnarSegment(Segment):  # type: ignore[misc]
    """One file of records. Deletions are kept here, as bits, and not in the file.

    unfinished: a MemoryPart that the contract's per-document writer has left and its field writer
    has not yet written.
    codec_type: set by `codec`; Whoosh asks a segment for its codec and a codec for a segment.
    """

    codec_type: ClassVar[Any]

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._n_records = 0
        self._deleted: Mask | None = None
        self._n_deleted = 0
        self.unfinished: Any = None

    def __getstate__(self) -> dict[str, Any]:
        deleted = None if self._deleted is None else np.packbits(self._deleted).tobytes()
        return {
            "indexname": self.indexname,
            "segid": self.segid,
            "n_records": self._n_records,
            "deleted": deleted,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.indexname = state["indexname"]
        self.segid = state["segid"]
        self.compound = False
        self.unfinished = None
        self._n_records = state["n_records"]
        self._deleted = None
        self._n_deleted = 0
        if state["deleted"] is not None:
            bits = np.frombuffer(state["deleted"], dtype=np.uint8)
            self._deleted = np.unpackbits(bits, count=self._n_records).astype(np.bool_)
            self._n_deleted = int(self._deleted.sum())

    @property
    def file_name(self) -> str:
        """The name of the segment's file in its storage."""
        name: str = self.make_filename(EXTENSION)
        return name

    @property
    def deleted(self) -> Mask:
        """bool[n_records], not to be changed; a deletion in this object shows in it."""
        if self._deleted is None:
            return np.zeros(self._n_records, dtype=np.bool_)
        return self._deleted

    def codec(self) -> Any:
        """A codec that reads this segment."""
        return self.codec_type()

    def set_doc_count(self, n_records: int) -> None:
        self._n_records = n_records

    def doc_count_all(self) -> int:
        return self._n_records

    def deleted_count(self) -> int:
        return self._n_deleted

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of deleted records, ascending."""
        return iter(() if self._deleted is None else np.flatnonzero(self._deleted).tolist())

    def is_deleted(self, docnum: int) -> bool:
        # Whoosh's Every asks for one past the end.
        deleted = self._deleted
        return deleted is not None and docnum < len(deleted) and bool(deleted[docnum])

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a record as deleted, or no longer."""
        if not 0 <= docnum < self._n_records:
            raise KeyError(f"No record {docnum} among {self._n_records}")
        if self.is_deleted(docnum) != delete:
            self._marks()[docnum] = delete
            self._n_deleted += 1 if delete else -1

    def delete_many(self, numbers: npt.NDArray[np.integer]) -> None:
        """Mark records of these numbers as deleted."""
        marks = self._marks()
        marks[numbers] = True
        self._n_deleted = int(marks.sum())

    def should_assemble(self) -> bool:
        """A segment is one file already."""
        return False

    def _marks(self) -> Mask:
        if self._deleted is None:
            self._deleted = np.zeros(self._n_records, dtype=np.bool_)
        return self._deleted
