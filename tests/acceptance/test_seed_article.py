"""The seed article, from its broken extraction to the cited passage.

What its text should be is made here from the file itself, by a rule that holds for this one file:
a line that ends in a full stop ends a paragraph, no space is meant, and nothing else is changed.
"""

import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from policysearch import Document, Library, Settings
from tests.acceptance.conftest import BACKEND
from tests.acceptance.pages import Page, open_page, words
from tests.acceptance.scan import Scan
from tests.builders import a_build, a_corpus

KICKER = "竞逐新赛道 发力“AI+”"
TITLE = "苏州工业园区打造人工智能产业新高地"
SUBHEADINGS = ["创新资源持续集聚", "应用场景“多点开花”", "加速构建产业创新生态"]
WORD = "工业园区"
QUOTED = [
    "苏州工业园区形成了以",
    "截至2024年年底",
    "近5年营收复合增长率超50％",
    "近5年营收复合增长率超50%",
    "漏检率低于0.2%",
    "漏检率低于０．２％",
    "5个大模型",
]
HAN = "[㐀-鿿]"
SENTENCE = re.compile("[^。！？]+(?:[。！？][”’）]*)?")


@pytest.fixture(scope="module")
def lines(article: Path) -> list[str]:
    """The lines of the file that hold anything."""
    return [line for line in article.read_text(encoding="utf-8").split("\n") if line.strip()]


@pytest.fixture(scope="module")
def body(lines: list[str]) -> list[str]:
    """The lines after kicker and title without their spaces."""
    return [line.replace(" ", "") for line in lines[2:]]


@pytest.fixture(scope="module")
def paragraphs(body: list[str]) -> list[str]:
    """What stands between headings and full stops at line ends."""
    found, open_lines = [], list[str]()
    for line in body:
        open_lines.append(line)
        if line in SUBHEADINGS or line.endswith("。"):
            found.append("".join(open_lines))
            open_lines = []
    assert not open_lines
    return found


@pytest.fixture(scope="module")
def document(seed: Library) -> Document:
    (hit,) = seed.search().hits
    return seed.document(hit.document.id)


@pytest.fixture(scope="module")
def scan(document: Document) -> Scan:
    return Scan([document])


def texts(document: Document, *kinds: str) -> list[str]:
    return [passage.text for passage in document.passages if passage.record.kind in kinds]


def test_kicker_title_and_three_subheadings_are_what_they_are(document: Document) -> None:
    assert texts(document, "kicker") == [document.summary.value("kicker")] == [KICKER]
    assert texts(document, "title") == [document.title] == [TITLE]
    assert texts(document, "heading") == SUBHEADINGS


def test_the_text_is_the_file_with_every_repair_made_and_nothing_else(
    document: Document, paragraphs: list[str]
) -> None:
    assert document.text.split("\n") == [KICKER, TITLE, *paragraphs]
    assert "\n".join(passage.text for passage in document.passages) == document.text


def test_every_repair_is_counted(document: Document, seed: Library) -> None:
    assert {"doubled", "spaces", "line_ends"} <= document.repairs.keys()
    assert all(document.repairs.values())
    assert seed.report.repairs == document.repairs


# The list of defects of this extraction, one by one.


def test_doubled_display_lines_are_halved_and_words_that_double_stay(
    document: Document, body: list[str]
) -> None:
    display = texts(document, "kicker", "title", "heading")
    assert not any(re.search(f"({HAN}{{2,}})\\1", text) for text in display)
    assert "““" not in document.text and "””" not in document.text
    doubled = {match[0] for line in body for match in re.finditer(f"({HAN}{{1,3}})\\1", line)}
    assert doubled and all(word in document.text for word in doubled)


def test_paragraphs_end_where_lines_end_in_a_full_stop(
    document: Document, lines: list[str]
) -> None:
    prose = texts(document, "paragraph", "abstract")
    assert len(prose) == sum(line.endswith("。") for line in lines)
    assert all(text.endswith("。") for text in prose)


def test_no_word_number_or_title_is_parted_by_a_line_end(
    document: Document, body: list[str]
) -> None:
    joints = [
        one[-6:] + other[:6]
        for one, other in pairwise(body)
        if not one.endswith("。") and one not in SUBHEADINGS and other not in SUBHEADINGS
    ]
    assert joints
    assert [joint for joint in joints if joint not in document.text] == []
    for opening, closing in ("《》", "（）", "“”"):
        for text in texts(document, "paragraph", "abstract"):
            assert text.count(opening) == text.count(closing), text


def test_the_only_space_is_the_one_of_the_kicker(document: Document, lines: list[str]) -> None:
    assert sum(char.isspace() for char in "".join(lines)) > 1
    assert [at for at, char in enumerate(document.text) if char == " "] == [KICKER.index(" ")]


def test_numbers_stand_with_their_units_and_signs_stay_as_printed(
    document: Document, body: list[str]
) -> None:
    printed = "".join(body)
    for figure in re.findall(r"[0-9][0-9.,—-]*[%％年月日家个位项片场强]", printed):
        assert figure in document.text
    for sign in "%％—-+（）":
        assert document.text.count(sign) == printed.count(sign) + KICKER.count(sign)


def test_the_abstract_is_no_last_paragraph(document: Document, paragraphs: list[str]) -> None:
    (abstract,) = texts(document, "abstract")
    fact = document.summary.facts["abstract"]
    assert abstract == paragraphs[-1] == fact.value
    assert fact.evidence.span is not None
    assert document.text[fact.evidence.span.start : fact.evidence.span.end] == abstract
    last = next(one for one in document.passages if one.record.kind == "abstract")
    assert last.anchor.startswith("s-") and last.heading_path == ()


def test_what_the_file_does_not_say_stays_empty(document: Document) -> None:
    absent = {"issuers", "document_number", "published_on", "source_name", "source_url"}
    assert not absent & document.summary.facts.keys()
    for fact in document.summary.facts.values():
        span = fact.evidence.span
        assert span is None or document.text[span.start : span.end] in fact.values


# Finding it again.


@pytest.mark.parametrize("phrase", QUOTED)
def test_a_quoted_search_finds_its_passage(seed: Library, scan: Scan, phrase: str) -> None:
    expected = scan.find(phrase)
    assert expected
    for query in (f'"{phrase}"', f"“{phrase}”", f"「{phrase}」"):
        found = [(one.document.id, one.ordinal) for one in seed.passages(query)]
        assert found == expected
        page = seed.search(query, by="passage")
        assert page.total.passages == len(page.hits) == len(expected)
        for hit in page.hits:
            assert hit.snippet.highlights


def test_the_page_of_a_quoted_search_marks_the_words(seed_reader: FlaskClient) -> None:
    for phrase in QUOTED:
        page = open_page(seed_reader, f'/search?q="{phrase}"&by=passage'.replace("%", "%25"))
        marked = ["".join(one.itertext()) for one in page.tree.xpath("//blockquote//mark")]
        assert any(len(one) == len(phrase) for one in marked)


def test_every_sentence_is_found_exactly_where_it_stands(
    seed: Library, document: Document, scan: Scan
) -> None:
    n_sentences = 0
    for passage in document.passages:
        for sentence in SENTENCE.findall(passage.text):
            found = [(one.document.id, one.ordinal) for one in seed.passages(exact=sentence)]
            assert found == scan.find(sentence)
            assert (document.id, passage.ordinal) in found
            n_sentences += 1
    assert n_sentences > len(document.passages)


def test_a_word_is_found_in_every_passage_in_which_it_stands(
    seed: Library, document: Document
) -> None:
    holding = [each.ordinal for each in document.passages if WORD in each.text]
    page = seed.search(WORD, by="passage", size=1000)
    assert sorted(hit.passage.ordinal for hit in page.hits) == holding
    assert [passage.ordinal for passage in seed.passages(WORD)] == holding
    assert page.total.passages == len(holding)
    n_occurrences = sum(each.text.count(WORD) for each in document.passages)
    assert page.total.literal == n_occurrences
    assert [(word.text, word.occurrences) for word in page.words] == [(WORD, n_occurrences)]
    for hit in page.hits:
        assert hit.literal == hit.passage.text.count(WORD)


def test_the_counts_on_the_page_are_those_of_a_scan(
    seed_reader: FlaskClient, document: Document
) -> None:
    n_passages = sum(WORD in passage.text for passage in document.passages)
    n_occurrences = document.text.count(WORD)
    page = open_page(seed_reader, f"/search?q={WORD}")
    assert word_table(page) == {WORD: (1, n_occurrences)}
    status = words(page.tree.xpath("//*[@role='status']")[0])
    assert re.findall(r"\d+", status.split("份")[-1]) == [str(n_passages), str(n_occurrences)]


def word_table(page: Page) -> dict[str, tuple[int, int]]:
    """Each wanted word with its counts of documents and occurrences, as the page shows them."""
    rows = page.tree.xpath("//aside//tbody/tr")
    cells = [[words(cell) for cell in row] for row in rows]
    return {word: (int(documents), int(times)) for word, documents, times in cells}


@pytest.fixture(scope="module")
def line_by_line(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library in which every line of the file is a document of its own."""
    folder = tmp_path_factory.mktemp("lines")
    rows = (json.dumps({"id": f"n{n}", "text": line}) for n, line in enumerate(lines))
    a_corpus(folder, {"lines.jsonl": "\n".join(rows)})
    a_build(folder, backend=BACKEND)
    with Library.open(folder / "index", settings=Settings(backend=BACKEND)) as library:
        yield library


@pytest.mark.parametrize("query", [WORD, f'"{WORD}"', "人工智能", '"人工智能"', "国务院", "江苏省"])
def test_of_the_lines_that_hold_a_word_all_are_returned(
    line_by_line: Library, lines: list[str], query: str
) -> None:
    # One of the lines is letter-spaced: it holds the word all the same.
    squeezed = [line.replace(" ", "") for line in lines]
    holding = {f"n{n}" for n, line in enumerate(squeezed) if query.strip('"') in line}
    page = line_by_line.search(query, size=1000)
    found = {hit.document.id for hit in page.hits if not hit.missing}
    assert holding and found == holding
    assert page.total.full == len(holding)


def test_any_stretch_of_chinese_is_found_without_quotes_as_well(
    seed: Library, document: Document
) -> None:
    runs = re.findall(f"{HAN}{{4,}}", document.text)
    rng = random.Random(2024)
    for _ in range(150):
        run = rng.choice(runs)
        start = rng.randrange(len(run) - 3)
        stretch = run[start : start + 4]
        holding = {each.ordinal for each in document.passages if stretch in each.text}
        page = seed.search(stretch, by="passage", size=1000)
        found = {hit.passage.ordinal for hit in page.hits if not hit.missing}
        # Words that are dropped (的, 了) are no reason to miss the passage.
        assert holding <= found, stretch
        assert page.total.literal in (None, count_of(stretch, document)), stretch


def count_of(stretch: str, document: Document) -> int:
    return sum(passage.text.count(stretch) for passage in document.passages)
