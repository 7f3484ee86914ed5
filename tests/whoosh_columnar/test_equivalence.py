"""The same records in Whoosh's own index and in ours: the same answers, over arrays and without."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from whoosh import query as queries
from whoosh import searching, sorting

from tests.whoosh_columnar.pairs import is_executed, our_index, stock_index
from tests.whoosh_columnar.trees import Trees, a_schema, some_records

N_RECORDS = 300
LAYOUTS = ((1, False), (4, False), (4, True), (8, True))


@dataclass
class Pair:
    """Searchers of the two indexes over the same records."""

    records: list[dict[str, Any]]
    stock: Any
    ours: Any


@pytest.fixture(scope="module", params=LAYOUTS, ids=lambda p: f"{p[0]}{'-deleted' * p[1]}")
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    n_segments, has_deletions = request.param
    records = some_records(N_RECORDS, seed=n_segments)
    deleted = random.Random(7).sample(range(N_RECORDS), 60) if has_deletions else []
    stock = stock_index(a_schema(), records, n_segments, deleted).searcher()
    ours = our_index(a_schema(), records, n_segments, deleted).searcher()
    assert len(ours.leaf_searchers()) == n_segments
    yield Pair(records, stock, ours)
    stock.close()
    ours.close()


@pytest.fixture(autouse=True)
def _scored_expansions(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoosh gives 1 to what a prefix finds in segments as small as these, and BM25 in large ones.
    monkeypatch.setattr(queries.Or, "matcher_type", queries.Or.DEFAULT_MATCHER)


def assert_same(expected: Any, found: Any, query: Any) -> None:
    """The same records, scores within 1e-5, order by score and then by number; and Whoosh's order,
    but where its scores differ by no more than a float32 can tell."""
    scores = {doc: score for score, doc in expected.top_n}
    assert {doc for _, doc in found.top_n} == scores.keys(), query
    assert len(found) == len(scores), query
    assert found.docs() == set(scores), query
    for score, doc in found.top_n:
        assert score == pytest.approx(scores[doc], rel=1e-5), query
    assert [*found.top_n] == sorted(found.top_n, key=lambda each: (-each[0], each[1])), query
    for (_, first), (_, second) in zip(found.top_n, found.top_n[1:], strict=False):
        assert scores[first] >= scores[second] * (1 - 1e-6), query


def executed(searcher: Any, query: Any, **options: Any) -> Any:
    """Search, and fail if Whoosh's own search had to answer."""
    results = searcher.search(query, **options)
    assert is_executed(results), query
    return results


def test_trees_of_queries_find_and_score_as_whoosh_does(pair: Pair) -> None:
    for query in Trees(pair.records, seed=1).queries(240):
        expected = pair.stock.search(query, limit=None)
        found = executed(pair.ours, query, limit=None)
        assert_same(expected, found, query)


def test_any_limit_gives_the_beginning_of_the_whole_answer(pair: Pair) -> None:
    for query in Trees(pair.records, seed=2).queries(80):
        whole = executed(pair.ours, query, limit=None)
        for limit in (1, 2, 10, 50):
            found = executed(pair.ours, query, limit=limit)
            assert found.top_n == whole.top_n[:limit], query
            assert len(found) == len(whole), query


def test_arrays_and_matchers_agree_on_the_same_index(pair: Pair) -> None:
    for query in Trees(pair.records, seed=3).queries(80):
        found = executed(pair.ours, query, limit=None)
        assert_same(searching.Searcher.search(pair.ours, query, limit=None), found, query)


def test_a_negation_finds_all_others_that_are_not_deleted(pair: Pair) -> None:
    # Whoosh's own finds some that are deleted.
    is_deleted = pair.stock.reader().is_deleted
    trees = Trees(pair.records, seed=9)
    for query in (trees.without() for _ in range(60)):
        found = executed(pair.ours, query, limit=None)
        expected = pair.stock.search(query, limit=None)
        assert found.top_n == [(1.0, doc) for _, doc in expected.top_n if not is_deleted(doc)]


def test_and_not_leaves_out_what_a_loop_leaves_out(pair: Pair) -> None:
    # Whoosh's own AndNot lets one record pass in some queries, so a loop is the oracle.
    trees = Trees(pair.records, seed=4)
    for wanted, excluded in zip(trees.queries(60), reversed(list(trees.queries(60))), strict=True):
        scores = {doc: score for score, doc in pair.stock.search(wanted, limit=None).top_n}
        for _, doc in pair.stock.search(excluded, limit=None).top_n:
            scores.pop(doc, None)
        found = executed(pair.ours, queries.AndNot(wanted, excluded), limit=None)
        assert {doc: score for score, doc in found.top_n} == pytest.approx(scores, rel=1e-5)


def test_filters_and_masks_keep_what_whoosh_keeps(pair: Pair) -> None:
    trees = Trees(pair.records, seed=5)
    filters = [each for each in trees.queries(30) if len(pair.stock.search(each, limit=None))]
    for query, other in zip(trees.queries(30), filters, strict=False):
        for options in ({"filter": other}, {"mask": other}, {"filter": {1, 5, 9, 10**6}}):
            expected = pair.stock.search(query, limit=None, **options)
            found = executed(pair.ours, query, limit=None, **options)
            assert_same(expected, found, (query, options))
            assert found.filtered_count == expected.filtered_count


def test_results_of_one_search_filter_another(pair: Pair) -> None:
    red = queries.Term("tag", "红")
    expected = pair.stock.search(queries.Every(), filter=pair.stock.search(red), limit=None)
    found = executed(pair.ours, queries.Every(), filter=pair.ours.search(red), limit=None)
    assert_same(expected, found, red)


@pytest.mark.parametrize("name", ["year", "tag"])
@pytest.mark.parametrize("is_falling", [False, True])
@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("limit", [1, 7, None])
def test_sorting_by_a_field_is_whooshs(
    pair: Pair, name: str, is_falling: bool, is_reversed: bool, limit: int | None
) -> None:
    facet = sorting.FieldFacet(name, reverse=is_falling)
    options = {"sortedby": facet, "reverse": is_reversed, "limit": limit}
    for query in Trees(pair.records, seed=6).queries(40):
        expected = pair.stock.search(query, **options)
        found = executed(pair.ours, query, **options)
        assert found.top_n == expected.top_n, query
        assert len(found) == len(expected)


@pytest.mark.parametrize("sortedby", [None, "year"])
@pytest.mark.parametrize("maptype", [sorting.Count, sorting.UnorderedList])
def test_facets_count_and_list_as_whoosh_does(
    pair: Pair, maptype: Any, sortedby: str | None
) -> None:
    options = {"groupedby": ["year", "tag"], "maptype": maptype, "sortedby": sortedby}
    for query in Trees(pair.records, seed=8).queries(30):
        expected = pair.stock.search(query, **options)
        found = executed(pair.ours, query, **options)
        for name in ("year", "tag"):
            assert found.groups(name) == expected.groups(name), query


def test_groups_are_in_the_order_of_the_answer(pair: Pair) -> None:
    best = sorting.FieldFacet("tag", maptype=sorting.Best)
    for query in Trees(pair.records, seed=8).queries(60):
        for options in ({}, {"sortedby": sorting.FieldFacet("year", reverse=True)}):
            options["groupedby"] = {"tag": sorting.FieldFacet("tag"), "best": best}
            expected = pair.stock.search(query, **options)
            found = executed(pair.ours, query, limit=None, **options)
            place = {doc: place for place, (_, doc) in enumerate(found.top_n)}
            for name, docs in found.groups("tag").items():
                assert docs == sorted(docs, key=place.__getitem__), query
                assert set(docs) == set(expected.groups("tag")[name]), query
                assert found.groups("best")[name] == docs[0], query


def test_grouped_hits_are_all_there_whatever_the_limit(pair: Pair) -> None:
    query = queries.Term("text", "甲一")
    expected = pair.stock.search(query, groupedby="tag", limit=2)
    found = executed(pair.ours, query, groupedby="tag", limit=2)
    assert found.scored_length() == expected.scored_length() > 2
    assert [doc for _, doc in found.top_n] == [doc for _, doc in expected.top_n]


def test_counts_equal_a_loop_over_the_records(pair: Pair) -> None:
    word = "甲一"
    counted: dict[Any, int] = {}
    for number, record in enumerate(pair.records):
        if word in record["text"].split() and not pair.ours.reader().is_deleted(number):
            counted[record.get("tag", "")] = counted.get(record.get("tag", ""), 0) + 1
    query = queries.Term("text", word)
    found = executed(pair.ours, query, groupedby="tag", maptype=sorting.Count)
    assert found.groups("tag") == counted
