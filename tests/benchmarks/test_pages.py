import sqlite3
from pathlib import Path

from benchmarks.pages.database import words_of, write_database
from benchmarks.pages.run import servers, table
from policysearch import build


def test_the_database_finds_the_passages_of_the_library_by_their_words(tmp_path: Path) -> None:
    source = tmp_path / "corpus" / "规定.txt"
    source.parent.mkdir()
    source.write_text(
        "登记规定\n\n第一条　合同应当登记。\n\n第二条　机关公告。\n", encoding="utf-8"
    )
    build(corpus=[str(source.parent)], index=tmp_path / "index", jobs=1)
    n_passages = write_database(tmp_path / "index", tmp_path)
    with sqlite3.connect(tmp_path / "library.db") as database:
        texts = [row[0] for row in database.execute("SELECT text FROM passages")]
        found = database.execute(
            "SELECT text FROM passages JOIN passages_fts ON id = passages_fts.rowid"
            " WHERE passages_fts MATCH ?",
            (words_of("登记 合同"),),
        ).fetchall()
    assert len(texts) == n_passages > 0
    assert [row[0] for row in found] == [text for text in texts if "合同应当登记" in text]


def figure(way: str, rate: float) -> dict[str, object]:
    of_wrk = {"p50_ms": 10.0, "p95_ms": 20.0, "failed": 0, "memory_mb": 90.0}
    return {"way": way, "workers": 1, "rate": rate, **of_wrk}


def test_the_table_says_how_many_times_the_other_servers_pages_ours_are() -> None:
    rounds = [figure("ours", rate) for rate in (90.0, 100.0, 110.0)]
    printed = table([*rounds, figure("any", 10.0), figure("all", 25.0)])
    assert "| ours | 1 | 100.0 |" in printed
    assert "10.0 (pass)" in printed and "4.0 (miss)" in printed


def test_two_workers_are_one_program_of_ours_and_two_of_datasette(tmp_path: Path) -> None:
    ours, _ = servers("ours", 2, tmp_path, tmp_path)
    theirs, _ = servers("any", 2, tmp_path, tmp_path)
    assert (len(ours), len(theirs)) == (1, 2)
    assert ours[0][-2:] == ["--workers", "2"]
