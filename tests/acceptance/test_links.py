"""Every link opens at its passage, and goes on doing so while the library changes around it."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from policysearch import Library, PassageHit, Settings, UnknownDocument
from tests.acceptance.conftest import BACKEND
from tests.acceptance.pages import CHINESE, Page, a_reader, open_page
from tests.builders import a_build, a_corpus

SEARCHES = (
    "q=人工智能",
    "q=人工智能&page=3",
    "q=人工智能+应用场景&by=passage&page=2&size=20",
    "q=苏州工业园区有哪些扶持政策？",
    'q="工业园区"&sort=oldest',
    "exact=数据&kind=law&by=passage",
    "q=标题:条例+OR+人工智能~&sort=newest",
    "kind=case",
)

PARAGRAPHS = [
    "第一段说明本办法的目的，是为了支持智能产业的发展。",
    "第二段规定申报的条件，企业应当在本市登记并依法纳税。",
    "第三段规定补贴的标准，每年最高五十万元，分两次拨付。",
    "第四段规定监督的办法，弄虚作假的应当退回全部资金。",
]
EDITED = PARAGRAPHS[2].replace("五十万元", "八十万元")
OTHER_WORDS = "夜间路灯由各街道负责调节亮度，节假日除外，居民可以提出意见。"


def markdown(*paragraphs: str, title: str = "补贴办法") -> str:
    return "\n\n".join((f"# {title}", *paragraphs)) + "\n"


FILES = {
    "办法.md": markdown(*PARAGRAPHS),
    "通知.md": markdown("本通知自印发之日起执行。", "各部门应当抓好落实。", title="通知"),
    "纪要.md": markdown("会议研究了算力建设。", "会议要求加快进度。", title="纪要"),
    "清单.jsonl": '{"id": "item-1", "title": "举措一", "text": "建设算力平台。"}\n'
    '{"id": "item-2", "title": "举措二", "text": "开放应用场景。"}\n',
}


class Shelf:
    """A small library whose files a test changes, and a reader who kept links to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(index=str(folder / "index"), backend=BACKEND, lang="zh")
        a_corpus(folder, FILES)
        self.build()
        self.reader = a_reader(self.settings)

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    def build(self, **options: object) -> None:
        a_build(self.folder, settings=self.settings, **options)

    def rebuilt(self, files: Mapping[str, str]) -> None:
        a_corpus(self.folder, files)
        self.build()

    def links(self) -> dict[str, str]:
        """Every permanent link of the library with the text that it leads to."""
        with Library.open(self.settings.index, settings=self.settings) as library:
            return {passage.link: passage.text for passage in library.passages()}

    def link_to(self, text: str) -> str:
        """The link of the one passage that says this."""
        (link,) = (link for link, found in self.links().items() if found == text)
        return link

    def follow(self, link: str) -> Page:
        return open_page(self.reader, link)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def assert_arrived(page: Page, text: str) -> None:
    """The page stands at a passage that says this, and marks it and no other."""
    assert page.status == 200
    assert page.arrived == [page.fragment]
    assert page.passage(page.fragment) == text


def assert_at_top(page: Page) -> None:
    assert (page.status, page.fragment, page.arrived) == (200, "", [])
    assert page.address.startswith("/documents/")


def says(how: str) -> list[str]:
    return [CHINESE.text(f"document.how_{how}")]


# Each result page.


@pytest.mark.parametrize("search", SEARCHES)
def test_every_link_of_every_hit_opens_at_its_passage(
    starter_reader: FlaskClient, starter: Library, search: str
) -> None:
    page = open_page(starter_reader, f"/search?{search}")
    hits = page.tree.xpath("//li[@data-hit]")
    links = {link for hit in hits for link in hit.xpath(".//a/@href")}
    assert page.status == 200 and hits and links
    n_passages = 0
    for link in links:
        opened = open_page(starter_reader, link)
        assert opened.status == 200
        if opened.fragment:
            text = passage_text(starter, opened)
            assert_arrived(opened, text)
            assert opened.notices == []
            n_passages += 1
    has_words = "q=" in search or "exact=" in search
    assert n_passages >= (len(hits) if has_words else 0)


@pytest.mark.parametrize("query", ["人工智能 应用场景", '"工业园区"', "算力"])
@pytest.mark.parametrize("by", ["document", "passage"])
def test_every_permanent_link_of_an_answer_opens_at_its_passage(
    starter_reader: FlaskClient, starter: Library, query: str, by: str
) -> None:
    found = [
        passage
        for number in (1, 2)
        for hit in starter.search(query, by=by, page=number).hits
        for passage in ([hit] if isinstance(hit, PassageHit) else hit.passages)
    ]
    assert found
    for hit in found:
        page = open_page(starter_reader, hit.link)
        assert_arrived(page, hit.passage.text)
        assert f"/documents/{hit.document.id}?" in page.address


def passage_text(library: Library, page: Page) -> str:
    document_id = page.address.removeprefix("/documents/").split("?")[0]
    document = library.document(document_id)
    return next(one.text for one in document.passages if one.anchor == page.fragment)


# While the library changes.


def test_links_are_unchanged_when_fifty_documents_come(shelf: Shelf) -> None:
    before = shelf.links()
    more = {
        f"新增/{n:02}.md": markdown(
            f"第{n}份新增文件的正文。", *PARAGRAPHS[: n % 4], title=f"新增{n}"
        )
        for n in range(50)
    }
    shelf.rebuilt(more)
    after = shelf.links()
    assert len(after) > len(before) + 50
    assert {link: after.get(link) for link in before} == before
    for link, text in before.items():
        assert_arrived(page := shelf.follow(link), text)
        assert page.notices == []


def test_links_are_unchanged_when_a_paragraph_elsewhere_changes(shelf: Shelf) -> None:
    before = shelf.links()
    changed = shelf.link_to(PARAGRAPHS[2])
    shelf.rebuilt({"办法.md": markdown(*PARAGRAPHS[:2], EDITED, PARAGRAPHS[3])})
    after = shelf.links()
    assert {link for link in before if link not in after} == {changed}
    assert {link: after[link] for link in before if link != changed} == {
        link: text for link, text in before.items() if link != changed
    }


def test_a_moved_passage_is_followed_and_the_page_says_so(shelf: Shelf) -> None:
    link = shelf.link_to(PARAGRAPHS[0])
    shelf.rebuilt({"办法.md": markdown(*PARAGRAPHS[1:], PARAGRAPHS[0])})
    page = shelf.follow(link)
    assert_arrived(page, PARAGRAPHS[0])
    assert page.notices == says("moved")
    assert page.fragment != link.rpartition("/")[2]


def test_a_passage_repeated_is_found_at_the_nearest_place(shelf: Shelf) -> None:
    link = shelf.link_to(PARAGRAPHS[3])
    one = markdown(PARAGRAPHS[3], *PARAGRAPHS[:3], OTHER_WORDS, PARAGRAPHS[3])
    shelf.rebuilt({"办法.md": one})
    page = shelf.follow(link)
    assert_arrived(page, PARAGRAPHS[3])
    assert page.fragment.startswith("h0p6-")


def test_an_edited_passage_is_shown_and_the_page_says_so(shelf: Shelf) -> None:
    link = shelf.link_to(PARAGRAPHS[2])
    shelf.rebuilt({"办法.md": markdown(*PARAGRAPHS[:2], EDITED, PARAGRAPHS[3])})
    page = shelf.follow(link)
    assert_arrived(page, EDITED)
    assert page.notices == says("edited")


def test_other_words_in_the_same_place_are_no_edit(shelf: Shelf) -> None:
    link = shelf.link_to(PARAGRAPHS[2])
    shelf.rebuilt({"办法.md": markdown(*PARAGRAPHS[:2], OTHER_WORDS, PARAGRAPHS[3])})
    page = shelf.follow(link)
    assert_at_top(page)
    assert page.notices == says("gone")


def test_a_deleted_passage_leads_to_the_top_and_the_page_says_so(shelf: Shelf) -> None:
    link = shelf.link_to(PARAGRAPHS[3])
    shelf.rebuilt({"办法.md": markdown(*PARAGRAPHS[:3])})
    page = shelf.follow(link)
    assert_at_top(page)
    assert page.notices == says("gone")


def test_a_passage_that_never_was_leads_to_the_top_and_the_page_says_so(shelf: Shelf) -> None:
    link = shelf.link_to(PARAGRAPHS[0])
    page = shelf.follow(f"{link.rpartition('/')[0]}/h0p77-aaaaaa")
    assert_at_top(page)
    assert page.notices == says("unknown")


def test_a_renamed_file_is_followed_and_the_page_says_so(shelf: Shelf) -> None:
    link = shelf.link_to(PARAGRAPHS[1])
    (shelf.corpus / "2025").mkdir()
    (shelf.corpus / "办法.md").rename(shelf.corpus / "2025" / "补贴办法.md")
    shelf.build()
    page = shelf.follow(link)
    assert_arrived(page, PARAGRAPHS[1])
    assert page.notices == says("renamed")
    assert link.split("/")[2] not in page.address


def test_a_passage_changed_after_its_file_was_renamed_is_called_what_it_is(shelf: Shelf) -> None:
    edited, gone = shelf.link_to(PARAGRAPHS[2]), shelf.link_to(PARAGRAPHS[3])
    (shelf.corpus / "办法.md").rename(shelf.corpus / "新名.md")
    shelf.build()
    shelf.rebuilt({"新名.md": markdown(*PARAGRAPHS[:2], EDITED)})
    page = shelf.follow(edited)
    assert_arrived(page, EDITED)
    assert page.notices == says("edited")
    page = shelf.follow(gone)
    assert_at_top(page)
    assert page.notices == says("gone")


def test_a_removed_document_is_told_from_one_that_never_was(shelf: Shelf) -> None:
    links = [shelf.link_to("会议要求加快进度。"), shelf.link_to("开放应用场景。")]
    (shelf.corpus / "纪要.md").unlink()
    first_line = FILES["清单.jsonl"].split("\n")[0]
    a_corpus(shelf.folder, {"清单.jsonl": first_line})
    shelf.build(allow_removal=True)
    for link in links:
        document_id = link.split("/")[2]
        for address in (link, f"/documents/{document_id}", f"/documents/{document_id}/original"):
            page = shelf.follow(address)
            assert page.status == 410
            assert CHINESE.text("trouble.410_title") in page.text
            assert CHINESE.text("trouble.410_what") in page.text
    for address in ("/p/item-3/t-aaaaaa", "/documents/item-3", "/documents/item-3/original"):
        page = shelf.follow(address)
        assert page.status == 404
        assert CHINESE.text("trouble.404_title") in page.text
    with Library.open(shelf.settings.index, settings=shelf.settings) as library:
        for link, was_held in [*((each, True) for each in links), ("/p/item-3/t-aaaaaa", False)]:
            with pytest.raises(UnknownDocument) as error:
                library.resolve(link)
            assert error.value.details["was_held"] is was_held


def test_a_document_that_comes_back_has_its_links_back(shelf: Shelf) -> None:
    text = "会议要求加快进度。"
    link = shelf.link_to(text)
    (shelf.corpus / "纪要.md").unlink()
    shelf.build()
    assert shelf.follow(link).status == 410
    shelf.rebuilt({"纪要.md": FILES["纪要.md"]})
    assert_arrived(page := shelf.follow(link), text)
    assert page.notices == []


@pytest.fixture
def worn(shelf: Shelf) -> Iterator[tuple[Shelf, dict[str, str]]]:
    """A library after every kind of change, and what old links said then; all is asked again."""
    first = shelf.links()
    (shelf.corpus / "通知.md").rename(shelf.corpus / "公告.md")
    shelf.build()
    (shelf.corpus / "纪要.md").unlink()
    shelf.rebuilt({"办法.md": markdown(PARAGRAPHS[1], PARAGRAPHS[0], EDITED)})
    yield shelf, first


def landing(page: Page) -> tuple[int, str, str, list[str]]:
    return page.status, page.address, page.fragment, page.notices


def test_links_survive_the_loss_of_all_generations(worn: tuple[Shelf, dict[str, str]]) -> None:
    shelf, old = worn
    before = {link: landing(shelf.follow(link)) for link in old}
    assert {status for status, *_ in before.values()} == {200, 410}
    notices = {notice for *_, found in before.values() for notice in found}
    assert {*says("moved"), *says("edited"), *says("gone"), *says("renamed")} == notices
    links = shelf.links()
    shutil.rmtree(Path(shelf.settings.index) / "generations")
    shelf.build(full=True)
    assert shelf.links() == links
    assert {link: landing(shelf.follow(link)) for link in old} == before
