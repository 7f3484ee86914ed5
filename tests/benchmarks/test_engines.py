"""Every engine that is installed here answers alike; those that are not are left out."""

import importlib.util
from pathlib import Path

import pytest

from benchmarks.engines.measure import measured
from benchmarks.engines.processes import Ended, Remote, command, first_answer
from benchmarks.engines.run import ENGINES
from benchmarks.engines.streams import KINDS, read_queries, read_streams
from benchmarks.engines.tables import tables
from tests.benchmarks import tiny

MODULES = {"tantivy": "tantivy", "tantivy-2": "tantivy", "bm25s": "bm25s"}


def is_here(engine: str) -> bool:
    if engine in MODULES:
        return importlib.util.find_spec(MODULES[engine]) is not None
    try:
        with Remote(engine):
            return True
    except (Ended, FileNotFoundError):
        return False


HERE = [engine for engine in ENGINES if is_here(engine)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("engines") / "tiny"
    tiny.write(written)
    return written


def test_sqlite_and_both_engines_on_whoosh_are_always_here() -> None:
    assert {"fts5", "whoosh", "columnar"} <= set(HERE)


@pytest.mark.parametrize("engine", HERE)
def test_an_engine_answers_as_a_loop_over_the_passages_does(
    engine: str, folder: Path, tmp_path: Path
) -> None:
    with Remote(engine) as remote:
        remote.tell("load", folder)
        built = remote.tell("build", tmp_path / "index")
    assert built["cpu"] > 0
    with Remote(engine) as remote:
        kinds = remote.tell("open", tmp_path / "index", folder)["kinds"]
        for kind in kinds:
            assert remote.tell("check", kind, 100) == tiny.answers(kind), kind
            assert len(remote.tell("ask", kind, 60)) == len(tiny.QUERIES[kind])
    first = first_answer(engine, tmp_path / "index", ["合同"])
    assert 0 < first["open_cpu"] <= first["start_cpu"]


def test_a_whole_run_has_a_table_row_for_each_engine_and_no_differences(
    folder: Path, tmp_path: Path
) -> None:
    figures = measured(["fts5", "whoosh"], folder, tmp_path / "run", rounds=2, builds=2, seconds=60)
    assert figures["missing"] == {}
    assert all(n == 0 for of_kind in figures["differences"].values() for n, _ in of_kind.values())
    printed = tables("A", figures)
    assert printed.count("\n| fts5") == printed.count("\n| whoosh") == 3


def test_an_engine_that_is_not_installed_is_named_with_the_reason(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    command.__globals__["_java"].cache_clear()
    figures = measured(["lucene"], folder, tmp_path / "run", rounds=1, builds=1, seconds=1)
    assert figures["missing"] == {"lucene": "no javac"}
    command.__globals__["_java"].cache_clear()


def test_streams_give_words_and_grams_as_strings(folder: Path) -> None:
    streams = read_streams(folder)
    assert streams.words.joined()[:2] == ["劳动 合同 应当", "合同 合同 gb/t 无效"]
    assert streams.units.joined_grams()[2] == "应\x1f当 当\x1f登 登\x1f记 记\x1f"
    assert streams.units.joined_grams()[5] == ""
    assert streams.dates[0] == 20210101
    assert {kind: read_queries(folder, kind) for kind in KINDS} == tiny.QUERIES
