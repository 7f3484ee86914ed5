"""What is read when an index is opened: all live documents in order of id, as parallel arrays.

Documents, passages and units are numbered through: document d has the passages
`passage_bases[d]:passage_bases[d + 1]`, passage p the units `unit_bases[p]:unit_bases[p + 1]`. The
numbers do not depend on segments, deletions or the order of writing, and neither do the answers.

    chain_starts, chain_ends   int32[n_passages]: the units that a match in this passage may reach:
                               those of the passage and of the pieces before and after it
    numbers                    for each segment, int32: its record numbers to documents, -1 deleted
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from policysearch.backends.whoosh.whoosh_internals import Numbers, Segment

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class View:
    """The documents of an index; see above for the arrays."""

    ids: Sequence[str]
    dates: Sequence[str]
    titles: Sequence[tuple[str, ...]]
    fields: Sequence[Mapping[str, tuple[str, ...]]]
    passage_bases: Numbers
    unit_bases: Numbers
    n_units: Numbers
    n_words: Numbers
    document_of_passage: Numbers
    chain_starts: Numbers
    chain_ends: Numbers
    numbers: tuple[Numbers, ...]

    @property
    def n_documents(self) -> int:
        return len(self.ids)

    @property
    def n_passages(self) -> int:
        return len(self.document_of_passage)

    def passages_of(self, places: Numbers) -> Numbers:
        """The passage of each unit; places ascend."""
        if len(places) > self.n_passages:
            counts = np.diff(np.searchsorted(places, self.unit_bases))
            return np.repeat(np.arange(self.n_passages, dtype=np.int32), counts)
        # An empty passage begins where the next one does: the last of equals has the unit.
        found = np.searchsorted(self.unit_bases, places, side="right") - 1
        return found.astype(np.int32)


def read_view(segments: Sequence[Segment]) -> View:
    """Read all live documents."""
    found: list[tuple[str, int, int, Mapping[str, Any]]] = []
    for number, segment in enumerate(segments):
        for record in segment.live:
            document_id, stored = segment.document(record)
            found.append((document_id, number, record, stored))
    found.sort(key=lambda row: row[0])

    numbers = tuple(np.full(segment.n_documents, -1, dtype=np.int32) for segment in segments)
    for document, (_, number, record, _) in enumerate(found):
        numbers[number][record] = document
    stored_rows = [stored for _, _, _, stored in found]
    n_units, n_words = (
        _joined([np.frombuffer(stored[key], dtype=np.int32) for stored in stored_rows])
        for key in ("n_units", "n_words")
    )
    n_passages = [len(stored["continues"]) for stored in stored_rows]
    passage_bases = np.cumsum([0, *n_passages], dtype=np.int32)
    unit_bases = np.concatenate([[0], np.cumsum(n_units)]).astype(np.int32)
    is_start = np.frombuffer(b"".join(s["continues"] for s in stored_rows), dtype=np.uint8) == 0
    is_start[passage_bases[:-1][np.diff(passage_bases) > 0]] = True
    starts = np.flatnonzero(is_start)
    n_pieces = np.diff(np.append(starts, len(is_start)))
    return View(
        ids=[row[0] for row in found],
        dates=[stored["date"] for stored in stored_rows],
        titles=[tuple(stored["title"]) for stored in stored_rows],
        fields=[
            {field: tuple(values) for field, values in stored["fields"].items()}
            for stored in stored_rows
        ],
        passage_bases=passage_bases,
        unit_bases=unit_bases,
        n_units=n_units,
        n_words=n_words,
        document_of_passage=np.repeat(np.arange(len(found), dtype=np.int32), n_passages),
        chain_starts=np.repeat(unit_bases[starts], n_pieces),
        chain_ends=np.repeat(unit_bases[starts + n_pieces], n_pieces),
        numbers=numbers,
    )


def _joined(arrays: Sequence[Numbers]) -> Numbers:
    return np.concatenate([np.empty(0, dtype=np.int32), *arrays])
