"""Whoosh's own answers to all judged questions and to thousands of random queries, and ours."""

import importlib.util
import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as queries
from whoosh.fields import KEYWORD, Schema

from tests.whoosh_columnar.pairs import is_executed, our_index, stock_index
from tests.whoosh_columnar.test_equivalence import assert_same
from tests.whoosh_columnar.trees import Trees, a_schema, some_records
from whoosh_columnar.field_types import Grams

N_PASSAGES = 6000
HAN = re.compile(r"[\u4e00-\u9fff]+")

pytestmark = pytest.mark.slow


def pairs_of(text: str) -> list[str]:
    """Each two neighbouring characters, as words."""
    return [a + b for run in HAN.findall(text) for a, b in pairwise(run)]


@pytest.fixture(scope="module")
def passages(shared_data: Path) -> list[str]:
    """Some of data set A: passages drawn from all of the texts."""
    spec = importlib.util.spec_from_file_location(
        "make_passages", shared_data / "tools" / "make_passages.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.passages(shared_data / "data")
    return [text for _, _, text in random.Random(20261123).sample(found, N_PASSAGES)]


@pytest.fixture(scope="module")
def searchers(passages: list[str]) -> Iterator[tuple[Any, Any]]:
    schema = Schema(words=KEYWORD(scorable=True), grams=Grams())
    records = [{"words": " ".join(pairs_of(text)), "grams": text} for text in passages]
    deleted = random.Random(1).sample(range(N_PASSAGES), 300)
    stock = stock_index(schema, records, 1, deleted).searcher()
    ours = our_index(schema, records, 4, deleted).searcher()
    yield stock, ours
    stock.close()
    ours.close()


@pytest.mark.parametrize("form", ["question", "keywords"])
def test_judged_questions_are_answered_as_whoosh_does(
    searchers: tuple[Any, Any], shared_data: Path, form: str
) -> None:
    stock, ours = searchers
    lines = (shared_data / "data/stard/queries.dev.jsonl").read_text(encoding="utf-8")
    n_found = 0
    for line in lines.splitlines():
        words = pairs_of(json.loads(line).get(form) or "")
        kind = queries.Or if form == "question" else queries.And
        query = kind([queries.Term("words", word) for word in words])
        found = ours.search(query, limit=None)
        assert is_executed(found)
        assert_same(stock.search(query, limit=None), found, query)
        assert ours.search(query).top_n == found.top_n[:10]
        n_found += len(found)
    assert n_found > 200


def test_runs_of_text_are_found_as_whoosh_and_a_scan_find_them(
    searchers: tuple[Any, Any], passages: list[str]
) -> None:
    stock, ours = searchers
    rng = random.Random(2)
    is_deleted = ours.reader().is_deleted
    for _ in range(1000):
        text = rng.choice(passages)
        start = rng.randrange(len(text))
        run = text[start : start + rng.randint(2, 8)]
        if len(run) > 1:
            query = queries.Phrase("grams", [a + "\x1f" + b for a, b in pairwise(run)])
            found = ours.search(query, limit=None)
            assert is_executed(found)
            assert_same(stock.search(query, limit=None), found, query)
            assert found.docs() == {
                n for n, each in enumerate(passages) if run in each and not is_deleted(n)
            }


@pytest.mark.parametrize(("n_segments", "seed"), [(1, 21), (4, 22), (8, 23)])
def test_thousands_of_trees_find_and_score_as_whoosh_does(
    n_segments: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.Or, "matcher_type", queries.Or.DEFAULT_MATCHER)
    records = some_records(500, seed)
    deleted = random.Random(seed).sample(range(500), 50)
    stock = stock_index(a_schema(), records, n_segments, deleted).searcher()
    ours = our_index(a_schema(), records, n_segments, deleted).searcher()
    for query in Trees(records, seed).queries(700):
        found = ours.search(query, limit=None)
        assert is_executed(found)
        assert_same(stock.search(query, limit=None), found, query)
