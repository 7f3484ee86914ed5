"""The examples of the package's README run, and its list of queries is the program's."""

import re
from pathlib import Path

import pytest

import whoosh_columnar
from whoosh_columnar.execute.trees import _NODES

README = Path(whoosh_columnar.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_the_examples_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "index").mkdir()
    exec("\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL)), {})
    assert capsys.readouterr().out.splitlines() == [
        '/a alfa <b class="match term0">bravo</b>',
        '/b <b class="match term0">bravo</b> charlie',
        "[0 1] [1 1] [2 2] [ True False]",
        "[0 1] [1 1] [2 1] [False False]",
    ]


def test_every_executed_query_is_named_and_no_other():
    sentence = README.split("query is made of")[1].split(", with")[0]
    named = set(re.findall(r"`(\w+)`", sentence))
    assert named == {kind.__name__ for kind in _NODES} - {"_NullQuery"}
