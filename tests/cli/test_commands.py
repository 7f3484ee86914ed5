"""Every command as a person runs it: a process of its own, its output and its exit code."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from policysearch.storage.lock import building
from tests.small_library import write_corpus

ROOT = Path(__file__).resolve().parents[2]


def environment(**extra: str) -> dict[str, str]:
    """The environment of a run, with none of ours in it but the memory backend, which is quick."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("POLICYSEARCH_", "LC_"))}
    ours = {"PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8", "POLICYSEARCH_BACKEND": "memory"}
    return {**kept, **ours, "PYTHONUTF8": "1", **extra}


def run(
    folder: Path, *arguments: str, program: tuple[str, ...] = ("-m", "policysearch"), **extra: str
):
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=folder,
        env=environment(**extra),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    write_corpus(folder)
    answer = run(folder, "build", "--quiet")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    return folder


@pytest.fixture
def own(tmp_path) -> Path:
    write_corpus(tmp_path)
    return tmp_path


def test_the_first_build_takes_the_folder_corpus_and_sums_up(own):
    answer = run(own, "build")
    assert answer.returncode == 0
    assert answer.stdout == ""
    assert "6 documents" in answer.stderr
    assert "\r" not in answer.stderr, "no progress bar where there is no terminal"
    again = run(own, "build", LANG="zh_CN.UTF-8")
    assert again.returncode == 0
    assert "语料没有变化" in again.stderr


def test_the_script_is_a_door_to_the_same_command(own):
    answer = run(own, "--quiet", program=(str(ROOT / "build_index.py"),))
    assert answer.returncode == 0
    assert run(own, "status").returncode == 0


def test_no_corpus_is_2_and_names_the_remedy(tmp_path):
    answer = run(tmp_path, "build")
    assert answer.returncode == 2
    assert "--corpus" in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["build", "--no-such-option"], ["nosuch"], ["build", "--jobs", "many"]]
)
def test_wrong_usage_is_2(built, arguments):
    answer = run(built, *arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--no-such-option"], "没有 --no-such-option 这个选项"),
        (["nosuch"], "没有 nosuch 这个命令"),
        (["show"], "缺少 ID[#ANCHOR]"),
        (["search", "--size", "x"], "--size 的值不能用，可用的是 1 … 1000"),
        (["search", "--sort", "x"], "--sort 的值不能用，可用的是 relevance, newest, oldest"),
    ],
)
def test_wrong_usage_is_said_in_the_readers_language(built, arguments, said):
    answer = run(built, *arguments, LANG="zh_CN.UTF-8")
    assert answer.returncode == 2
    first, second = answer.stderr.splitlines()
    assert first == f"用法不对：{said}。"
    assert "--help" in second


def test_a_wrong_setting_is_2_and_one_sentence(built):
    answer = run(built, "status", POLICYSEARCH_PORT="eighty")
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "POLICYSEARCH_PORT" in answer.stderr


def test_a_failed_file_is_named_and_is_3_only_with_strict(own):
    (own / "corpus" / "broken.jsonl").write_text("not json\n", encoding="utf-8")
    answer = run(own, "build")
    assert answer.returncode == 0
    assert "broken.jsonl" in answer.stderr
    strict = run(own, "build", "--strict", "--report", "report.json")
    assert strict.returncode == 3
    report = json.loads((own / "report.json").read_text(encoding="utf-8"))
    assert report["n_failed"] == 1
    assert report["outcomes"][0]["path"] == "broken.jsonl"


def test_a_report_that_cannot_be_written_is_2_before_anything_is_built(own):
    answer = run(own, "build", "--report", "no/such/folder/report.json")
    assert answer.returncode == 2
    assert not (own / "index" / "CURRENT").exists()


def test_a_corpus_left_out_and_a_large_removal_are_refused(own):
    assert run(own, "build", "--quiet").returncode == 0
    other = own / "other"
    other.mkdir()
    (other / "one.md").write_text("# 另一份\n\n一段。\n", encoding="utf-8")
    dropped = run(own, "build", "--corpus", "other")
    assert dropped.returncode == 2
    assert "--replace" in dropped.stderr
    for path in (own / "corpus").rglob("*.md"):
        path.unlink()
    removal = run(own, "build")
    assert removal.returncode == 2
    assert "--allow-removal" in removal.stderr
    assert run(own, "search", "补贴").returncode == 0
    assert run(own, "build", "--allow-removal").returncode == 0
    assert run(own, "search", "补贴").returncode == 1


def test_a_second_build_is_4(built):
    with building(built / "index"):
        answer = run(built, "build")
    assert answer.returncode == 4
    assert "Another build" in answer.stderr


def test_an_index_that_cannot_be_written_is_5_and_the_old_one_answers(own):
    assert run(own, "build", "--quiet").returncode == 0
    in_the_way = own / "blocked"
    in_the_way.write_text("a file where a folder should be", encoding="utf-8")
    answer = run(own, "build", "--index", str(in_the_way / "index"), "--corpus", "corpus")
    assert answer.returncode == 5
    assert answer.stderr.count("\n") == 1
    assert run(own, "search", "补贴").returncode == 0


def test_search_is_0_found_1_nothing_2_error(built, tmp_path):
    found = run(built, "search", "人工智能 应用场景")
    assert found.returncode == 0
    assert "青石市智能产业发展规划" in found.stdout
    assert "/p/" in found.stdout
    assert "\x1b" not in found.stdout
    assert run(built, "search", "不存在的词语组合").returncode == 1
    assert run(tmp_path, "search", "补贴").returncode == 2
    assert run(built, "search", "补贴", "--filter", "colour=red").returncode == 2
    assert run(built, "search", "补贴", "--filter", "kind").returncode == 2
    assert run(built, "search", "补贴", "--size", "1001").returncode == 2


def test_a_filter_narrows(built):
    answer = run(built, "search", "应用场景", "--filter", "level=市", "--filter", "year=2025..")
    assert answer.returncode == 0
    assert "青石市算力补贴办法" in answer.stdout
    assert "轴承厂" not in answer.stdout


def test_json_is_that_of_the_api(built):
    answer = run(built, "search", "应用场景", "--json", "--by", "passage", "--sort", "oldest")
    page = run(built, "serve", "--get", "/api/v1/search?q=应用场景&by=passage&sort=oldest")
    assert json.loads(answer.stdout) == json.loads(page.stdout)


def test_a_query_may_begin_with_a_dash(built):
    answer = run(built, "search", "--", "-人工智能")
    assert answer.returncode == 0
    assert "轴承厂" not in answer.stdout


def test_broken_bytes_in_an_argument_are_a_query(built):
    command = [sys.executable, "-m", "policysearch", "search", "补贴".encode() + b"\xff", "--json"]
    answer = subprocess.run(command, cwd=built, env=environment(), capture_output=True, check=False)
    assert answer.returncode in (0, 1)
    assert json.loads(answer.stdout)["query"].startswith("补贴")


def test_passages_are_streamed_with_links(built):
    answer = run(built, "passages", "--exact", "应用场景", "--json")
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(found) > 1
    assert all("应用场景" in passage["text"] for passage in found)
    assert run(built, "passages", "不存在的词语组合").returncode == 1
    plain = run(built, "passages", "--exact", "应用场景")
    assert [p["link"] for p in found] == re.findall(r"^/p/\S+$", plain.stdout, re.MULTILINE)


def test_show_gives_a_document_and_a_passage(built):
    found = json.loads(run(built, "passages", "--exact", "漏检率", "--json").stdout)
    whole = run(built, "show", found["document_id"])
    assert whole.returncode == 0
    assert f"#{found['anchor']}" in whole.stdout
    passage = run(built, "show", f"{found['document_id']}#{found['anchor']}")
    assert found["text"] in passage.stdout
    assert json.loads(run(built, "show", found["link"], "--json").stdout) == found
    unknown = run(built, "show", "nothing")
    assert unknown.returncode == 2
    assert "nothing" in unknown.stderr


def test_status_speaks_the_language_of_the_system(built):
    assert "6 documents" in run(built, "status").stdout
    assert "文件 6 份" in run(built, "status", LANG="zh_CN.UTF-8").stdout
    assert "文件 6 份" in run(built, "status", POLICYSEARCH_LANG="zh").stdout
    assert json.loads(run(built, "status", "--json").stdout)["n_documents"] == 6


def test_verify_and_rollback(own):
    assert run(own, "build", "--quiet").returncode == 0
    assert run(own, "rollback").returncode == 2, "there is no earlier generation yet"
    assert run(own, "verify").returncode == 0
    (own / "corpus" / "more.md").write_text("# 新增\n\n一段。\n", encoding="utf-8")
    assert run(own, "build", "--quiet").returncode == 0
    assert "7 documents" in run(own, "status").stdout
    assert run(own, "rollback").returncode == 0
    assert "6 documents" in run(own, "status").stdout
    for path in sorted((own / "index" / "generations").rglob("search/*")):
        path.write_bytes(path.read_bytes()[::-1])
    damaged = run(own, "verify")
    assert damaged.returncode == 2
    assert "--full" in damaged.stderr


def test_verify_and_rollback_without_an_index_are_2(tmp_path):
    for command in ("verify", "rollback", "status"):
        answer = run(tmp_path, command)
        assert answer.returncode == 2
        assert "python build_index.py" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_settings_tell_their_origin_and_hide_secrets(built, tmp_path):
    (tmp_path / "policysearch.toml").write_text("port = 9000\n", encoding="utf-8")
    answer = run(tmp_path, "settings", POLICYSEARCH_ADMIN_TOKEN="s3cret", POLICYSEARCH_TYPO="1")
    assert answer.returncode == 0
    assert re.search(r"^port = 9000 .*policysearch\.toml", answer.stdout, re.MULTILINE)
    assert re.search(r"^admin_token = .*POLICYSEARCH_ADMIN_TOKEN", answer.stdout, re.MULTILINE)
    assert "s3cret" not in answer.stdout
    assert "POLICYSEARCH_TYPO" in answer.stderr


def test_get_answers_one_request(built, tmp_path):
    answer = run(built, "serve", "--get", "/healthz")
    assert (answer.returncode, json.loads(answer.stdout)) == (0, {"status": "ok"})
    assert run(built, "serve", "--get", "/no-such-page").returncode == 1
    assert run(tmp_path, "serve", "--get", "/readyz").returncode == 1


def test_a_bug_prints_one_line_and_logs_its_trace(built, tmp_path):
    code = (
        "import sys, policysearch.terminal as t, policysearch.cli.reading as r\n"
        "r.status_lines = lambda *_: 1 / 0\n"
        "from policysearch.cli import main\n"
        f"sys.exit(main(['status', '--index', {str(built / 'index')!r}]))"
    )
    answer = run(tmp_path, program=("-c", code))
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "ZeroDivisionError" in answer.stderr
    assert "Traceback" in (tmp_path / "policysearch.log").read_text(encoding="utf-8")


def test_a_reader_that_leaves_early_is_no_error(built):
    command = [sys.executable, "-m", "policysearch", "passages", "", "--json"]
    with subprocess.Popen(
        command, cwd=built, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) in (0, 1)


class Served:
    """A server in a process of its own; `address` once it has said where it is."""

    def __init__(self, folder: Path, *arguments: str, **extra: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "policysearch", *arguments],
            cwd=folder,
            env=environment(**extra),
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.lines: list[str] = []
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r"http://\S+:\d+", line):
                self.address = found[0]
                return
        raise AssertionError(f"the server did not start: {self.lines}")

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        assert self.process.stderr is not None
        self.lines += self.process.stderr.readlines()
        self.process.stderr.close()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return bytes(answer.read())


def a_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_without_a_command_the_index_is_built_and_served(own):
    with Served(own, POLICYSEARCH_PORT="0") as served:
        assert json.loads(served.get("/api/v1/status"))["n_documents"] == 6
        assert served.address.startswith("http://127.0.0.1:")
    assert served.process.returncode == 0
    assert any("6 documents" in line for line in served.lines)


def test_a_taken_port_gives_the_next_one_and_says_so(built):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with Served(built, "serve", "--port", str(port), "--workers", "2") as served:
            assert served.address != f"http://127.0.0.1:{port}"
            assert json.loads(served.get("/healthz")) == {"status": "ok"}
    assert str(port) in served.lines[0]


def test_a_build_that_is_refused_leaves_the_old_index_served(own):
    assert run(own, "build", "--quiet").returncode == 0
    for path in (own / "corpus").rglob("*.md"):
        path.unlink()
    with Served(own, POLICYSEARCH_PORT="0") as served:
        assert json.loads(served.get("/api/v1/status"))["n_documents"] == 6
    assert any("--allow-removal" in line for line in served.lines)


def test_queries_are_not_in_the_log_unless_asked(built):
    for asked in ("0", "1"):
        with Served(built, "serve", "--port", "0", POLICYSEARCH_LOG_QUERIES=asked) as served:
            served.get("/search.json?q=mysecretquery")
        logged = any("mysecretquery" in line for line in served.lines)
        assert logged == (asked == "1")


def test_a_running_server_follows_a_new_generation(own):
    assert run(own, "build", "--quiet").returncode == 0
    with Served(own, "serve", "--port", "0") as served:
        assert json.loads(served.get("/api/v1/status"))["generation"] == 1
        (own / "corpus" / "more.md").write_text("# 新增\n\n一段。\n", encoding="utf-8")
        assert run(own, "build", "--quiet").returncode == 0
        assert json.loads(served.get("/api/v1/status"))["n_documents"] == 7


def test_no_corpus_and_no_index_is_2(tmp_path):
    assert run(tmp_path).returncode == 2


def test_judged_questions_are_measured(built, tmp_path):
    found = json.loads(run(built, "passages", "--exact", "漏检率", "--json").stdout)
    question = {"id": "1", "question": "漏检率是多少？", "relevant": [found["document_id"]]}
    path = tmp_path / "questions.dev.jsonl"
    path.write_text(json.dumps(question, ensure_ascii=False) + "\n", encoding="utf-8")
    answer = run(built, "evaluate", str(tmp_path), "--json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)[0]["values"]["RR@10"] == 1
    assert "RR@10 1.0000" in run(built, "evaluate", str(tmp_path)).stdout
    path.write_text("no question\n", encoding="utf-8")
    assert run(built, "evaluate", str(tmp_path)).returncode == 2
    assert run(built, "evaluate", str(tmp_path / "nowhere")).returncode == 2


def test_a_watch_follows_changes_and_says_what_goes_wrong(own):
    command = [sys.executable, "-m", "policysearch", "build", "--watch"]
    with subprocess.Popen(
        command, cwd=own, env=environment(), stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as watch:
        try:
            assert watch.stderr is not None
            lines = iter(watch.stderr.readline, "")
            assert any("Ctrl+C" in line for line in lines)
            (own / "corpus" / "more.md").write_text("# 新增\n\n一段。\n", encoding="utf-8")
            assert any("generation 2" in line for line in lines)
            shutil.rmtree(own / "corpus")
            assert any("no corpus" in line for line in lines)
        finally:
            watch.terminate()  # an interrupt is ignored by what a script started in its background
        assert watch.wait(timeout=30) == -signal.SIGTERM


def test_connections_that_send_nothing_do_not_keep_others_waiting(built):
    with Served(built, "serve", "--port", "0") as served:
        host, port = served.address.removeprefix("http://").split(":")
        idle = [socket.create_connection((host, int(port))) for _ in range(20)]
        try:
            with urllib.request.urlopen(served.address + "/healthz", timeout=3) as answer:
                assert answer.status == 200
        finally:
            for connection in idle:
                connection.close()


def test_whoever_serves_to_others_is_told_which_hosts_are_answered(built):
    with Served(built, "serve", "--host", "0.0.0.0", "--port", "0") as served:
        assert "POLICYSEARCH_ALLOWED_HOSTS" in "".join(served.lines)
    with Served(built, "serve", "--port", "0") as served:
        assert "POLICYSEARCH_ALLOWED_HOSTS" not in "".join(served.lines)
