import json
from pathlib import Path

import pytest

from policysearch.errors import DamagedSource, WrongOption
from policysearch.evaluate.topics import corpus_of, is_by_article, read_topics


def a_folder(tmp_path: Path, *lines: str, name: str = "queries.dev.jsonl") -> Path:
    (tmp_path / name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return tmp_path


def a_line(**changed: object) -> str:
    raw = {"id": 7, "question": "谁可以？", "keywords": "资格；申请", "relevant": ["a#第一条"]}
    return json.dumps(raw | changed, ensure_ascii=False)


def test_a_topic_is_asked_as_a_question_and_by_its_keywords(tmp_path: Path) -> None:
    [topic] = read_topics(a_folder(tmp_path, a_line()))
    assert (topic.id, topic.relevant) == ("7", ("a#第一条",))
    assert (topic.text("question"), topic.text("keywords")) == ("谁可以？", "资格 申请")


def test_a_topic_without_keywords_has_one_form(tmp_path: Path) -> None:
    [topic] = read_topics(a_folder(tmp_path, a_line(keywords="")))
    assert topic.texts == (("question", "谁可以？"),)
    assert topic.text("keywords") == ""


def test_judgments_of_articles_are_told_from_those_of_documents(tmp_path: Path) -> None:
    assert is_by_article(read_topics(a_folder(tmp_path, a_line())))
    assert not is_by_article(read_topics(a_folder(tmp_path, a_line(relevant=["a"]))))


@pytest.mark.parametrize(
    "line", ["{", "[]", '"a"', '{"id": 1}', a_line(question=None, keywords=3), a_line(relevant=5)]
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    folder = a_folder(tmp_path, a_line(), line)
    with pytest.raises(DamagedSource, match=r"queries\.dev\.jsonl, line 2"):
        read_topics(folder)


def test_a_folder_without_questions_or_documents_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(WrongOption, match=r"queries\.dev\.jsonl"):
        read_topics(tmp_path)
    with pytest.raises(WrongOption, match=r"laws\.jsonl"):
        corpus_of(tmp_path)
    (tmp_path / "policy.jsonl").touch()
    assert corpus_of(tmp_path) == tmp_path / "policy.jsonl"
