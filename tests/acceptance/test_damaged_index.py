"""An index that cannot answer says so in one sentence, which names the command that mends it."""

import os
import re
import shutil
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from policysearch import IndexUnavailable, Library, Settings, load_catalogue
from policysearch.backends.whoosh import files
from policysearch.backends.whoosh.backend import WhooshBackend
from tests.acceptance.commands import BUILD, run
from tests.acceptance.conftest import BACKEND
from tests.acceptance.pages import a_reader, open_page, words
from tests.builders import a_build, a_corpus
from tests.conftest import ROOT

FILES = {f"{n}.md": f"# 第{n}号文件\n\n这是第{n}号文件的正文。\n" for n in range(4)}
COMMAND = "python build_index.py"
Harm = Callable[[Path], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its index, twice built; to be copied."""
    folder = tmp_path_factory.mktemp("sound")
    a_corpus(folder, FILES)
    a_build(folder, backend=BACKEND)
    a_corpus(folder, {"4.md": "# 第4号文件\n\n这是第4号文件的正文。\n"})
    a_build(folder, backend=BACKEND)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


def settings_of(folder: Path) -> Settings:
    return Settings(index=str(folder / "index"), backend=BACKEND, lang="zh")


def search(folder: Path, **options: str):
    return run(folder, "-m", "policysearch", "search", "正文", **options)


def generation(index: Path) -> Path:
    """The folder of the generation that answers."""
    return index / "generations" / (index / "CURRENT").read_text().strip()


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def other_version(index: Path, name: str) -> None:
    """Let the index say that another program made it: as many characters, but others."""
    with Library.open(index, settings=Settings(backend=BACKEND)) as library:
        version = f'"{getattr(library.status, name)}"'.encode()
    store = generation(index) / "library.sqlite"
    content = store.read_bytes()
    changed = content.replace(version, b'"' + b"?" * (len(version) - 2) + b'"')
    assert changed != content
    store.write_bytes(changed)


def other_schema(index: Path) -> None:
    """Let the store say that its tables are others."""
    with closing(sqlite3.connect(generation(index) / "library.sqlite")) as store, store:
        store.execute("UPDATE meta SET value = x'3f' WHERE name = 'schema'")


def other_format(index: Path) -> None:
    """Let a segment say that it is of a later format, and all checksums agree with it."""
    search = generation(index) / "search"
    segment = min(search.glob("*.col"))
    content = bytearray(segment.read_bytes())
    trailer = content[-32:-12] + (99).to_bytes(4, "little") + bytes(4) + content[-4:]
    content[-32:] = trailer[:24] + zlib.crc32(trailer).to_bytes(4, "little") + trailer[28:]
    segment.write_bytes(content)
    files.write_list(search, WhooshBackend.version)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def harm_files(harm: Callable[[Path], object], *patterns: str) -> Harm:
    """Do this to the files of the generation that match."""

    def harm_each(index: Path) -> None:
        chosen = [path for pattern in patterns for path in generation(index).glob(pattern)]
        assert chosen
        for path in chosen:
            harm(path)

    return harm_each


HARMS: dict[str, Harm] = {
    "nothing there": shutil.rmtree,
    "an empty folder": emptied,
    "no pointer": lambda index: (index / "CURRENT").unlink(),
    "an empty pointer": lambda index: (index / "CURRENT").write_text(""),
    "a pointer to nowhere": lambda index: (index / "CURRENT").write_text("77\n"),
    "a pointer of rubbish": lambda index: (index / "CURRENT").write_bytes(b"\xff\x00../.."),
    "no generations": lambda index: shutil.rmtree(index / "generations"),
    "only a draft": lambda index: generation(index).rename(index / "generations" / "3.draft"),
    "an empty generation": lambda index: emptied(generation(index)),
    "no store": harm_files(Path.unlink, "library.sqlite"),
    "half a store": harm_files(truncate, "library.sqlite"),
    "no seal": harm_files(Path.unlink, "checksums.json"),
    "half a seal": harm_files(truncate, "checksums.json"),
    "no search index": harm_files(shutil.rmtree, "search"),
    "an empty search index": harm_files(Path.unlink, "search/*"),
    "half a search index": harm_files(truncate, "search/*"),
    "one file of it gone": lambda index: max((generation(index) / "search").iterdir()).unlink(),
    "a segment gone": harm_files(Path.unlink, "search/*.col"),
    "half a segment": harm_files(truncate, "search/*.col"),
    "a changed byte of a segment": harm_files(flip, "search/*.col"),
    "no contents": harm_files(Path.unlink, "search/*.toc"),
    "a changed byte of the contents": harm_files(flip, "search/*.toc"),
    "another format": other_format,
    "another analyzer": lambda index: other_version(index, "analyzer"),
    "another schema": other_schema,
    "another backend": lambda index: other_version(index, "backend"),
}


@pytest.mark.parametrize("name", HARMS)
def test_an_index_that_cannot_answer_names_the_command_that_mends_it(
    folder: Path, name: str
) -> None:
    HARMS[name](folder / "index")
    with pytest.raises(IndexUnavailable) as error:
        Library.open(folder / "index", settings=settings_of(folder))
    sentence = str(error.value)
    assert COMMAND in sentence and "\n" not in sentence

    reader = a_reader(settings_of(folder))
    for address in ("/", "/search?q=正文", "/library", "/documents/x", "/p/x/t-aaaaaa"):
        page = open_page(reader, address)
        assert page.status == 503
        (command,) = page.tree.xpath("//pre")
        assert words(command) in sentence and words(command).startswith(COMMAND)
    answer = reader.get("/api/v1/search?q=正文")
    assert answer.status_code == 503 and answer.get_json()["detail"] == sentence
    assert reader.get("/readyz").status_code == 503
    assert reader.get("/healthz").status_code == 200

    a_build(folder, settings=settings_of(folder), full="--full" in sentence)
    assert open_page(reader, "/search?q=正文").status == 200, "without a restart"
    with Library.open(folder / "index", settings=settings_of(folder)) as library:
        assert library.search("正文").total.documents == len(FILES) + 1


@pytest.mark.parametrize(
    ("name", "command"),
    [("nothing there", "status"), ("half a store", "search 正文"), ("another analyzer", "verify")],
)
def test_a_command_says_it_in_one_line_and_exits_with_2(
    folder: Path, name: str, command: str
) -> None:
    HARMS[name](folder / "index")
    english = run(folder, "-m", "policysearch", *command.split())
    chinese = search(folder, lang="zh_CN.UTF-8")
    for answer in (english, chinese):
        assert (answer.returncode, answer.stdout) == (2, "")
        assert len(answer.stderr.splitlines()) == 1 and COMMAND in answer.stderr
    assert re.search("[一-龥]", chinese.stderr) and not re.search("[一-龥]", english.stderr)


def test_the_command_that_is_named_mends_it(folder: Path) -> None:
    HARMS["half a store"](folder / "index")
    said = search(folder).stderr
    (command,) = re.findall("`([^`]+)`", said)
    program, script, *options = command.split()
    assert (program, script) == ("python", "build_index.py")
    assert run(folder, str(ROOT / script), *options).returncode == 0
    assert search(folder).returncode == 0


def test_one_changed_byte_is_found_by_verify(folder: Path) -> None:
    complete = generation(folder / "index")
    sealed = [path for path in complete.rglob("*") if path.is_file() and path.suffix != ".json"]
    for path in sealed:
        sound = path.read_bytes()
        middle = len(sound) // 2
        path.write_bytes(sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :])
        library = Library(folder / "index", settings=settings_of(folder))
        with pytest.raises(IndexUnavailable, match=COMMAND):
            library.verify()
        library.close()
        path.write_bytes(sound)
    assert run(folder, "-m", "policysearch", "verify").returncode == 0


def test_a_server_outlives_the_loss_of_its_index(folder: Path) -> None:
    reader = a_reader(settings_of(folder))
    assert open_page(reader, "/search?q=正文").status == 200
    away = (folder / "index" / "generations").rename(folder / "away")
    assert open_page(reader, "/search?q=正文").status == 503
    away.rename(folder / "index" / "generations")
    assert open_page(reader, "/search?q=正文").status == 200


@pytest.fixture
def build_under_way(folder: Path) -> Iterator[Path]:
    """A build that has begun and waits; it ends with the test."""
    a_corpus(folder, {"5.md": "# 第5号文件\n\n这是第5号文件的正文。\n"})
    has_begun, may_end = threading.Event(), threading.Event()

    def wait(n_done: int, n_all: int, stage: str) -> None:
        has_begun.set()
        may_end.wait(60)

    options = {"settings": settings_of(folder), "progress": wait}
    builder = threading.Thread(target=a_build, args=(folder,), kwargs=options)
    builder.start()
    assert has_begun.wait(60)
    yield folder
    may_end.set()
    builder.join()
    with Library.open(folder / "index", settings=settings_of(folder)) as library:
        assert library.search("正文").total.documents == len(FILES) + 2


def test_a_second_build_says_so_and_leaves(build_under_way: Path) -> None:
    folder = build_under_way
    for lang, catalogue in (("en_GB.UTF-8", "en"), ("zh_CN.UTF-8", "zh")):
        answer = run(folder, BUILD, lang=lang)
        assert (answer.returncode, answer.stdout) == (4, "")
        (line,) = answer.stderr.splitlines()
        expected = load_catalogue(catalogue).texts["errors.index_locked"].format(path="index")
        assert line == expected
    assert search(folder).returncode == 0, "the index answers while it is built"
