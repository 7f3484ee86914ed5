"""The read path on a real index of a small corpus."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from policysearch import (
    FILTER_FIELDS,
    IndexDamaged,
    IndexMissing,
    Library,
    OriginalChanged,
    OriginalGone,
    Settings,
    UnknownAnchor,
    UnknownDocument,
    WrongOption,
    build,
    json_bytes,
    search_answer,
)
from tests.any_text import ANY_TEXT
from tests.small_library import LINES, MEASURES, NOTE, build_library, write_corpus

MEMORY = Settings(backend="memory")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    build_library(folder)
    return folder


@pytest.fixture(scope="module")
def library(folder):
    with Library.open(folder / "index") as opened:
        yield opened


@pytest.fixture
def own(tmp_path):
    """A folder of its own with an index, for tests that change it."""
    build_library(tmp_path, MEMORY)
    return tmp_path


def rebuild(folder: Path, **options: object) -> None:
    build([folder / "corpus"], folder / "index", jobs=1, settings=MEMORY, **options)


def titles(page) -> list[str]:
    return [hit.document.title for hit in page.hits]


def id_of(library: Library, title: str) -> str:
    page = library.search("", size=100)
    return next(hit.document.id for hit in page.hits if hit.document.title == title)


def test_documents_with_all_words_come_first_and_counts_are_exact(library):
    page = library.search("人工智能 应用场景")
    assert set(titles(page)[:2]) == {"青石市智能产业发展规划", "轴承厂的质检线"}
    assert titles(page)[2:] == ["青石市算力补贴办法"]
    assert (page.total.documents, page.total.full, page.total.partial) == (3, 2, 1)
    assert page.hits[2].missing == ("人工智能",)
    assert page.is_grouped


def test_a_quoted_search_counts_what_a_scan_counts(library):
    passages = [p for id_ in ids(library) for p in library.document(id_).passages]
    holding = [p.link for p in passages if "应用场景" in p.text]
    page = library.search('"应用场景"', by="passage", size=1000)
    assert page.total.passages == len(holding)
    assert {hit.link for hit in page.hits} == set(holding)
    assert [p.link for p in library.passages(exact="应用场景")] == sorted_links(library, holding)


def ids(library: Library) -> list[str]:
    return [hit.document.id for hit in library.search("", size=1000).hits]


def sorted_links(library: Library, links: list[str]) -> list[str]:
    in_order = [p.link for id_ in sorted(ids(library)) for p in library.document(id_).passages]
    return [link for link in in_order if link in links]


def test_passages_can_be_skipped(library):
    every = [passage.link for passage in library.passages("应用场景")]
    assert len(every) > 2
    assert [passage.link for passage in library.passages("应用场景", skip=2)] == every[2:]


def test_no_words_lists_every_document_newest_first(library):
    page = library.search("", sort="newest")
    dates = [hit.document.order_date for hit in page.hits]
    assert dates == sorted(dates, reverse=True)
    assert page.total.documents == 6


def test_filters_narrow_and_facets_count(library):
    page = library.search("", filters={"level": "市"})
    assert set(titles(page)) == {"青石市智能产业发展规划", "青石市算力补贴办法"}
    levels = next(facet for facet in page.facets if facet.field == "level")
    assert {value.value: value.count for value in levels.values} == {"市": 2, "企业": 1, "区": 1}
    assert [value.value for value in levels.values if value.is_selected] == ["市"]
    ranged = library.search("", filters={"year": "2024..2025"})
    assert ranged.total.documents == 3


def test_a_title_is_not_listed_under_itself(library):
    hit = next(
        h for h in library.search("算力补贴").hits if h.document.title == "青石市算力补贴办法"
    )
    assert [p.passage.record.kind for p in hit.passages] != []
    assert "title" not in [p.passage.record.kind for p in hit.passages]
    assert hit.n_passages > len(hit.passages) or hit.n_passages == 4
    alone = library.search("title:夜间照明节能通知 夜间照明").hits[0]
    assert [p.passage.record.kind for p in alone.passages] == ["title"]
    assert alone.n_passages == 1


def test_without_snippets_texts_are_whole_and_the_ranking_is_the_same(library):
    marked = library.search("应用场景 企业")
    bare = library.search("应用场景 企业", snippets=False)
    assert [hit.document.id for hit in bare.hits] == [hit.document.id for hit in marked.hits]
    for hit in bare.hits:
        assert not hit.title.highlights
        assert [p.snippet.text for p in hit.passages] == [p.passage.text for p in hit.passages]
        assert not any(p.snippet.highlights for p in hit.passages)
    assert bare.total == marked.total


def test_a_document_read_has_the_counts_of_a_scan(library):
    for document_id in ids(library):
        view = library.read(document_id, "应用场景 企业")
        texts = [passage.text for passage in view.document.passages]
        assert dict(view.words) == {
            w: sum(text.count(w) for text in texts) for w in ("应用场景", "企业")
        }
        with_words = [n for n, text in enumerate(texts) if "应用场景" in text or "企业" in text]
        assert list(view.hit_ordinals) == with_words


def test_years_ascend_and_other_facets_come_by_count(library):
    facets = {facet.field: facet.values for facet in library.search("").facets}
    years = [value.value for value in facets["year"]]
    assert years == sorted(years)
    counts = [value.count for value in facets["level"]]
    assert counts == sorted(counts, reverse=True)


def test_a_snippet_shows_the_words_that_were_asked_for(library):
    hit = library.search("漏检率").hits[0]
    marked = [segment.text for segment in hit.passages[0].snippet.segments if segment.word]
    assert marked == ["漏检率"]


def test_a_title_is_marked_too(library):
    hit = library.search("算力补贴").hits[0]
    assert [segment.text for segment in hit.title.segments if segment.word] == ["算力补贴"] or [
        segment.text for segment in hit.title.segments if segment.word
    ] == ["算力", "补贴"]


def test_pages_hold_each_hit_once(library):
    whole = [hit.document.id for hit in library.search("", size=100).hits]
    paged = [
        hit.document.id for page in (1, 2, 3) for hit in library.search("", page=page, size=2).hits
    ]
    assert paged == whole
    assert library.search("", page=99, size=2).hits == ()


def test_facets_are_left_out_on_demand(library):
    assert library.search("", facets=False).facets == ()


@pytest.mark.parametrize(
    "options",
    [
        {"sort": "best"},
        {"by": "sentence"},
        {"page": 0},
        {"size": 0},
        {"size": 1001},
        {"filters": {"colour": "red"}},
    ],
)
def test_an_unknown_option_is_an_error_that_names_what_is_known(library, options):
    with pytest.raises(WrongOption, match="use "):
        library.search("", **options)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_a_query_and_its_answer_can_be_written(library, query, exact):
    for by in ("document", "passage"):
        page = library.search(query, exact=exact, by=by)
        assert json_bytes(search_answer(page))
    n_passages = sum(1 for _ in library.passages(query, exact=exact))
    assert n_passages == page.total.passages


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY_TEXT)
def test_any_text_is_a_filter_value(library, value):
    for name in FILTER_FIELDS:
        page = library.search("", filters={name: [value]})
        assert page.total.documents <= 6


def test_a_document_is_read_with_the_words_marked(library):
    document_id = id_of(library, "青石市算力补贴办法")
    view = library.read(document_id, "算力 补贴")
    counts = dict(view.words)
    assert counts["算力"] >= 3
    for ordinal in view.hit_ordinals:
        assert any(word in view.snippets[ordinal].text for word in counts)
    assert len(view.snippets) == len(view.document.records)


def test_each_passage_link_resolves_to_itself(library):
    for document_id in ids(library):
        for passage in library.document(document_id).passages:
            found = library.resolve(passage.link)
            assert (found.document_id, found.anchor, found.how) == (
                document_id, passage.anchor, "same",
            )  # fmt: skip


@pytest.mark.parametrize("link", ["/p/nothing/h0p1-aaaaaa", "nothing", "/p/", "/p/../../etc", ""])
def test_a_link_that_never_was_is_unknown(library, link):
    with pytest.raises(UnknownDocument) as caught:
        library.resolve(link)
    assert not caught.value.details.get("was_held")


@pytest.mark.parametrize("anchor", ["h9p9-aaaaaa", "no-anchor", "%00"])
def test_an_anchor_that_never_was_is_unknown(library, anchor):
    with pytest.raises(UnknownAnchor):
        library.resolve(f"/p/{ids(library)[0]}/{anchor}")


def test_the_original_is_the_file(library, folder):
    found = library.original(id_of(library, "青石市算力补贴办法"))
    assert found.content == MEASURES.encode()
    assert found.name == "measures.md"


def test_the_original_of_a_line_is_that_line(library):
    found = library.original("line-b")
    assert found.content == LINES.split("\n")[1].encode()
    assert found.name == "lines-line-2.json"


def test_a_line_is_found_after_another_was_put_before_it(own):
    path = own / "corpus" / "lines.jsonl"
    with Library.open(own / "index") as library:
        path.write_text('{"text": "新的一行。"}\n' + LINES, encoding="utf-8")
        assert library.original("line-b").content == LINES.split("\n")[1].encode()
        path.write_text(LINES.replace("十本", "五本"), encoding="utf-8")
        with pytest.raises(OriginalChanged):
            library.original("line-b")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_line_is_found_in_another_encoding(tmp_path, encoding):
    path = write_corpus(tmp_path) / "lines.jsonl"
    path.write_text(LINES, encoding=encoding)
    rebuild(tmp_path)
    with Library.open(tmp_path / "index") as library:
        assert library.original("line-b").content == LINES.split("\n")[1].encode()


def test_a_changed_original_is_said(own):
    with Library.open(own / "index") as library:
        document_id = id_of(library, "夜间照明节能通知")
        (own / "corpus" / "lights.md").write_text(NOTE + "补充。\n", encoding="utf-8")
        with pytest.raises(OriginalChanged, match=r"lights\.md"):
            library.original(document_id)
        (own / "corpus" / "lights.md").unlink()
        with pytest.raises(OriginalGone):
            library.original(document_id)


def test_an_original_that_became_a_link_to_elsewhere_is_not_followed(own):
    secret = own / "secret.md"
    secret.write_text(NOTE, encoding="utf-8")
    with Library.open(own / "index") as library:
        document_id = id_of(library, "夜间照明节能通知")
        (own / "corpus" / "lights.md").unlink()
        (own / "corpus" / "lights.md").symlink_to(secret)
        with pytest.raises(OriginalGone):
            library.original(document_id)


def test_the_original_is_found_after_the_project_was_moved(own):
    moved = own.parent / f"{own.name}-moved"
    shutil.move(own, moved)
    with Library.open(moved / "index") as library:
        document_id = id_of(library, "青石市算力补贴办法")
        assert library.original(document_id).content == MEASURES.encode()


def test_a_missing_index_names_the_command(tmp_path):
    with pytest.raises(IndexMissing, match=r"build_index\.py"):
        Library.open(tmp_path / "index")


def test_a_library_that_was_not_there_yet_is_found_when_it_is(tmp_path):
    library = Library(tmp_path / "index")
    with pytest.raises(IndexMissing):
        _ = library.status
    build_library(tmp_path, MEMORY)
    assert library.status.n_documents == 6
    library.close()


def test_a_file_cut_short_is_damage(own):
    found = next((own / "index" / "generations").glob("*/library.sqlite"))
    found.write_bytes(found.read_bytes()[:-100])
    with pytest.raises(IndexDamaged, match="--full") as caught:
        Library.open(own / "index")
    assert caught.value.details["path"] == own / "index"


def test_a_flipped_byte_is_found_by_verify(own):
    with Library.open(own / "index") as library:
        library.verify()
        for found in sorted((own / "index" / "generations").glob("*/search/*")):
            content = bytearray(found.read_bytes())
            if content:
                content[len(content) // 2] ^= 1
                found.write_bytes(content)
        with pytest.raises(IndexDamaged) as caught:
            library.verify()
    assert caught.value.details["path"] == own / "index"
    with pytest.raises(IndexDamaged) as caught:
        Library.open(own / "index")
    assert caught.value.details["path"] == own / "index"


def test_a_new_generation_is_followed_while_a_reader_finishes_the_old(own):
    with Library.open(own / "index") as library:
        before = library.status
        reader = library.passages("补贴")
        first = next(reader)
        (own / "corpus" / "more.md").write_text("# 新增补贴\n\n新的补贴说明。\n", encoding="utf-8")
        rebuild(own)
        assert library.status.generation > before.generation
        assert library.fingerprint != before.fingerprint
        rest = [passage.document.title for passage in reader]
        assert "新增补贴" not in [first.document.title, *rest]
        assert "新增补贴" in [p.document.title for p in library.passages("补贴")]


def test_a_moved_an_edited_and_a_removed_passage_are_told_apart(own):
    path = own / "corpus" / "plans" / "plan.md"
    text = path.read_text(encoding="utf-8")
    with Library.open(own / "index") as library:
        document_id = id_of(library, "青石市智能产业发展规划")
        link = {
            name: next(p.link for p in library.document(document_id).passages if start in p.text)
            for name, start in {
                "moved": "到二〇二六年", "edited": "推动人工智能与", "gone": "建设公共算力",
            }.items()
        }  # fmt: skip
        text = text.replace("## 一、发展目标\n", "## 一、发展目标\n\n这一段是后来加的。\n")
        text = text.replace("支持企业开放应用场景", "支持企业有序开放应用场景")
        text = text.replace("建设公共算力平台，为中小企业提供算力服务。\n", "")
        path.write_text(text, encoding="utf-8")
        rebuild(own)
        assert {name: library.resolve(old).how for name, old in link.items()} == {
            name: name for name in link
        }
        moved = library.resolve(link["moved"])
        texts = {p.anchor: p.text for p in library.document(document_id).passages}
        assert texts[moved.anchor].startswith("到二〇二六年")
        assert library.resolve(link["gone"]).anchor == ""


def test_a_renamed_and_a_removed_file_are_told_apart(own):
    with Library.open(own / "index") as library:
        renamed = library.document(id_of(library, "轴承厂的质检线")).passages[-1]
        removed = id_of(library, "夜间照明节能通知")
        (own / "corpus" / "cases" / "bearing.md").rename(own / "corpus" / "renamed.md")
        (own / "corpus" / "lights.md").unlink()
        rebuild(own)
        found = library.resolve(renamed.link)
        assert found.how == "renamed"
        assert library.document(found.document_id).passages[-1].text == renamed.text
        assert found.anchor == renamed.anchor
        with pytest.raises(UnknownDocument) as caught:
            library.document(removed)
        assert caught.value.details["was_held"]


def test_many_threads_get_the_answers_of_one(library):
    queries = ["人工智能", '"应用场景"', "补贴 -人工智能", "", "六点", "年份:2025"] * 10
    alone = [search_answer(library.search(query)) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: search_answer(library.search(query)), queries))
    assert together == alone


def test_an_empty_folder_is_an_empty_library(tmp_path):
    (tmp_path / "corpus").mkdir()
    rebuild(tmp_path)
    with Library.open(tmp_path / "index") as library:
        page = library.search("人工智能")
        assert (page.total.documents, page.hits, page.n_pages) == (0, (), 1)
        assert list(library.passages("人工智能")) == []


def test_both_backends_give_one_answer(tmp_path):
    corpus = write_corpus(tmp_path)
    answers = []
    for backend in ("memory", "whoosh"):
        build([corpus], tmp_path / backend, jobs=1, settings=Settings(backend=backend))
        with Library.open(tmp_path / backend) as library:
            pages = [library.search(query) for query in ("人工智能 应用场景", "补贴", '"算力"')]
        answers.append(
            [[(h.document.id, h.missing, h.n_passages, h.literal) for h in p.hits] for p in pages]
        )
    assert answers[0] == answers[1]


def test_a_year_may_be_a_number(library):
    asked = library.search("", filters={"year": 2024}, size=100)
    assert titles(asked) == titles(library.search("", filters={"year": "2024"}, size=100))


@pytest.mark.parametrize(
    "wrong", [{"query": None}, {"size": "10"}, {"filters": {"year": 2024.5}}, {"page": None}]
)
def test_an_option_of_another_type_is_an_error_of_ours(library, wrong):
    with pytest.raises(WrongOption):
        library.search(**wrong)
