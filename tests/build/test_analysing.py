import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from pebble import ProcessPool

from policysearch.analysis.analyzer import default_analyzer
from policysearch.backends.entries import entries_of, entry
from policysearch.backends.port import DocumentEntry, EntryBatch
from policysearch.build.analysing import batches, made_batch
from policysearch.errors import BuildError
from policysearch.extract.sandbox import context
from policysearch.storage.records import Held
from policysearch.storage.store import Store
from policysearch.storage.writing import StoreWriter
from tests.builders import a_document

N_DOCUMENTS = 23
DOCUMENTS = [
    a_document(
        f"第{number}条 为了促进人工智能产业发展，制定第{number}号规定。", "鼓励创新。" * number,
        title=f"第{number}号规定", id=f"d{number:02}", path=f"{number}.md",
    )
    for number in range(N_DOCUMENTS)
]  # fmt: skip
IDS = [document.id for document in DOCUMENTS]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the documents."""
    path = tmp_path_factory.mktemp("library") / "library.sqlite"
    with StoreWriter.begun(path, None) as writer:
        for document in DOCUMENTS:
            writer.put(document, Held.of(document, 0))
        writer.save()
    return path


def made(library: Path, ids: Sequence[str], *, jobs: int, characters: int) -> list[EntryBatch]:
    with Store.open(library) as store:
        return list(batches(store, ids, jobs=jobs, characters=characters))


def joined(found: Sequence[EntryBatch]) -> tuple[DocumentEntry, ...]:
    return tuple(each for batch in found for each in entries_of(batch))


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("characters", [1, 97, 1000, 10**9])
def test_neither_processes_nor_batches_make_a_difference(
    library: Path, jobs: int, characters: int
) -> None:
    expected = tuple(entry(document, default_analyzer()) for document in DOCUMENTS)
    assert joined(made(library, IDS, jobs=jobs, characters=characters)) == expected


def test_batches_have_about_the_characters_asked_for_and_none_is_empty(library: Path) -> None:
    found = made(library, IDS, jobs=2, characters=97)
    sizes = [[DOCUMENTS[int(one.id[1:])] for one in batch.documents] for batch in found]
    for documents in sizes[:-1]:
        characters = [document.summary.n_characters for document in documents]
        assert sum(characters[:-1]) < 97 <= sum(characters)
    assert all(sizes)


def test_documents_come_in_the_order_asked_for(library: Path) -> None:
    asked = [IDS[7], IDS[20], IDS[3]]
    found = joined(made(library, asked, jobs=2, characters=1))
    assert [each.id for each in found] == asked


def test_nothing_to_analyse_is_no_batch(library: Path) -> None:
    assert made(library, [], jobs=2, characters=1) == []


def test_a_process_that_dies_stops_the_build_and_says_so() -> None:
    with ProcessPool(max_workers=1, context=context()) as pool:
        with pytest.raises(BuildError, match="exit code 7"):
            made_batch(pool.schedule(os._exit, args=(7,)))
        pool.stop()
