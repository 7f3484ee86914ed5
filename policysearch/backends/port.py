"""The whole contract of a backend: entries in, plans in, matches out.

A backend knows documents by id and passages by ordinal; it never sees text that is not analysed.
Every count is exact. Two backends given the same entries answer alike, scores within 1e-5.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from policysearch.query.plan import Plan

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """A passage to index. units: of its folded text.  words: the `words` stream, for scores only.

    continues: a further piece of the passage before it: a match may run on into it, and then
    belongs to the piece in which it begins.
    """

    units: tuple[str, ...]
    words: tuple[str, ...]
    continues: bool = False


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document to index.

    fields: values by name: model.FILTER_FIELDS but `year`, and `number` (keys); for `folder` also
    the folders above it, so that one stands for all below.
    date: the order date, ISO as far as known, or "".  title: the units of its title.
    """

    id: str
    date: str
    title: tuple[str, ...]
    passages: tuple[PassageEntry, ...]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TokenStream:
    """One stream of many passages, one after the other, in numbers.

    terms: distinct ones, in no order.  tokens: int32[n] indices of `terms`.
    lengths: int32[n_passages] how many tokens each passage has.
    """

    terms: tuple[str, ...]
    tokens: Numbers
    lengths: Numbers


@dataclass(frozen=True, slots=True)
class EntryBatch:
    """Documents to index, in numbers: what processes hand to each other and a build adds.

    documents: as DocumentEntry has them, `passages` empty; document i has the next n_passages[i]
    rows of `units`, `words` and `continues`.
    n_passages: int32[n_documents].  continues: bool[n_passages in all].
    """

    documents: tuple[DocumentEntry, ...]
    n_passages: Numbers
    continues: npt.NDArray[np.bool_]
    units: TokenStream
    words: TokenStream


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """A passage found.

    missing: indices of the plan's clauses that do not hold here.  literal: occurrences that begin
    here.
    """

    document_id: str
    ordinal: int
    score: float
    missing: tuple[int, ...]
    literal: int


@dataclass(frozen=True, slots=True)
class DocumentMatch:
    """A document found.

    passages: the best of those that have a leaf of a wanted clause (of all, if none is wanted),
    best first; n_passages: how many they are without the limit. What is said of the document itself
    (its title, a field) and what it is wanted not to have are leaves that all of its passages have.
    """

    document_id: str
    score: float
    passages: tuple[PassageMatch, ...]
    n_passages: int
    missing: tuple[int, ...]
    literal: int


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """Of one clause, in the whole index and under the plan's restrictions (all but `wanted`).

    documents: those in which it holds (by passage: in one of their passages).
    occurrences: distinct start positions of its patterns, whether it holds there or not, 0 for
    clauses without any.
    """

    documents: int
    occurrences: int
    filtered_documents: int
    filtered_occurrences: int


@dataclass(frozen=True, slots=True)
class Matches:
    """The answer to a plan.

    n_documents: documents matched (by passage: those with a matched passage); n_full of them are
    full (by passage: have a full passage).
    n_passages: by document, the sum of their `n_passages`; by passage, hits.
    n_literal: occurrences in matched documents (passages), None without a literal pattern.
    facets: field → (value, documents), in no order.  notices: codes of limits that were met:
    `expansions_limited`, a prefix or near word stands for its first units in order only.
    """

    hits: tuple[DocumentMatch, ...] | tuple[PassageMatch, ...]
    n_documents: int
    n_full: int
    n_passages: int
    n_literal: int | None
    clauses: tuple[ClauseCount, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    notices: tuple[str, ...] = ()


class Searcher(Protocol):
    """Reads one committed state; may be used from several threads."""

    n_documents: int
    n_passages: int

    def search(self, plan: Plan) -> Matches:
        """Answer a plan; nothing found is an answer with zero counts."""

    def passages(self, plan: Plan) -> Iterator[tuple[str, int]]:
        """Give (document id, ordinal) of every passage that counts in `n_passages` of the same plan
        by passage, in order of document id, then ordinal."""

    def close(self) -> None:
        """Release files; later calls are errors."""


class Writer(Protocol):
    """Collects changes; nothing is seen before `commit`."""

    def add(self, entry: DocumentEntry) -> None:
        """Add a document whose id is not in the index (or was deleted through this writer)."""

    def add_batch(self, batch: EntryBatch) -> None:
        """Add many documents at once, as `add` would each."""

    def delete(self, document_id: str) -> None:
        """Remove a document; unknown ids are ignored.

        A writer may refuse what it has itself been given since it was opened."""

    def commit(self) -> None:
        """Write everything, synced to disk."""

    def cancel(self) -> None:
        """Forget everything."""


class Backend(Protocol):
    """One engine. `version` changes when an index of an older one can no longer be read."""

    name: str
    version: str

    def writer(self, directory: Path) -> Writer:
        """Write to `directory`: an empty one begins an index, another continues it."""

    def searcher(self, directory: Path) -> Searcher:
        """Open a committed index; raise IndexDamaged if it cannot be read."""

    def verify(self, directory: Path) -> None:
        """Read every file of the index; raise IndexDamaged at the first fault."""

    def copy(self, source: Path, target: Path) -> None:
        """Make `target` a continuable copy of a committed index.

        Files that are never written again may be hard links.
        """
