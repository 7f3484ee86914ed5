"""Segments: few of them, of live documents, and nothing left behind."""

from pathlib import Path

from policysearch.analysis.pattern import phrase
from policysearch.backends.entries import batch_of
from policysearch.backends.port import DocumentEntry, Searcher
from policysearch.backends.registry import backend
from policysearch.backends.whoosh.writer import WhooshWriter
from policysearch.query.plan import Has, Plan
from tests.contracts.backend import a_document, write


def entry(number: int) -> DocumentEntry:
    return a_document(f"d{number:03}", f"第 {number} 条规定", "共同的话")


def n_segments(directory: Path) -> int:
    return len(list(directory.glob("*.col")))


def found(searcher: Searcher, *units: str) -> list[tuple[str, int]]:
    return list(searcher.passages(Plan(required=(Has(phrase(units)),))))


def test_many_commits_leave_few_segments(tmp_path: Path) -> None:
    for number in range(12):
        write(backend("whoosh"), tmp_path, [entry(number)])
        assert n_segments(tmp_path) <= 4
    searcher = backend("whoosh").searcher(tmp_path)
    assert found(searcher, "共", "同") == [(f"d{number:03}", 1) for number in range(12)]
    for number in range(12):
        assert found(searcher, "第", str(number), "条") == [(f"d{number:03}", 0)]


def test_a_segment_that_is_mostly_deleted_is_written_anew(tmp_path: Path) -> None:
    engine = backend("whoosh")
    write(engine, tmp_path, [entry(number) for number in range(10)])
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    writer = engine.writer(tmp_path)
    for number in range(2, 10):
        writer.delete(f"d{number:03}")
    writer.commit()
    assert n_segments(tmp_path) == 1
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < size
    assert found(engine.searcher(tmp_path), "共", "同") == [("d000", 1), ("d001", 1)]


def test_an_index_of_deleted_documents_only_has_no_segment(tmp_path: Path) -> None:
    engine = backend("whoosh")
    write(engine, tmp_path, [entry(1)])
    writer = engine.writer(tmp_path)
    writer.delete("d001")
    writer.commit()
    assert n_segments(tmp_path) == 0


def small_segments(directory: Path) -> WhooshWriter:
    """A writer that has little room."""
    return WhooshWriter(directory, version=backend("whoosh").version, limit_tokens=20)


def test_a_large_build_is_cut_into_segments_that_answer_as_one(tmp_path: Path) -> None:
    entries = [entry(number) for number in (3, 1, 4, 5, 9, 2, 6)]
    writer = small_segments(tmp_path)
    for each in entries:
        writer.add_batch(batch_of([each]))
    assert n_segments(tmp_path) > 2
    writer.commit()
    searcher = backend("whoosh").searcher(tmp_path)
    assert found(searcher, "共", "同") == [
        (each.id, 1) for each in sorted(entries, key=lambda e: e.id)
    ]


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    engine = backend("whoosh")
    write(engine, tmp_path, [entry(1)])
    held = {path.name for path in tmp_path.iterdir()}
    killed = small_segments(tmp_path)
    killed.add_batch(batch_of([entry(2), entry(3)]))
    (tmp_path / "MAIN.tmp").mkdir()
    assert {path.name for path in tmp_path.iterdir()} > held
    (tmp_path / "notes.txt").write_text("not ours")
    del killed
    engine.writer(tmp_path).cancel()
    assert {path.name for path in tmp_path.iterdir()} == held | {"notes.txt"}
    assert engine.searcher(tmp_path).n_documents == 1


def test_a_cancelled_writer_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    engine = backend("whoosh")
    write(engine, tmp_path, [entry(1)])
    held = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    writer = small_segments(tmp_path)
    writer.add_batch(batch_of([entry(2), entry(3)]))
    writer.delete("d001")
    writer.cancel()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == held


def test_a_batch_is_what_its_entries_are_one_by_one(tmp_path: Path) -> None:
    entries = [entry(number) for number in range(5)]
    answers = []
    for way in ("one by one", "at once"):
        directory = tmp_path / way
        writer = backend("whoosh").writer(directory)
        if way == "at once":
            writer.add_batch(batch_of(entries))
        else:
            for each in entries:
                writer.add(each)
        writer.commit()
        answers.append(backend("whoosh").searcher(directory).search(Plan(limit=10)))
    assert answers[0] == answers[1]
    assert answers[0].n_documents == 5
