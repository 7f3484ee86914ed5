"""Measures by hand, and the whole way on a library small enough to foresee its answers."""

import json
import math
from pathlib import Path

import pytest

from policysearch import Library, Settings, build
from policysearch.evaluate import Measured, corpus_of, evaluate
from policysearch.evaluate.evaluate import measure
from policysearch.evaluate.topics import Topic

LAWS = [
    {
        "id": "law-1",
        "title": "河道法",
        "text": "第一条　清淤由县级机关负责。\n第二条　禁止倾倒垃圾。",
    },
    {
        "id": "law-2",
        "title": "林木法",
        "text": "第一条　采伐应当取得许可。\n第二条　倾倒枯枝的罚款。",
    },
]


def a_topic(number: int, *relevant: str) -> Topic:
    return Topic(str(number), (("question", "？"),), relevant)


def test_measures_are_means_over_the_topics_that_were_asked() -> None:
    topics = [a_topic(1, "a", "b"), a_topic(2, "c"), a_topic(3, "d")]
    found = measure({"1": ["x", "a", "b"], "2": []}, topics)
    ideal = 1 + 1 / math.log2(3)
    gain = 1 / math.log2(3) + 1 / math.log2(4)
    assert found["nDCG@10"] == pytest.approx(gain / ideal / 2)
    assert found["R@10"] == found["R@100"] == pytest.approx(1 / 2)
    assert found["RR@10"] == pytest.approx(1 / 2 / 2)


def test_an_answer_past_the_tenth_counts_for_the_hundred_only() -> None:
    answers = [f"x{n}" for n in range(10)] + ["a"]
    found = measure({"1": answers}, [a_topic(1, "a")])
    assert (found["R@100"], found["R@10"], found["nDCG@10"], found["RR@10"]) == (1, 0, 0, 0)


def a_judged_folder(folder: Path, topics: list[dict[str, object]]) -> Path:
    for name, rows in (("laws.jsonl", LAWS), ("queries.dev.jsonl", topics)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder


def evaluated(tmp_path: Path, topics: list[dict[str, object]]) -> list[Measured]:
    folder = a_judged_folder(tmp_path, topics)
    settings = Settings(backend="whoosh")
    build([corpus_of(folder)], tmp_path / "index", jobs=1, settings=settings)
    asked: list[tuple[int, int]] = []
    with Library.open(tmp_path / "index", settings=settings) as library:
        found = evaluate(library, folder, progress=lambda n, of: asked.append((n, of)))
    assert asked == [(n, len(asked)) for n in range(1, len(asked) + 1)]
    return found


def test_articles_are_answered_by_their_number(tmp_path: Path) -> None:
    topics: list[dict[str, object]] = [
        {"id": 1, "question": "谁负责清淤？", "keywords": "清淤", "relevant": ["law-1#第一条"]},
        {"id": 2, "question": "倾倒枯枝罚款吗？", "keywords": "", "relevant": ["law-2#第二条"]},
    ]
    question, keywords = evaluated(tmp_path, topics)
    assert (question.form, question.target, question.n_topics) == ("question", "article", 2)
    assert (keywords.form, keywords.target, keywords.n_topics) == ("keywords", "article", 1)
    assert question.values["RR@10"] == keywords.values["nDCG@10"] == 1.0


def test_documents_are_answered_by_their_ids(tmp_path: Path) -> None:
    topics: list[dict[str, object]] = [
        {"id": 1, "question": "采伐需要许可吗？", "relevant": ["law-2"]},
        {"id": 2, "question": "采伐需要许可吗？", "relevant": ["law-9"]},
    ]
    [question] = evaluated(tmp_path, topics)
    assert (question.target, question.n_topics) == ("document", 2)
    assert question.values["R@100"] == 0.5
