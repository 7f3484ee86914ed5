import contextlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from policysearch import Library, Settings
from policysearch.errors import (
    CorpusDropped,
    CorpusMissing,
    IndexDamaged,
    IndexLocked,
    IndexUnwritable,
    RemovalRefused,
    UnknownDocument,
)
from policysearch.identity import document_id
from policysearch.model import BuildReport
from policysearch.storage import generation
from policysearch.storage.ledger import LEDGER, Ledger
from policysearch.storage.lock import building
from tests.builders import a_build, a_corpus

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Settings(backend="memory")
LINES = {
    "j1": '{"id": "j1", "title": "第一号", "text": "第一篇的正文。"}',
    "j2": '{"id": "j2", "title": "第二号", "text": "第二篇的正文。"}',
    "j3": '{"id": "j3", "title": "第三号", "text": "第三篇的正文。"}',
}


def jsonl(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def numbered(*numbers: int) -> dict[str, str]:
    return {f"{n}.md": f"# 第{n}号文件\n\n这是第{n}号文件的正文。\n" for n in numbers}


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Library]:
    with Library.open(folder / "index", settings=MEMORY) as library:
        yield library


def texts(folder: Path) -> dict[str, str]:
    """The text of every document, by path and member."""
    with opened(folder) as library:
        ids = {passage.document.id for passage in library.passages("")}
        documents = [library.document(found) for found in sorted(ids)]
    return {f"{one.summary.path} {one.summary.member}".strip(): one.text for one in documents}


def statuses(report: BuildReport) -> dict[str, str]:
    return {
        f"{outcome.path} {outcome.member}".strip(): f"{outcome.status} {outcome.code}"
        for outcome in report.outcomes
    }


def test_a_corpus_becomes_a_library(tmp_path: Path) -> None:
    a_corpus(tmp_path, {**numbered(1, 2), "c.jsonl": jsonl(*LINES.values())})
    report = a_build(tmp_path)
    assert (report.generation, report.n_sources, report.n_read, report.n_documents) == (1, 3, 3, 5)
    assert (report.n_added, report.n_failed, report.outcomes) == (5, 0, ())
    assert texts(tmp_path)["2.md"] == "第2号文件\n这是第2号文件的正文。"
    with opened(tmp_path) as library:
        assert library.report == report
        assert library.fingerprint == report.fingerprint


def test_a_build_that_has_nothing_to_do_loads_no_tokenizer(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"a.md": "# 题\n\n正文。\n"})
    a_build(tmp_path)
    code = (
        "import sys; from pathlib import Path; from tests.builders import a_build\n"
        f"assert a_build(Path({str(tmp_path)!r})).n_unchanged == 1\n"
        "assert not {'jieba', 'rjieba'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_where_nothing_changed_the_generation_stays(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {**numbered(1, 2, 3), "bad.jsonl": "{}\n", "a.bin": b"\0\1"})
    first = a_build(tmp_path)
    os.utime(corpus / "1.md")
    second = a_build(tmp_path)
    assert (second.generation, second.fingerprint) == (1, first.fingerprint)
    assert (second.n_read, second.n_unchanged, second.n_added) == (0, 3, 0)
    assert second.outcomes == first.outcomes
    assert [entry.name for entry in (tmp_path / "index" / "generations").iterdir()] == ["1"]


def test_full_makes_a_new_generation_of_the_same_fingerprint(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1, 2))
    first, second = a_build(tmp_path), a_build(tmp_path, full=True)
    assert (second.generation, second.fingerprint) == (2, first.fingerprint)
    assert (second.n_added, second.n_changed, second.n_removed) == (0, 0, 0)


def test_the_fingerprint_is_of_the_sources_and_not_of_the_machine(tmp_path: Path) -> None:
    prints = []
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        a_corpus(tmp_path / place, numbered(1, 2))
        prints.append(a_build(tmp_path / place).fingerprint)
    a_corpus(tmp_path / "there", {"2.md": "# 第2号文件\n\n改了。\n"})
    assert prints[0] == prints[1] != a_build(tmp_path / "there").fingerprint


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2, 3, 4))
    a_build(tmp_path)
    a_corpus(tmp_path, {"2.md": "# 第2号文件\n\n改了。\n", "5.md": "# 新文件\n\n新的。\n"})
    (corpus / "4.md").unlink()
    report = a_build(tmp_path)
    assert (report.n_read, report.n_unchanged) == (2, 2)
    assert (report.n_added, report.n_changed, report.n_removed, report.n_moved) == (1, 1, 1, 0)
    assert texts(tmp_path)["2.md"] == "第2号文件\n改了。"
    assert sorted(texts(tmp_path)) == ["1.md", "2.md", "3.md", "5.md"]


def test_a_change_that_keeps_size_and_time_is_seen_right_after_a_build(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": "甲甲甲\n", **numbered(1, 2)})
    before = (corpus / "a.md").stat()
    a_build(tmp_path)
    a_corpus(tmp_path, {"a.md": "乙乙乙\n"})
    os.utime(corpus / "a.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    a_build(tmp_path)
    assert texts(tmp_path)["a.md"] == "乙乙乙"


def test_one_changed_line_changes_one_document(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"c.jsonl": jsonl(*LINES.values())})
    a_build(tmp_path)
    changed = LINES["j2"].replace("第二篇", "修改后")
    a_corpus(tmp_path, {"c.jsonl": jsonl("", LINES["j1"], changed, LINES["j3"])})
    report = a_build(tmp_path)
    assert (report.n_added, report.n_changed, report.n_removed) == (0, 1, 0)
    with opened(tmp_path) as library:
        assert [library.document(f"j{n}").summary.member for n in (1, 2, 3)] == [
            "line 2", "line 3", "line 4",
        ]  # fmt: skip


def test_each_bad_file_has_one_line_and_the_rest_is_built(tmp_path: Path) -> None:
    corpus = a_corpus(
        tmp_path,
        {
            **numbered(1),
            "empty.md": "",
            "blank.txt": " \n\u3000\n",
            "no.jsonl": jsonl(LINES["j1"], "no JSON"),
            "nothing.jsonl": "",
            "broken.md": "---\ntitle: [\n---\n# 题目\n\n正文。\n",
            "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
            "nul.txt": b"\0\0\0",
            "half.jsonl": '{"id": "half", "text": "\\ud800"}\n',
        },
    )
    (corpus / "self").symlink_to(corpus)
    report = a_build(tmp_path)
    found = statuses(report)
    assert {path: found.pop(path).split()[0] for path in sorted(found)} == {
        "blank.txt": "skipped",
        "broken.md": "read",
        "empty.md": "skipped",
        "no.jsonl line 2": "failed",
        "nothing.jsonl": "skipped",
        "nul.txt": "skipped",
        "picture.png": "skipped",
        "self": "skipped",
        **{path: "failed" for path in ("half.jsonl line 1",) if path in statuses(report)},
    }
    assert all(outcome.message for outcome in report.outcomes)
    assert {"1.md", "broken.md", "no.jsonl line 1"} <= set(texts(tmp_path))


def test_two_documents_of_one_id_are_named_and_the_first_has_it(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"b.md": "---\nid: same\n---\n# 乙\n\n乙的正文。\n", **numbered(1, 2)})
    assert a_build(tmp_path).n_failed == 0
    corpus = a_corpus(tmp_path, {"a.md": "---\nid: same\n---\n# 甲\n\n甲的正文。\n"})
    report = a_build(tmp_path)
    (failure,) = report.outcomes
    assert (failure.path, failure.code) == ("b.md", "duplicate_id")
    assert "corpus/a.md" in failure.message
    assert set(texts(tmp_path)) == {"a.md", "1.md", "2.md"}
    (corpus / "a.md").unlink()
    assert a_build(tmp_path).outcomes == ()
    assert set(texts(tmp_path)) == {"b.md", "1.md", "2.md"}


def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"x/a.md": "# 同名\n\n正文。\n", "y/a.md": "# 同名\n\n正文。\n"})
    assert a_build(tmp_path).n_documents == 2


# A build deletes nothing by accident.


def test_a_build_without_a_corpus_takes_the_recorded_one(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path, corpus=[f"laws={corpus}"])
    a_corpus(tmp_path, numbered(3))
    assert a_build(tmp_path, corpus=[]).n_documents == 3
    shutil.rmtree(tmp_path / "index" / "generations")
    report = a_build(tmp_path, corpus=[])
    assert (report.n_documents, report.corpora) == (3, (("laws", str(corpus)),))


def test_the_first_build_without_a_corpus_takes_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorpusMissing):
        a_build(tmp_path, corpus=[])
    corpus = a_corpus(tmp_path, numbered(1))
    assert a_build(tmp_path, corpus=[]).corpora == (("corpus", str(corpus)),)


def test_the_corpus_of_the_settings_goes_before_the_recorded_one(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1))
    settings = replace(MEMORY, corpus=(f"laws={corpus}",))
    assert a_build(tmp_path, corpus=[], settings=settings).corpora == (("laws", str(corpus)),)


def test_leaving_a_root_out_needs_replace(tmp_path: Path) -> None:
    one = a_corpus(tmp_path, numbered(1, 2))
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("# 另一个\n\n正文。\n")
    a_build(tmp_path, corpus=[one, other])
    with pytest.raises(CorpusDropped, match="corpus"):
        a_build(tmp_path, corpus=[other])
    assert len(texts(tmp_path)) == 3
    report = a_build(tmp_path, corpus=[other], replace=True)
    assert (report.n_documents, report.corpora) == (1, (("other", str(other)),))


def test_a_root_that_was_moved_is_not_left_out(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    moved = corpus.rename(tmp_path / "elsewhere" / "corpus")
    report = a_build(tmp_path, corpus=[moved])
    assert (report.n_documents, report.n_added, report.n_removed) == (2, 0, 0)


def test_a_project_moved_as_a_whole_finds_its_corpus(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    a_corpus(tmp_path / "here", numbered(1, 2))
    a_build(tmp_path / "here")
    there = (tmp_path / "here").rename(tmp_path / "there")
    a_corpus(there, numbered(3))
    assert a_build(there, corpus=[]).n_documents == 3


def test_losing_more_than_a_third_is_refused(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(*range(6)))
    a_build(tmp_path)
    for name in ("0.md", "1.md"):
        (corpus / name).unlink()
    assert a_build(tmp_path).n_removed == 2
    for name in ("2.md", "3.md"):
        (corpus / name).unlink()
    with pytest.raises(RemovalRefused, match="2 of 4"):
        a_build(tmp_path)
    assert len(texts(tmp_path)) == 4
    report = a_build(tmp_path, allow_removal=True)
    assert (report.n_removed, report.n_documents) == (2, 2)


def test_an_existing_empty_folder_is_an_empty_library(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {})
    assert a_build(tmp_path).n_documents == 0
    assert texts(tmp_path) == {}
    a_corpus(tmp_path, numbered(1))
    a_build(tmp_path)
    (corpus / "1.md").unlink()
    with pytest.raises(RemovalRefused):
        a_build(tmp_path)
    assert a_build(tmp_path, allow_removal=True).n_documents == 0


def test_a_full_build_refuses_the_loss_as_well(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path)
    (corpus / "1.md").unlink()
    with pytest.raises(RemovalRefused):
        a_build(tmp_path, full=True)


def test_moved_files_are_not_lost(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2, 3))
    a_build(tmp_path)
    (corpus / "sub").mkdir()
    for n in (1, 2, 3):
        (corpus / f"{n}.md").rename(corpus / "sub" / f"{n}.md")
    report = a_build(tmp_path)
    assert (report.n_moved, report.n_added, report.n_removed) == (3, 0, 0)
    with opened(tmp_path) as library:
        old = document_id("corpus", "1.md")
        anchor = library.document(document_id("corpus", "sub/1.md")).records[1].anchor
        resolution = library.resolve(f"/p/{old}/{anchor}")
    assert (resolution.document_id, resolution.anchor, resolution.how) == (
        document_id("corpus", "sub/1.md"), anchor, "renamed",
    )  # fmt: skip


def test_a_missing_root_keeps_its_text_and_is_named(tmp_path: Path) -> None:
    one = a_corpus(tmp_path, numbered(1, 2))
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("# 另一个\n\n正文。\n")
    first = a_build(tmp_path, corpus=[one, other])
    other.rename(tmp_path / "away")
    report = a_build(tmp_path, corpus=[])
    assert (report.n_stale, report.n_failed, report.n_documents) == (1, 1, 3)
    assert ("other", "", "corpus_missing") in {(o.root, o.path, o.code) for o in report.outcomes}
    assert report.fingerprint == first.fingerprint
    with opened(tmp_path) as library:
        assert library.document(document_id("other", "a.md")).summary.is_stale
    assert a_build(tmp_path, corpus=[]).generation == report.generation
    (tmp_path / "away").rename(other)
    report = a_build(tmp_path, corpus=[])
    assert (report.n_stale, report.outcomes, report.n_changed) == (0, (), 0)
    with opened(tmp_path) as library:
        assert not library.document(document_id("other", "a.md")).summary.is_stale


def test_all_roots_missing_is_an_error_and_the_library_answers_on(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path)
    shutil.rmtree(corpus)
    with pytest.raises(CorpusMissing, match="corpus"):
        a_build(tmp_path, corpus=[])
    assert len(texts(tmp_path)) == 2


@pytest.mark.parametrize("full", [False, True])
def test_a_file_that_cannot_be_read_any_more_keeps_its_text(tmp_path: Path, full: bool) -> None:
    a_corpus(tmp_path, {**numbered(1, 2), "a.txt": "原来的正文。\n"})
    a_build(tmp_path)
    a_corpus(tmp_path, {"a.txt": b"\x81\x00\xff" * 50})
    report = a_build(tmp_path, full=full)
    assert (report.n_stale, report.n_failed, report.n_removed) == (1, 0, 0)
    assert texts(tmp_path)["a.txt"] == "原来的正文。"
    with opened(tmp_path) as library:
        assert library.document(document_id("corpus", "a.txt")).summary.is_stale
        assert library.search(exact="原来的正文").total.documents == 1
    a_corpus(tmp_path, {"a.txt": "后来的正文。\n"})
    assert a_build(tmp_path).n_stale == 0
    assert texts(tmp_path)["a.txt"] == "后来的正文。"


def test_a_file_that_was_emptied_is_empty(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1, 2, 3))
    a_build(tmp_path)
    a_corpus(tmp_path, {"3.md": ""})
    report = a_build(tmp_path)
    assert (report.n_removed, statuses(report)) == (1, {"3.md": "skipped empty"})


def test_a_line_that_is_no_json_any_more_keeps_its_text(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"c.jsonl": jsonl(*LINES.values())})
    a_build(tmp_path)
    a_corpus(tmp_path, {"c.jsonl": jsonl(LINES["j1"], LINES["j2"][:-9], LINES["j3"])})
    report = a_build(tmp_path)
    assert statuses(report) == {"c.jsonl line 2": "stale damaged_source"}
    assert report.n_documents == 3
    a_corpus(tmp_path, {"c.jsonl": jsonl(LINES["j1"], LINES["j3"])})
    assert (a_build(tmp_path).n_documents, a_build(tmp_path).n_stale) == (2, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be closed there")
def test_a_folder_that_cannot_be_listed_keeps_its_documents(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1))
    a_build(tmp_path)  # as another user no module could be loaded any more
    with a_folder_for_everyone() as folder, as_no_superuser():
        corpus = a_corpus(folder, {**numbered(1, 2, 3), "sub/4.md": "# 第4号\n\n正文。\n"})
        a_build(folder)
        (corpus / "sub").chmod(0)
        (corpus / "3.md").chmod(0)
        report = a_build(folder)
        assert statuses(report) == {
            "3.md": "stale source_unreadable",
            "sub": "failed source_unreadable",
            "sub/4.md": "stale source_unreadable",
        }
        assert (report.n_documents, report.n_removed) == (4, 0)
        (corpus / "sub").chmod(0o755)
        (corpus / "3.md").chmod(0o644)
        report = a_build(folder)
        assert (report.n_documents, report.n_changed, report.outcomes) == (4, 0, ())


# What is built stays whole.


def test_a_second_build_is_told_that_another_one_is_under_way(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1))
    a_build(tmp_path)
    with building(tmp_path / "index"), pytest.raises(IndexLocked):
        a_build(tmp_path)


def test_the_index_is_for_its_owner_alone(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1))
    a_build(tmp_path)
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700


def test_numbers_go_on_when_all_generations_were_deleted(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1))
    for _ in range(3):
        a_build(tmp_path, full=True)
    shutil.rmtree(tmp_path / "index" / "generations")
    (tmp_path / "index" / "CURRENT").unlink()
    assert a_build(tmp_path).generation == 4


def test_links_survive_the_deletion_of_all_generations(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2, 3))
    first = a_build(tmp_path)
    with opened(tmp_path) as library:
        links = [passage.link for passage in library.passages("文件")]
    (corpus / "1.md").rename(corpus / "one.md")
    (corpus / "2.md").unlink()
    shutil.rmtree(tmp_path / "index" / "generations")
    second = a_build(tmp_path, full=True)
    assert second.fingerprint != first.fingerprint
    with opened(tmp_path) as library:
        hows = []
        for link in links:
            with contextlib.suppress(UnknownDocument):
                hows.append(library.resolve(link).how)
        assert sorted(set(hows)) == ["renamed", "same"]
        with pytest.raises(UnknownDocument) as gone:
            library.resolve(f"/p/{document_id('corpus', '2.md')}")
    assert gone.value.details["was_held"]


def test_a_ledger_that_was_deleted_is_begun_with_what_there_is(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2, 3))
    a_build(tmp_path)
    (tmp_path / "index" / LEDGER).unlink()
    (corpus / "1.md").rename(corpus / "one.md")
    assert a_build(tmp_path).n_moved == 1
    with Ledger.open(tmp_path / "index") as ledger:
        assert ledger.redirect(document_id("corpus", "1.md")) == document_id("corpus", "one.md")


@pytest.mark.parametrize("harmed", ["library.sqlite", "checksums.json", "search"])
def test_a_damaged_generation_is_built_anew(tmp_path: Path, harmed: str) -> None:
    a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path)
    place = tmp_path / "index" / "generations" / "1" / harmed
    for file in [place] if place.is_file() else sorted(place.rglob("*")):
        file.write_bytes(b"x")
    with pytest.raises(IndexDamaged):
        Library.open(tmp_path / "index", settings=MEMORY)
    report = a_build(tmp_path)
    assert (report.generation, report.n_documents, len(texts(tmp_path))) == (2, 2, 2)


@pytest.mark.parametrize("name", ["CURRENT", "cache/readings.sqlite"])
def test_a_damaged_file_beside_the_generations_does_not_stop_a_build(
    tmp_path: Path, name: str
) -> None:
    a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path)
    (tmp_path / "index" / name).write_bytes(b"\xff" * 5000)
    assert a_build(tmp_path, full=True).n_documents == 2


def test_an_index_of_another_backend_is_indexed_again(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1, 2))
    first = a_build(tmp_path)
    second = a_build(tmp_path, backend="whoosh")
    assert (second.generation, second.n_read, second.n_changed) == (2, 0, 0)
    assert second.fingerprint != first.fingerprint
    with Library.open(tmp_path / "index", settings=Settings(backend="whoosh")) as library:
        assert library.search("正文").total.documents == 2


def test_a_full_build_takes_from_the_cache_what_was_read(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path)
    (tmp_path / "index" / "generations").rename(tmp_path / "away")
    told = []
    a_build(tmp_path, full=True, progress=lambda *step: told.append(step))
    assert {stage for _, _, stage in told} == {"read", "index", "verify"}
    assert all(n_done <= n_all for n_done, n_all, _ in told)
    assert texts(tmp_path).keys() == {"1.md", "2.md"}
    assert corpus.exists()


def test_an_index_that_cannot_be_made_is_unwritable(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1))
    (tmp_path / "index").write_text("a file")
    with pytest.raises(IndexUnwritable, match="index"):
        a_build(tmp_path)


FULL_DISK = """
import resource, sys; from pathlib import Path
from policysearch.errors import IndexUnwritable
from tests.builders import a_build, a_corpus
folder = Path(sys.argv[1])
a_corpus(folder, {f"{n}.md": f"# 第{n}号\\n\\n{'正文。' * 2000}" for n in range(40)})
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    a_build(folder, backend=sys.argv[3])
except IndexUnwritable as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits on files on Windows")
@pytest.mark.parametrize("backend", ["memory", "whoosh"])
@pytest.mark.parametrize("limit", [0, 10_000, 100_000, 500_000])
def test_a_full_disk_leaves_the_index_as_it_was(tmp_path: Path, limit: int, backend: str) -> None:
    a_corpus(tmp_path, numbered(1, 2))
    a_build(tmp_path, backend=backend)
    script = [sys.executable, "-c", FULL_DISK, str(tmp_path), str(limit), backend]
    found = subprocess.run(script, capture_output=True, text=True, check=False, cwd=ROOT)
    assert found.stdout == "index_unwritable\n", found.stderr
    with Library.open(tmp_path / "index", settings=Settings(backend=backend)) as library:
        assert library.search("正文").total.documents == 2
    assert generation.current_number(tmp_path / "index") == 1
    assert a_build(tmp_path, backend=backend).n_documents == 40
    entries = {entry.name for entry in (tmp_path / "index" / "generations").iterdir()}
    assert not any(name.endswith((".draft", ".gone")) for name in entries)


def test_a_reader_keeps_its_generation_until_it_has_finished(tmp_path: Path) -> None:
    a_corpus(tmp_path, numbered(1, 2, 3))
    a_build(tmp_path)
    with opened(tmp_path) as library:
        passages = library.passages("正文")
        first = next(passages)
        for n in (1, 2, 3):
            a_corpus(tmp_path, {"1.md": f"# 第1号文件\n\n第{n}稿的正文。\n"})
            a_build(tmp_path)
        rest = list(passages)
        assert [passage.document.path for passage in rest if passage.ordinal == first.ordinal]
        assert not any("稿" in passage.text for passage in (first, *rest))
        assert library.search(exact="第3稿").total.documents == 1


@contextlib.contextmanager
def a_folder_for_everyone() -> Iterator[Path]:
    """A folder that another user may write to; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@contextlib.contextmanager
def as_no_superuser() -> Iterator[None]:
    """A superuser opens what is closed to everybody else."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
