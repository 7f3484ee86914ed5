import itertools
import math
import threading
from pathlib import Path
from typing import Any

import pytest
from whoosh import query as queries
from whoosh import scoring, searching, sorting
from whoosh.columns import RefBytesColumn
from whoosh.fields import ID, KEYWORD, NUMERIC, Schema
from whoosh.index import create_in
from whoosh.query import spans

from tests.whoosh_columnar.pairs import filled, is_executed, our_index, stock_index
from tests.whoosh_columnar.trees import Trees, a_schema, some_records
from whoosh_columnar.index import open_dir
from whoosh_columnar.weighting import ColumnarBM25F

RECORDS = some_records(300, seed=11)
FIRST = queries.Term("text", "甲一")
SECOND = queries.Term("text", "甲二")


@pytest.fixture(scope="module")
def ours() -> Any:
    return our_index(a_schema(), RECORDS, 3, deleted=[0, 7, 120, 299])


@pytest.fixture(scope="module")
def stock() -> Any:
    return stock_index(a_schema(), RECORDS, 3, deleted=[0, 7, 120, 299])


@pytest.mark.parametrize(
    "query",
    [
        queries.Phrase("text", ["甲一", "甲二"], slop=2),
        queries.Or([FIRST, SECOND], scale=0.5),
        queries.DisjunctionMax([FIRST, SECOND]),
        queries.Require(FIRST, SECOND),
        queries.Otherwise(queries.Term("text", "没有"), SECOND),
        queries.NumericRange("year", 1949, 2001, constantscore=False),
        queries.Sequence([FIRST, SECOND]),
        spans.SpanNear2([FIRST, SECOND]),
        queries.Prefix("text", "己五", boost=2.0),
        queries.And([FIRST, queries.DisjunctionMax([SECOND])]),
        queries.Term("text", "甲一", boost=1e-12),
    ],
    ids=lambda query: type(query).__name__,
)
def test_what_is_not_executed_is_answered_by_whoosh(ours: Any, stock: Any, query: Any) -> None:
    found = ours.searcher().search(query, limit=None)
    assert not is_executed(found)
    expected = stock.searcher().search(query, limit=None)
    assert [doc for _, doc in found.top_n] == [doc for _, doc in expected.top_n]


@pytest.mark.parametrize(
    "options",
    [
        {"terms": True},
        {"collapse": "tag"},
        {"scored": False},
        {"groupedby": sorting.FieldFacet("tag", allow_overlap=True)},
        {"groupedby": sorting.RangeFacet("year", 1900, 2100, 50)},
        {"sortedby": ["year", "tag"]},
        {"sortedby": sorting.ScoreFacet()},
        {"groupedby": "text"},
    ],
    ids=str,
)
def test_options_that_are_not_executed_are_whooshs(
    ours: Any, stock: Any, options: dict[str, Any]
) -> None:
    found = ours.searcher().search(FIRST, limit=None, **options)
    assert not is_executed(found)
    expected = stock.searcher().search(FIRST, limit=None, **options)
    assert [doc for _, doc in found.top_n] == [doc for _, doc in expected.top_n]
    if "groupedby" in options:
        assert found.groups() == expected.groups()


def test_errors_are_whooshs(ours: Any) -> None:
    searcher = ours.searcher()
    with pytest.raises(ValueError, match="limit must be >= 1"):
        searcher.search(FIRST, limit=0)
    with pytest.raises(TypeError):
        searcher.search(FIRST, unknown=1)
    with pytest.raises(queries.QueryError, match="no positions"):
        searcher.search(queries.Phrase("words", ["甲一", "甲二"]))


@pytest.mark.parametrize("weighting", [scoring.TF_IDF(), scoring.Frequency()])
def test_other_scores_than_bm25_are_whooshs(ours: Any, stock: Any, weighting: Any) -> None:
    found = ours.searcher(weighting=weighting).search(FIRST, limit=None)
    assert not is_executed(found)
    assert found.top_n == stock.searcher(weighting=weighting).search(FIRST, limit=None).top_n


def test_parameters_of_bm25_count(ours: Any, stock: Any) -> None:
    weighting = scoring.BM25F(B=0.3, K1=2.0, text_B=0.9)
    for field in ("text", "words"):
        query = queries.Term(field, "甲一")
        found = ours.searcher(weighting=weighting).search(query, limit=None)
        assert is_executed(found)
        expected = stock.searcher(weighting=weighting).search(query, limit=None)
        assert {doc: score for score, doc in found.top_n} == pytest.approx(
            {doc: score for score, doc in expected.top_n}, rel=1e-6
        )


def test_the_same_records_answer_alike_in_any_number_of_segments() -> None:
    whole, *split = (our_index(a_schema(), RECORDS, n).searcher() for n in (1, 2, 7))
    for query in Trees(RECORDS, seed=3).queries(200):
        expected = whole.search(query, limit=20)
        for searcher in split:
            found = searcher.search(query, limit=20)
            assert found.top_n == expected.top_n, query
            assert len(found) == len(expected)


def test_answers_are_the_same_bit_for_bit_cold_and_warm_and_in_threads(ours: Any) -> None:
    asked = list(Trees(RECORDS, seed=4).queries(120))
    options = {"limit": 15, "filter": queries.Term("tag", "红")}
    cold = [ours.searcher().search(query, **options).top_n for query in asked]
    shared = ours.searcher()
    answers: list[list[Any]] = [[], [], [], []]

    def work(own: list[Any]) -> None:
        own.extend(shared.search(query, **options).top_n for query in asked)

    threads = [threading.Thread(target=work, args=(own,)) for own in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(own == cold for own in answers)
    assert [shared.search(query, **options).top_n for query in asked] == cold


def test_refreshing_keeps_what_was_read_of_unchanged_segments() -> None:
    index = our_index(a_schema(), RECORDS[:200], 2)
    searcher = index.searcher()
    phrase = queries.Phrase("grams", ["甲\x1f一", "一\x1f甲"])
    before = searcher.search(phrase, limit=None, sortedby="year").top_n
    memories = [segment.memory for segment in searcher.view.segments]
    assert searcher.refresh() is searcher
    filled(index, RECORDS[200:], 1, [3])
    refreshed = searcher.refresh()
    kept = [segment.memory for segment in refreshed.view.segments]
    assert kept[:2] == memories
    assert len(kept) == 3
    after = refreshed.search(phrase, limit=None, sortedby="year").top_n
    assert after == index.searcher().search(phrase, limit=None, sortedby="year").top_n
    assert len(after) > len(before)


def test_no_record_is_found_when_all_are_deleted() -> None:
    searcher = our_index(a_schema(), RECORDS[:20], 2, deleted=range(20)).searcher()
    for query in (FIRST, queries.Every(), queries.Not(FIRST), queries.Or([FIRST, SECOND])):
        found = searcher.search(query, groupedby="tag", maptype=sorting.Count)
        assert (len(found), found.top_n, found.groups()) == (0, [], {})


def test_an_index_of_nothing_or_of_empty_records_answers() -> None:
    assert len(our_index(a_schema(), []).searcher().search(FIRST)) == 0
    searcher = our_index(a_schema(), [{}, {"text": ""}, {"tag": "红"}]).searcher()
    assert len(searcher.search(FIRST)) == 0
    assert searcher.search(queries.Every()).top_n == [(1.0, 0), (1.0, 1), (1.0, 2)]
    assert [doc for _, doc in searcher.search(queries.Term("tag", "红")).top_n] == [2]


@pytest.mark.parametrize(
    "query",
    [
        queries.NullQuery,
        queries.Or([]),
        queries.And([]),
        queries.Term("no such field", "甲一"),
        queries.Phrase("no such field", ["甲一", "甲二"]),
        queries.Phrase("grams", ["甲\x1f一", "甲\x1f一"]),
        queries.Term("grams", "甲"),
        queries.Term("year", "no number"),
    ],
    ids=repr,
)
def test_queries_for_nothing_find_nothing(ours: Any, query: Any) -> None:
    found = ours.searcher().search(query)
    assert is_executed(found)
    assert (len(found), found.top_n, found.docs()) == (0, [], set())


def test_a_word_given_twice_counts_twice(ours: Any) -> None:
    once = ours.searcher().search(FIRST, limit=None).top_n
    twice = ours.searcher().search(queries.Or([FIRST, FIRST]), limit=None).top_n
    assert twice == [(2 * score, doc) for score, doc in once]


def test_a_page_of_results_and_their_other_methods_work(ours: Any, stock: Any) -> None:
    page = ours.searcher().search_page(FIRST, 2, pagelen=7)
    expected = stock.searcher().search_page(FIRST, 2, pagelen=7)
    assert (len(page), page.pagecount) == (len(expected), expected.pagecount)
    assert [hit.docnum for hit in page] == [hit.docnum for hit in expected]
    results = ours.searcher().search(FIRST)
    assert results.has_exact_length()
    assert results.estimated_length() == len(results)
    results.extend(ours.searcher().search(SECOND, limit=None))
    assert len(results) == len(results.docs())


def test_a_whole_phrase_is_scored_by_how_few_records_have_it(ours: Any) -> None:
    searcher = ours.searcher(weighting=ColumnarBM25F(whole_phrases=True))
    for field, words, run in (
        ("text", ["甲一", "甲二"], "甲一 甲二"),
        ("grams", ["甲\x1f一", "一\x1f甲"], "甲一甲"),
    ):
        query = queries.Phrase(field, words, boost=2.0)
        found = searcher.search(query, limit=None)
        n_found = sum(run in each[field] for each in RECORDS)
        score = 2 * (math.log(len(RECORDS) / (n_found + 1)) + 1)
        assert [each for each, _ in found.top_n] == pytest.approx([score] * len(found))
        docs = [doc for _, doc in ours.searcher().search(query, limit=None).top_n]
        assert [doc for _, doc in found.top_n] == sorted(docs)


def test_live_weights_are_those_of_an_index_without_the_deleted() -> None:
    schema = Schema(words=KEYWORD(scorable=True))
    records = [{"words": f"{'ab'[n % 2]} {'cde'[n % 3]}"} for n in range(60)]
    deleted = [*range(0, 30, 2), 31]
    left = [each for n, each in enumerate(records) if n not in deleted]
    expected = our_index(schema, left).searcher()
    searcher = our_index(schema, records, 2, deleted).searcher(weighting=ColumnarBM25F(live=True))
    for query in (
        queries.Or([queries.Term("words", "a"), queries.Term("words", "c")]),
        queries.Prefix("words", "a"),
        queries.Wildcard("words", "?"),
    ):
        found = searcher.search(query, limit=None)
        assert is_executed(found)
        scores = sorted(score for score, _ in expected.search(query, limit=None).top_n)
        assert sorted(score for score, _ in found.top_n) == pytest.approx(scores, rel=1e-6)
    term = queries.Term("words", "a")
    by_matchers = searching.Searcher.search(searcher, term, limit=None)
    assert [score for score, _ in searcher.search(term, limit=None).top_n] == pytest.approx(
        [score for score, _ in by_matchers.top_n], rel=1e-6
    )


def test_missing_values_are_last_and_equal_ones_in_the_order_of_records() -> None:
    schema = Schema(year=NUMERIC(sortable=True), tag=ID(sortable=RefBytesColumn()))
    years = [2001, None, 1949, 2001, None, 1949]
    records = [{"tag": "x"} | ({"year": year} if year else {}) for year in years]
    for n_segments in (1, 3):
        found = our_index(schema, records, n_segments).searcher()
        results = found.search(queries.Every(), sortedby="year", limit=None)
        assert [doc for _, doc in results.top_n] == [2, 5, 0, 3, 1, 4]


def test_a_phrase_of_5000_units_and_a_query_of_10000_words_are_answered() -> None:
    units = "".join("甲乙丙丁戊己庚"[n * n % 7] + "子丑寅卯辰"[n % 5] for n in range(3000))
    records = [{"grams": units, "text": " ".join(str(n) for n in range(9000))}, *RECORDS[:50]]
    searcher = our_index(a_schema(), records).searcher()
    run = units[400:5401]
    grams = [a + "\x1f" + b for a, b in itertools.pairwise(run)]
    found = searcher.search(queries.Phrase("grams", grams))
    assert is_executed(found)
    assert [doc for _, doc in found.top_n] == [0]
    assert len(searcher.search(queries.Phrase("grams", [*grams, grams[-1]]))) == 0
    words = queries.Or([queries.Term("text", str(n)) for n in range(10_000)])
    found = searcher.search(words)
    assert is_executed(found)
    assert [doc for _, doc in found.top_n] == [0]


def test_an_index_with_segments_of_whooshs_own_is_searched_by_whoosh(tmp_path: Path) -> None:
    index = filled(create_in(str(tmp_path), a_schema()), RECORDS[:100], 1, ())
    mixed = filled(open_dir(tmp_path), RECORDS[100:], 2, ())
    searcher = mixed.searcher()
    assert len(searcher.leaf_searchers()) == 3
    expected = stock_index(a_schema(), RECORDS, 3).searcher()
    for query in Trees(RECORDS, seed=5).queries(60):
        found = searcher.search(query, limit=None)
        assert not is_executed(found)
        assert found.docs() == expected.search(query, limit=None).docs(), query
    index.close()
