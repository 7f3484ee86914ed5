"""A quoted search finds every passage that holds the words and no other; a scan is the judge."""

import json
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policysearch import Document, Library, Settings
from tests.acceptance.conftest import BACKEND, built
from tests.acceptance.scan import Scan, units
from tests.builders import a_build, a_corpus, a_library

LONGEST = 12
N_LAW_PHRASES = 150
# A number in words is also looked for in figures.
NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两]")

# Texts of few different characters, so that phrases recur; figures and marks stand side by side.
HAN = st.text("工业园区人智能的一", min_size=1, max_size=9)
NUMBERS = ["1,800", "12.8", "1,234.5", "8", "100", "2025.11.7", "1,2,3", "0.2", "192.168.1.1"]
LISTS = ["1,800,12", "12,5.5", "1，800", "１２．８"]
LETTERS = ["AI", "MAIN", "A100", "a", "Ａｉ", "IT+BT", "CEO", "b2B", "é", "ß", "x1"]
MARKS = [*"，。；、“”「」\"'（）《》+-·%％　 ：？", "——", "……", "𠮷", "①", "㈱"]
FIGURE, MARK = st.sampled_from(NUMBERS + LISTS), st.sampled_from(MARKS)
LATIN = st.sampled_from(LETTERS)
CLAUSE = st.lists(st.one_of(HAN, HAN, FIGURE, LATIN, MARK), min_size=1, max_size=12).map("".join)
# Beyond 600 characters a passage is cut into pieces, at sentences, at commas, or hard.
# A Chinese character in each clause: a word of more than 40 letters or figures may be cut itself.
LONG = st.builds(lambda begin, clause, end: (begin + clause + end) * (1300 // (len(clause) + 2)),
                 st.sampled_from("工业一"), CLAUSE,
                 st.sampled_from(["。", "，", "；", "", " ", "1", "a"]))  # fmt: skip
PARAGRAPH = st.one_of(*[st.lists(CLAUSE, min_size=1, max_size=4).map("。".join)] * 5, LONG)
TEXT = st.lists(PARAGRAPH, min_size=1, max_size=4).map("\n".join)


def documents_of(library: Library) -> list[Document]:
    ids = dict.fromkeys(passage.document.id for passage in library.passages())
    return [library.document(each) for each in ids]


def substrings(documents: list[Document], count: int, rng: random.Random) -> Iterator[str]:
    """Random stretches of the texts, as often from each document as it is long."""
    weights = [len(document.text) for document in documents]
    for document in rng.choices(documents, weights, k=count):
        start = rng.randrange(len(document.text))
        yield document.text[start : start + rng.randint(1, LONGEST)]


def assert_exact(library: Library, scan: Scan, phrase: str, **search: str) -> None:
    """The phrase is found in the passages of the scan, in order, and counted right."""
    search = search or {"exact": phrase}
    expected = scan.find(phrase)
    found = [(passage.document.id, passage.ordinal) for passage in library.passages(**search)]
    assert found == expected, phrase
    by_passage = library.search(**search, by="passage", size=1000).total
    by_document = library.search(**search, size=1).total
    assert by_passage.passages == by_document.passages == len(expected), phrase
    assert by_document.documents == len({document_id for document_id, _ in expected}), phrase


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_exact_finds_what_a_scan_finds(texts: list[str], rng: random.Random) -> None:
    lines = (json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate(texts))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a_corpus(folder, {"lines.jsonl": "".join(f"{line}\n" for line in lines)})
        a_build(folder, backend=BACKEND)
        with Library.open(folder / "index", settings=Settings(backend=BACKEND)) as library:
            documents = documents_of(library)
            scan = Scan(documents)
            for phrase in substrings(documents, 25 if documents else 0, rng):
                if units(phrase):
                    assert_exact(library, scan, phrase)


@pytest.fixture(scope="module")
def laws(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("laws")
    chosen = sorted((shared_data / "data" / "laws" / "社会法").glob("*.md"))[:8]
    a_corpus(folder, {law.name: law.read_bytes() for law in chosen})
    chosen_settings = built(folder, folder / "corpus")
    with Library.open(chosen_settings.index, settings=chosen_settings) as library:
        yield library


def test_any_stretch_of_a_law_is_found_where_it_stands(laws: Library) -> None:
    documents = documents_of(laws)
    scan = Scan(documents)
    rng = random.Random(4)
    n_found = 0
    for phrase in substrings(documents, N_LAW_PHRASES, rng):
        if units(phrase):
            assert_exact(laws, scan, phrase)
            n_found += bool(scan.find(phrase))
    assert n_found > N_LAW_PHRASES // 2


def test_a_quoted_stretch_of_a_law_is_found_by_the_query_language(laws: Library) -> None:
    documents = documents_of(laws)
    scan = Scan(documents)
    for phrase in substrings(documents, N_LAW_PHRASES // 3, random.Random(5)):
        if units(phrase) and not any(unit == '"' for unit, _ in units(phrase)):
            assert_exact(laws, scan, phrase, query=f'"{phrase}"')
            assert_exact(laws, scan, phrase, query=f"“{phrase}”")


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    lines = {
        "main": "MAIN 线路与 AI 线路。",
        "only-main": "只有 MAIN 线路。",
        "share": "增长12.8%，其中出口增长8%。",
        "only-share": "增长12.8%。",
        "model": "装有A100的机器。",
        "count": "装有100的机器。",
        "grouped": "企业超1,800家。",
        "listed": "见第1,2,3节，2025.11.7，192.168.1.1。",
        "quoted": "应用场景“多点开花”。",
    }
    rows = (json.dumps({"id": each, "text": text}) for each, text in lines.items())
    folder = tmp_path_factory.mktemp("figures")
    library = a_library(folder, {"a.jsonl": "\n".join(rows)}, backend=BACKEND)
    with library:
        yield library


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("AI", {"main"}),
        ("ａｉ", {"main"}),
        ("MAIN", {"main", "only-main"}),
        ("8%", {"share"}),
        ("8％", {"share"}),
        ("12.8%", {"share", "only-share"}),
        ("2.8%", set()),
        ("100", {"count"}),
        ("A100", {"model"}),
        ("1,800家", {"grouped"}),
        ("800家", set()),
        ("1，800 家", {"grouped"}),
        ("1", {"listed"}),
        ("2,3", {"listed"}),
        ("11.7", set()),
        ("168", {"listed"}),
        ("11", {"listed"}),
        ("应用场景「多点开花」", {"quoted"}),
        ("场景多点", set()),
    ],
)
def test_a_number_or_a_word_is_found_whole(
    figures: Library, phrase: str, expected: set[str]
) -> None:
    assert {passage.document.id for passage in figures.passages(exact=phrase)} == expected
    assert figures.search(exact=phrase).total.documents == len(expected)
    if '"' not in phrase and "「" not in phrase:
        found = {passage.document.id for passage in figures.passages(f'"{phrase}"')}
        assert found == expected


def test_nested_and_doubled_quotation_marks_are_part_of_the_phrase(figures: Library) -> None:
    for query in ('"应用场景“多点开花”"', '"应用场景""多点开花"""', "“应用场景「多点开花」”"):
        assert [passage.document.id for passage in figures.passages(query)] == ["quoted"]


def test_counts_of_words_are_those_of_a_scan(laws: Library) -> None:
    """Whatever a stretch is cut into, each word is counted in any cut of the words around it."""
    documents = documents_of(laws)
    scan = Scan(documents)
    rng = random.Random(6)
    n_words = 0
    for phrase in substrings(documents, 60, rng):
        stretch = "".join(re.findall("[㐀-鿿]", phrase))[:4]
        if len(stretch) < 2 or NUMERAL.search(stretch):
            continue
        page = laws.search(stretch, by="passage", size=1000)
        holding = [set(scan.find(word.text)) for word in page.words]
        for word, found in zip(page.words, holding, strict=True):
            assert word.documents == word.filtered_documents == len({one for one, _ in found})
            assert word.occurrences == scan.count(word.text), word
            n_words += 1
        assert page.total.passages == len(set().union(*holding))
        full = set.intersection(*holding) if holding else set()
        assert page.total.full == len({one for one, _ in full})
        if page.total.passages <= 1000:
            found = {(hit.document.id, hit.passage.ordinal) for hit in page.hits if not hit.missing}
            assert found == full
    assert n_words > 60
