"""A bad file costs itself: one clear line in the report, and the rest is built."""

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policysearch import Library, Settings
from tests.acceptance.commands import BUILD, run
from tests.acceptance.conftest import BACKEND
from tests.builders import a_corpus
from tests.conftest import ROOT

GOOD = "# 好文件\n\n这一份读得了。\n"
MEGABYTE = 1024 * 1024
# Capabilities by which a superuser opens what is closed to everybody (linux/capability.h).
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24

BAD: dict[str, str | bytes] = {
    "empty.md": b"",
    "blank.txt": " \n\u3000\n\ufeff\n",
    "binary.txt": bytes(range(256)) * 20,
    "nul.txt": b"\0" * 1000,
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "wrong-encoding.txt": "正文".encode() + b"\xff\x81\xfe\x80" * 40 + "正文。".encode("gb18030"),
    "lines.jsonl": '{"id": "line-1", "text": "第一行读得了。"}\n这一行不是 JSON\n'
    '{"id": "line-3", "text": "第三行也读得了。"}\n[1, 2]\n{"id": "line-5"}\n',
    "surrogates.txt": "代理\ud800项之间。\n".encode("utf-8", "surrogatepass"),
    "broken-front.md": "---\ntitle: [没有合上\n---\n# 前言坏了\n\n正文照样读。\n",
    "same-id-1.md": "---\nid: same\n---\n# 甲\n\n先到的有这个编号。\n",
    "same-id-2.md": "---\nid: same\n---\n# 乙\n\n后到的没有。\n",
}
SOUND: dict[str, str | bytes] = {
    "good.md": GOOD,
    "one/同名.md": "# 同名\n\n第一个文件夹里的。\n",
    "two/同名.md": "# 同名\n\n第二个文件夹里的。\n",
    "no-stop.txt": "没有句号的文字" * (MEGABYTE // 21),
    "nul-inside.txt": "前半句\0后半句，中间有空字符。\n",
    "half.jsonl": '{"text": "半个\\ud800字符。"}\n{"text": "整的。"}\n',
    "marked.txt": "\ufeff有字节序标记的正文。\n",
    "old.txt": "旧编码的正文，用国标编码保存的文件。\n".encode("gb18030"),
}
# What stands in a file, or a line, that is sound or nearly so.
READABLE = (
    "这一份读得了",
    "第一行读得了",
    "第三行也读得了",
    "整的",
    "正文照样读",
    "先到的有这个编号",
    "第一个文件夹里的",
    "第二个文件夹里的",
    "没有句号的文字",
    "有字节序标记的正文",
    "旧编码的正文",
    "前半句后半句",
)


def build(folder: Path, *options: str, before: Callable[[], None] | None = None):
    """`python build_index.py` in a folder."""
    return run(folder, BUILD, *options, before=before)


def report_of(folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Of each path: status, code and message of every outcome."""
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in report["outcomes"]:
        place = f"{one['path']} {one['member']}".strip()
        found.setdefault(place, []).append((one["status"], one["code"], one["message"]))
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with every kind of bad file, built once, and what was said."""
    folder = tmp_path_factory.mktemp("bad")
    corpus = a_corpus(folder, {**BAD, **SOUND})
    with (corpus / "huge.txt").open("wb") as file:
        for _ in range(50):
            file.write(("大文件的正文。" * (MEGABYTE // 21)).encode())
    (corpus / "no-files").mkdir()
    (corpus / "folder.md").mkdir()
    (corpus / "loop").mkdir()
    (corpus / "loop" / "itself").symlink_to(corpus / "loop")
    (corpus / "nowhere").symlink_to(corpus / "gone.md")
    (corpus / "outside.md").symlink_to(ROOT / "README.md")
    os.mkfifo(corpus / "pipe.txt")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(corpus)  # the path of a socket may not be long
    try:
        listening.bind("socket.txt")
    finally:
        os.chdir(here)
        listening.close()
    answer = build(folder, "--report", "report.json")
    assert answer.returncode == 0, answer.stderr
    yield folder, answer.stderr


@pytest.mark.parametrize(
    ("place", "status", "code"),
    [
        ("empty.md", "skipped", "empty"),
        ("blank.txt", "skipped", "empty"),
        ("binary.txt", "skipped", "unsupported_format"),
        ("nul.txt", "skipped", ""),
        ("picture.png", "skipped", "unsupported_format"),
        ("wrong-encoding.txt", "failed", "damaged_source"),
        ("lines.jsonl line 2", "failed", "damaged_source"),
        ("lines.jsonl line 4", "failed", "damaged_source"),
        ("lines.jsonl line 5", "failed", "damaged_source"),
        ("surrogates.txt", "failed", "damaged_source"),
        ("broken-front.md", "read", ""),
        ("same-id-2.md", "failed", "duplicate_id"),
        ("huge.txt", "failed", "limit_exceeded"),
        ("loop/itself", "skipped", "link_loop"),
        ("nowhere", "failed", "link_broken"),
        ("outside.md", "skipped", "link_outside"),
        ("pipe.txt", "skipped", "not_a_file"),
        ("socket.txt", "skipped", "not_a_file"),
    ],
)
def test_each_bad_file_has_one_clear_line(
    built: tuple[Path, str], place: str, status: str, code: str
) -> None:
    folder, _ = built
    ((found_status, found_code, message),) = report_of(folder)[place]
    assert found_status == status
    assert found_code == (code or found_code)
    assert message and "\n" not in message and "Traceback" not in message


def test_sound_files_are_in_no_list(built: tuple[Path, str]) -> None:
    named = report_of(built[0])
    assert not {place.split(" line ")[0] for place in named} & {*SOUND, "folder.md", "no-files"}


def test_a_character_that_is_none_is_a_repair_that_is_counted(built: tuple[Path, str]) -> None:
    folder, _ = built
    with Library.open(folder / "index", settings=Settings(backend=BACKEND)) as library:
        for phrase in ("前半句后半句", "半个�字符"):
            (hit,) = library.search(exact=phrase, by="passage").hits
            assert sum(library.document(hit.document.id).repairs.values()) == 1
            assert hit.passage.text.encode("utf-8")


def test_the_rest_is_built_and_found(built: tuple[Path, str]) -> None:
    folder, _ = built
    with Library.open(folder / "index", settings=Settings(backend=BACKEND)) as library:
        for phrase in READABLE:
            assert library.search(exact=phrase).total.documents == 1, phrase
        assert library.search(exact="后到的没有").total.documents == 0
        assert library.search(exact="大文件的正文").total.documents == 0


def test_a_megabyte_without_a_full_stop_is_cut_and_found_throughout(
    built: tuple[Path, str],
) -> None:
    folder, _ = built
    with Library.open(folder / "index", settings=Settings(backend=BACKEND)) as library:
        (hit,) = library.search(exact="没有句号的文字").hits
        document = library.document(hit.document.id)
        assert document.text == SOUND["no-stop.txt"]
        assert hit.literal == document.text.count("没有句号的文字")
        assert all(len(passage.text) <= 600 for passage in document.passages)
        whole = "字没有句号的文字没"
        starts = {
            passage.ordinal
            for passage in document.passages
            if whole in document.text[passage.record.span.start :][: len(passage.text) + 8]
        }
        assert {passage.ordinal for passage in library.passages(exact=whole)} == starts


def test_what_was_said_names_each_failure_in_one_line(built: tuple[Path, str]) -> None:
    folder, said = built
    lines = said.splitlines()
    for place, outcomes in report_of(folder).items():
        if outcomes[0][0] == "failed":
            path = place.split(" line ")[0]
            assert [line for line in lines if path in line], place
    assert "Traceback" not in said and "\r" not in said


def test_strict_says_3_and_builds_the_same(built: tuple[Path, str]) -> None:
    folder, _ = built
    answer = build(folder, "--strict", "--quiet", "--report", "report.json")
    assert answer.returncode == 3
    assert build(folder, "--quiet").returncode == 0


def test_an_empty_folder_is_an_empty_library(tmp_path: Path) -> None:
    a_corpus(tmp_path, {})
    answer = build(tmp_path, "--report", "report.json")
    assert (answer.returncode, report_of(tmp_path)) == (0, {})
    with Library.open(tmp_path / "index") as library:
        assert library.status.n_documents == 0
        assert library.search("智能").total.documents == 0


def test_no_corpus_at_all_is_2(tmp_path: Path) -> None:
    for arguments in ((), ("--corpus", "nowhere", "--corpus", "name=path")):
        answer = build(tmp_path, *arguments)
        assert answer.returncode == 2
        assert len(answer.stderr.splitlines()) == 1 and "--corpus" in answer.stderr


def test_one_missing_root_is_an_error_of_that_root(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"a.md": GOOD})
    answer = build(tmp_path, "--corpus", "corpus", "--corpus", "nowhere", "--report", "report.json")
    assert answer.returncode == 0
    (((status, code, message),),) = report_of(tmp_path).values()
    assert (status, code) == ("failed", "corpus_missing") and "nowhere" in message


def test_two_roots_of_one_name_are_refused_with_the_remedy(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        a_corpus(tmp_path / name, {"a.md": GOOD})
    answer = build(tmp_path, "--corpus", "one/corpus", "--corpus", "two/corpus")
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1 and "NAME=PATH" in answer.stderr
    named = build(tmp_path, "--corpus", "one/corpus", "--corpus", "other=two/corpus")
    assert named.returncode == 0
    with Library.open(tmp_path / "index") as library:
        assert library.status.n_documents == 2


def test_an_index_that_cannot_be_written_is_5(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"a.md": GOOD})
    (tmp_path / "index").write_text("a file")
    answer = build(tmp_path)
    assert answer.returncode == 5
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="files are closed in another way there")
def test_an_unreadable_file_is_named_and_the_rest_is_built(tmp_path: Path) -> None:
    corpus = a_corpus(tmp_path, {"a.md": GOOD, "closed.md": GOOD, "sub/b.md": "# 乙\n\n里面的。\n"})
    (corpus / "closed.md").chmod(0)
    (corpus / "sub").chmod(0)
    try:
        answer = build(tmp_path, "--report", "report.json", before=as_ordinary_user)
    finally:
        (corpus / "sub").chmod(0o755)
    assert answer.returncode == 0, answer.stderr
    found = report_of(tmp_path)
    assert {path: [one[:2] for one in outcomes] for path, outcomes in found.items()} == {
        "closed.md": [("failed", "source_unreadable")],
        "sub": [("failed", "source_unreadable")],
    }
    with Library.open(tmp_path / "index") as library:
        assert library.status.n_documents == 1


def as_ordinary_user() -> None:
    """In a child: give up, with the next program, what lets a superuser open every file."""
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if library.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "the superuser's rights could not be dropped")
