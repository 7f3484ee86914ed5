"""What is written is an ordinary Whoosh index, and reading it survives threads and forks."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import whoosh.index
from whoosh.query import Phrase, Term

from policysearch.backends.port import Matches, Searcher
from policysearch.backends.registry import backend
from policysearch.backends.whoosh.schema import decoded, encoded
from policysearch.query.plan import Plan
from tests.contracts.backend import CASE, LAW, PARK, a_document, terms, wanted, write


def test_whoosh_itself_opens_the_index_and_finds_passages(tmp_path: Path) -> None:
    write(backend("whoosh"), tmp_path, (PARK, LAW, CASE))
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        n_passages = sum(len(entry.passages) for entry in (PARK, LAW, CASE))
        assert searcher.doc_count() == n_passages
        (first,) = searcher.search(Term("document", "law"))
        assert first["entry"]["n_passages"] == len(LAW.passages)
        found = {hit.docnum for hit in searcher.search(Term("units", "数"), limit=None)}
        assert found == {
            hit.docnum for hit in searcher.search(Term("grams", "数\x1f据"), limit=None)
        }
        assert len(found) == sum("数" in passage.units for passage in LAW.passages)
        assert searcher.search(Phrase("grams", ["数\x1f据"])).estimated_length() == len(found)


def test_a_term_survives_its_bytes() -> None:
    for term in ("甲", "a", "\ud800", "𠮷", "\x00", "\x1f", "ab\x1fc"):
        assert decoded(encoded(term)) == term
        assert min(encoded(term)) >= 0x20
    assert len({encoded(term) for term in ("\x01", "\udc01", "!", "\x01!")}) == 4


def search(searcher: Searcher, text: str) -> Matches:
    return searcher.search(Plan(wanted=wanted(*text), terms=terms(text), facets=("kind",)))


def test_threads_get_what_one_thread_gets(tmp_path: Path) -> None:
    text = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
    entries = [
        a_document(f"d{n}", *(text[(n + k) % 20 : (n + k) % 20 + 5] for k in range(8)))
        for n in range(60)
    ]
    write(backend("whoosh"), tmp_path, entries)
    queries = [text[at : at + 4] for at in range(20)] * 3
    expected = [search(backend("whoosh").searcher(tmp_path), query) for query in queries]
    searcher = backend("whoosh").searcher(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: search(searcher, query), queries))
    assert found == expected


def test_a_searcher_opened_before_a_fork_answers_in_every_process(tmp_path: Path) -> None:
    write(backend("whoosh"), tmp_path, (PARK, LAW, CASE))
    searcher = backend("whoosh").searcher(tmp_path)
    queries = ["人工智能", "数据", "缺陷", "应用"] * 10

    def answer(queue: "multiprocessing.SimpleQueue[list[int]]", order: int) -> None:
        queue.put([search(searcher, query).n_documents for query in queries[::order]])

    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    processes = [context.Process(target=answer, args=(queue, order)) for order in (1, -1)]
    for process in processes:
        process.start()
    answers = [queue.get() for _ in processes]
    for process in processes:
        process.join()
    expected = [search(searcher, query).n_documents for query in queries]
    assert sorted(answers) == sorted((expected, expected[::-1]))


def test_a_closed_searcher_maps_no_file(tmp_path: Path) -> None:
    write(backend("whoosh"), tmp_path, (PARK, LAW, CASE))
    searcher = backend("whoosh").searcher(tmp_path)
    assert search(searcher, "数据").n_documents == 1
    maps = Path("/proc/self/maps")
    assert not maps.exists() or str(tmp_path) in maps.read_text()
    searcher.close()
    del searcher
    assert not maps.exists() or str(tmp_path) not in maps.read_text()
