"""Pages as a reader without a script gets them."""

import re
from html import unescape
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

import webapp
from policysearch import (
    FILTER_FIELDS,
    KINDS,
    LANGUAGES,
    LEVELS,
    SORTS,
    STATUSES,
    VIEWS,
    Settings,
    load_catalogue,
)
from policysearch.model import FORMS as DOCUMENT_FORMS
from tests.webapp.site import app_of
from webapp.card import ROWS
from webapp.context import EXTENSION, LazyLibrary
from webapp.pages import FORMS
from webapp.views.document import WAYS
from webapp.views.errors import PAGES

FATES = ("failed", "stale", "skipped")
HELP_FIELDS = ("title", "number", "issuer", "region", "level", "kind", "status", "year", "date")
PAGE_SECTIONS = (
    *("site", "home", "search", "zero", "document", "cite", "place", "evidence", "facts", "fields"),
    *("library", "causes", "help", "forms", "trouble"),
)


def html_of(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def links_of(html: str, pattern: str) -> list[str]:
    return [
        unescape(href) for href in re.findall(r'href="([^"]*)"', html) if re.search(pattern, href)
    ]


# Home and library


def test_the_home_page_says_what_the_library_holds(client: FlaskClient) -> None:
    text = text_of(html_of(client, "/"))
    assert "文库现有 4 份政策与案例文件" in text
    assert "智能制造行动计划" in text and "规划、计划" in text


def test_every_example_finds_what_it_says(client: FlaskClient) -> None:
    html = html_of(client, "/")
    examples = re.findall(r'<dd><a href="([^"]+)"[^>]*>.*?<span class="n">(\d+) 份', html)
    assert examples
    for href, count in examples:
        assert f"共 {count} 份文件" in text_of(html_of(client, unescape(href)))


def test_every_bar_leads_to_as_many_documents(client: FlaskClient) -> None:
    html = html_of(client, "/library")
    cells = re.findall(r'<td[^>]*><a href="([^"]+)">(\d+)</a>', html)
    assert cells
    for href, count in cells:
        assert f"共 {count} 份文件" in text_of(html_of(client, unescape(href)))


def test_the_library_page_names_failures_and_what_to_do(client: FlaskClient) -> None:
    text = text_of(html_of(client, "/library"))
    assert "没有读成的 1 个文件" in text and "坏.jsonl" in text
    assert "重新构建" in text


# Search


def test_full_matches_come_first_under_their_heading(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=补贴 应用场景")
    text = text_of(html)
    assert "全部词都有：1 份" in text and "只有部分词：1 份" in text
    assert text.index("智能制造行动计划") < text.index("案例：机器视觉检测")
    assert "缺：补贴" in text


def test_the_literal_count_links_to_the_quoted_search(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=检测 设备&kind=plan")
    assert "连写" in text_of(html)
    (link,) = links_of(html, r"exact=")
    assert "kind=plan" in link
    assert "共 1 份文件" in text_of(html_of(client, link))


def test_words_are_marked_and_counted(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=应用场景")
    assert '<mark data-word="1">应用场景</mark>' in html
    assert "检索词各有多少" in html


def test_by_passage_lists_passages(client: FlaskClient) -> None:
    text = text_of(html_of(client, "/search?q=应用场景&by=passage"))
    assert "第 1–3 段，共 3 个段落" in text and "见于 2 份文件" in text


def test_filters_without_words_list_documents_by_date(client: FlaskClient) -> None:
    text = text_of(html_of(client, "/search?region=苏州市"))
    assert "共 2 份文件" in text
    assert text.index("智能制造行动计划") < text.index("案例：机器视觉检测")


def test_a_facet_value_is_a_link_that_narrows_and_a_chip_that_widens(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=应用场景")
    (narrow,) = links_of(html, r"kind=case")
    narrowed = html_of(client, narrow)
    assert "共 1 份文件" in text_of(narrowed) and 'aria-current="true"' in narrowed
    chip = re.search(r'class="chip" href="([^"]+)"', narrowed)
    assert chip and "共 2 份文件" in text_of(html_of(client, unescape(chip[1])))


def test_pages_turn(client: FlaskClient) -> None:
    first = html_of(client, "/search?q=检测事项&by=passage")
    (following,) = set(re.findall(r'class="next" href="([^"]+)"', first))
    assert "第 11–20 段" in text_of(html_of(client, unescape(following)))


def test_a_page_beyond_the_last_leads_to_the_last(client: FlaskClient) -> None:
    answer = client.get("/search?q=应用场景&page=999")
    assert answer.status_code == 302 and "page=" not in answer.headers["Location"]


def test_the_form_of_years_redirects(client: FlaskClient) -> None:
    answer = client.get("/search?q=检测&from=2024&to=2025")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("year=2024..2025")
    assert "共 2 份文件" in text_of(html_of(client, answer.headers["Location"]))


def test_nothing_found_says_what_to_drop_and_what_it_would_give(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=补贴&kind=case")
    text = text_of(html)
    assert "没有文件符合这些条件" in text and "查询读作：补贴" in text
    remedies = re.findall(r'<li><a href="([^"]+)">([^<]*)</a><span class="n">(\d+) 份', html)
    assert [(label, count) for _, label, count in remedies] == [("去掉类型“案例”", "1")]
    assert "共 1 份文件" in text_of(html_of(client, unescape(remedies[0][0])))


ODD_QUERIES = [
    "",
    " ",
    "*",
    "-",
    '"',
    "“",
    "((((",
    "))))",
    "?" * 50,
    "🙂",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\x00\x01\x7f",
    "%00%ff%fe",
    "标题:",
    "年份:abc",
    "a" * 10_000,
    "智" * 10_000,
    "智 " * 5_000,
    "((" * 2_000,
    "人工*智能~ OR | AND NOT",
]


@pytest.mark.parametrize("query", ODD_QUERIES, ids=lambda query: repr(query[:12]))
@pytest.mark.parametrize("by", ["document", "passage"])
def test_any_query_gets_a_page(client: FlaskClient, query: str, by: str) -> None:
    for path in ("/search", "/documents/plan-2025"):
        answer = client.get(path, query_string={"q": query, "by": by})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    [
        "q=智能&page=0",
        "q=智能&page=-3",
        "q=智能&page=1e9",
        "q=智能&page=99999999999999999999",
        "q=智能&size=0",
        "q=智能&size=100000",
        "q=智能&year=abc",
        "q=智能&year=2024..2020",
        "q=智能&year=..",
        "q=智能&year=99999",
        "q=智能&year=0000",
        "q=智能&kind=nonsense&kind=plan",
        "q=智能&sort=random&by=colour&literal=2&unknown=1",
        "q=智能&q=检测",
        "folder=../../etc",
        "q=%ff%fe%00",
        "q=智能&part=x&p=" + "a" * 5000,
        "&&&===&",
    ],
)
def test_odd_parameters_get_a_page(client: FlaskClient, query: str) -> None:
    for path in ("/search", "/documents/plan-2025"):
        answer = client.get(f"{path}?{query}", follow_redirects=True)
        assert answer.status_code == 200


@pytest.mark.parametrize("by", ["document", "passage"])
def test_a_very_long_query_does_not_make_a_very_long_page(client: FlaskClient, by: str) -> None:
    words = "应用场景" + "".join(map(chr, range(0x4E00, 0x4E00 + 9_000)))
    html = html_of(client, f"/search?q={words}&by={by}")
    assert len(html) < 2_000_000 and "检索词很长" in text_of(html)
    assert links_of(html, r"^/documents/") and not links_of(html, r"^/documents/.*q=")
    assert links_of(html, r"sort=newest.*") and 'class="facet"' not in html


# Document


def test_every_result_link_opens_at_its_passage(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=检测")
    links = links_of(html, r"^/documents/.*p=")
    assert links
    for link in links:
        page = html_of(client, link.split("#")[0])
        anchor = link.split("#")[1]
        assert len(re.findall(f'id="{re.escape(anchor)}"', page)) == 1
        assert re.search(f'class="[^"]*arrived"[^>]*id="{re.escape(anchor)}"', page) or re.search(
            f'id="{re.escape(anchor)}"[^>]*class="arrived"', page
        )


def test_the_document_shows_its_card_with_evidence(client: FlaskClient) -> None:
    html = html_of(client, "/documents/plan-2025")
    text = text_of(html)
    assert "示政发〔2025〕7号" in text and "文件自述" in text
    assert 'href="https://example.org/plan"' in html


def test_every_evidence_link_leads_to_a_passage_of_the_page(client: FlaskClient) -> None:
    for document in ("plan-2025", "case-vision", "hostile"):
        html = html_of(client, f"/documents/{document}")
        for target in re.findall(r'class="evidence" href="#([^"]+)"', html):
            assert f'id="{target}"' in html


def test_the_outline_counts_the_hits_of_each_section(client: FlaskClient) -> None:
    html = html_of(client, "/documents/plan-2025?q=检测")
    outline = html[html.index('id="outline"') : html.index('id="main"')]
    counts = [int(n) for n in re.findall(r'class="n"[^>]*>(\d+)<', outline)]
    text = html[html.index("data-text") : html.index('id="cite"')]
    assert sum(counts) == text.count("<mark") > 0


def test_stepping_visits_every_passage_with_a_hit(client: FlaskClient) -> None:
    path, seen = "/documents/plan-2025?q=检测", []
    while path:
        html = html_of(client, path.split("#")[0])
        steps = html[html.index("data-steps") : html.index("data-text")]
        links = re.findall(r'href="([^"]+)" rel="next"', steps)
        path = unescape(links[0]) if links else ""
        seen += [path.split("#")[1]] if path else []
    assert len(seen) == len(set(seen)) == int(re.search(r"／(\d+) 段", text_of(html))[1])


def test_the_way_back_keeps_filters_and_page(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=“检测事项”&by=passage&page=2&size=5")
    link = links_of(html, r"^/documents/.*p=")[0].split("#")[0]
    page = html_of(client, link)
    (back,) = links_of(page, r"^/search\?.*page=2")
    assert "size=5" in back and "by=passage" in back
    assert "返回 460 段结果" in text_of(page)


def test_neighbours_go_beyond_the_page_of_results(client: FlaskClient) -> None:
    first = html_of(client, "/search?q=检测&size=1")
    link = links_of(first, r"^/documents/.*p=")[0].split("#")[0]
    page = html_of(client, link)
    trail = page[page.index('class="trail"') : page.index('id="outline"')]
    assert "下一份" in trail and "上一份" not in trail
    (following,) = [unescape(h) for h in re.findall(r'href="([^"]+)">下一份', trail)]
    assert "page=2" in following
    second = html_of(client, following.split("#")[0])
    assert "上一份" in second


def test_a_long_document_is_shown_in_parts(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=第460项检测事项")
    link = links_of(html, r"^/documents/.*p=a460")[0].split("#")[0]
    page = html_of(client, link)
    assert "第 2／2 部分" in text_of(page) and 'id="a460-' in page and 'id="a1-' not in page
    first = html_of(client, re.sub(r"\?.*", "", link))
    assert "第 1／2 部分" in text_of(first) and 'id="a1-' in first and 'id="a460-' not in first


def test_the_citation_names_title_number_and_place(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=漏检率")
    link = links_of(html, r"^/documents/plan-2025.*p=")[0].split("#")[0]
    page = html_of(client, link)
    assert "《智能制造行动计划》（示政发〔2025〕7号）第 1 段" in text_of(page)
    permalink = links_of(page, r"^/p/plan-2025/")[0]
    answer = client.get(permalink)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(
        "/documents/plan-2025?p="
    )
    assert "how=" not in answer.headers["Location"]


def test_absolute_links_come_from_the_setting_alone(site: Settings) -> None:
    from dataclasses import replace

    client = app_of(replace(site, base_url="https://policy.example")).test_client()
    html = client.get("/documents/plan-2025", headers={"Host": "localhost:9"}).get_data(
        as_text=True
    )
    assert "https://policy.example/p/plan-2025/" in html and "localhost" not in html


def test_a_link_to_a_passage_that_is_gone_leads_to_the_top(client: FlaskClient) -> None:
    answer = client.get("/p/plan-2025/h9p9-aaaaaa")
    assert answer.status_code == 302
    assert "文件开头" in text_of(html_of(client, answer.headers["Location"]))


def test_an_old_anchor_in_a_document_address_is_followed(client: FlaskClient) -> None:
    answer = client.get("/documents/plan-2025?p=h9p9-aaaaaa&q=检测")
    assert answer.status_code == 302 and "how=" in answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "path", ["/documents/nowhere", "/p/nowhere/t-aaaaaa", "/documents/nowhere/original"]
)
def test_an_unknown_document_is_not_found(client: FlaskClient, path: str) -> None:
    assert "没有这一页" in html_of(client, path, status=404)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/documents/plan-2052", "智能制造行动计划"),
        ("/p/case-visoin/t-aaaaaa", "案例：机器视觉检测"),
        ("/documents/机器视觉", "案例：机器视觉检测"),
        ("/documents/nowhere?q=补贴", "智能制造行动计划"),
    ],
)
def test_a_wrong_address_offers_near_documents(client: FlaskClient, path: str, title: str) -> None:
    html = html_of(client, path, status=404)
    near = html[html.index('id="near"') :]
    assert title in text_of(near)
    (link, *_) = links_of(near, r"^/documents/")
    assert title in text_of(html_of(client, link))


def test_an_address_like_no_other_offers_nothing(client: FlaskClient) -> None:
    assert 'id="near"' not in html_of(client, "/documents/zzzzzz", status=404)


def test_a_document_no_longer_held_is_gone(client: FlaskClient) -> None:
    assert "文件已不在文库" in html_of(client, "/documents/withdrawn", status=410)


def test_the_original_is_a_harmless_attachment(client: FlaskClient) -> None:
    answer = client.get("/documents/hostile/original")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;") and "filename*=UTF-8''%E6%81%B6" in disposition
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_a_document_says_never_becomes_markup(client: FlaskClient) -> None:
    for path in ("/", "/search?q=智能", "/documents/hostile", "/documents/hostile?q=script alert"):
        html = html_of(client, path)
        assert not re.search(r"<script>|<img|<svg onload|onmouseover=\"|<b>智能", html)
        assert "49" not in re.findall(r"正文里有[^。]*", text_of(html))


def test_a_source_that_is_no_web_address_is_no_link(client: FlaskClient) -> None:
    assert not re.search(r'href="\s*javascript', html_of(client, "/documents/hostile"), re.I)


# Language


def test_the_page_speaks_the_language_asked_for_and_remembers_it(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=检测&lang=en")
    assert '<html lang="en"' in html and "By document" in html
    assert '<html lang="en"' in html_of(client, "/library")
    assert '<html lang="zh-Hans"' in html_of(client, "/library?lang=zh")


def test_the_cookie_is_kept_from_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/?lang=en").headers["Set-Cookie"]
    assert "SameSite=Lax" in cookie and "HttpOnly" in cookie


def test_the_browser_chooses_where_nobody_has(site: Settings) -> None:
    from dataclasses import replace

    client = app_of(replace(site, lang="")).test_client()
    english = client.get("/", headers={"Host": "localhost", "Accept-Language": "en-GB,en;q=0.9"})
    chinese = client.get("/", headers={"Host": "localhost", "Accept-Language": "zh-CN,zh;q=0.9"})
    other = client.get("/", headers={"Host": "localhost", "Accept-Language": "fr"})
    assert '<html lang="en"' in english.get_data(as_text=True)
    assert '<html lang="zh-Hans"' in chinese.get_data(as_text=True)
    assert '<html lang="zh-Hans"' in other.get_data(as_text=True)


def test_the_other_language_keeps_the_search(client: FlaskClient) -> None:
    html = html_of(client, "/search?q=检测&kind=plan&lang=zh")
    (link,) = links_of(html, r"lang=en")
    assert "kind=plan" in link and "q=" in link and "lang=zh" not in link


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentences_of_pages_hold_no_markup(lang: str) -> None:
    catalogue = load_catalogue(lang)
    assert not [
        key
        for key in catalogue.texts
        if set(catalogue.texts[key]) & {"<", "&"}
        and key.split(".")[0] in ("search", "site", "zero", "trouble", "document")
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_that_a_template_builds_has_its_words(lang: str) -> None:
    """A key of a fixed beginning and a changing end: each end that there is must be there."""
    ends = {
        "document.how_": WAYS,
        "document.next_": VIEWS,
        "document.previous_": VIEWS,
        "facts.": (*ROWS, "date"),
        "fields.": FILTER_FIELDS,
        "forms.": (*FORMS, *(f"{form}_form" for form in FORMS)),
        "help.field_": HELP_FIELDS,
        "library.": [f"{fate}_{what}" for fate in FATES for what in ("files", "note")],
        "names.form.": DOCUMENT_FORMS,
        "names.kind.": KINDS,
        "names.level.": LEVELS,
        "names.status.": STATUSES,
        "search.by_": VIEWS,
        "search.group_": ("full", "partial"),
        "search.sort_": SORTS,
        "trouble.": [
            f"{page}_{part}"
            for page in (*PAGES, "original")
            for part in ("title", "what", "remedy")
        ],
    }
    catalogue = load_catalogue(lang)
    missing = [
        start + end
        for start, all_ends in ends.items()
        for end in all_ends
        if not catalogue.has(start + end)
    ]
    assert missing == []
    folder = Path(webapp.__file__).parent
    sources = [*folder.rglob("*.html"), *folder.rglob("*.py")]
    built = {
        key
        for source in sources
        for pair in re.findall(
            r'\bt\.?\w*\("([a-z_.]+)" ~|wording\(f"([a-z_.]+)\{', source.read_text(encoding="utf-8")
        )
        for key in pair
        if key
    }
    assert built <= set(ends)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_that_a_template_names_is_there(lang: str) -> None:
    catalogue, folder = load_catalogue(lang), Path(webapp.__file__).parent
    pattern = rf'"((?:{"|".join(PAGE_SECTIONS)})\.(?!html")[a-z0-9_.]*[a-z0-9])"(?! ~)'
    named = {
        key
        for source in (*folder.rglob("*.html"), *folder.rglob("*.py"))
        for key in re.findall(pattern, source.read_text(encoding="utf-8").replace("'", '"'))
    }
    assert len(named) > 100
    assert [key for key in sorted(named) if not catalogue.has(key)] == []


# Errors


def test_without_an_index_the_page_names_the_command(empty_client: FlaskClient) -> None:
    answer = empty_client.get("/search?q=智能制造")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 503 and '<pre tabindex="0">python build_index.py</pre>' in html
    assert 'value="智能制造"' in html and answer.headers["Retry-After"]
    assert re.search(r"请求编号 <code>[0-9a-f]{10}</code>", html)


@pytest.mark.parametrize("path", ["/", "/library", "/documents/x", "/p/x/t-aaaaaa"])
def test_every_page_says_that_there_is_no_index(empty_client: FlaskClient, path: str) -> None:
    assert empty_client.get(path).status_code == 503


@pytest.mark.parametrize("path", ["/help", "/nowhere"])
def test_help_and_errors_need_no_index(empty_client: FlaskClient, path: str) -> None:
    assert empty_client.get(path).status_code == (200 if path == "/help" else 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/search", "/documents/plan-2025", "/library"])
def test_pages_are_only_read(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_unexpected_error_has_a_page_and_a_number(
    site: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_of(site)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("a bug")

    answer = app.test_client().get("/broken?q=智能", headers={"Host": "localhost"})
    html = answer.get_data(as_text=True)
    number = re.search(r"<code>([0-9a-f]{10})</code>", html)
    assert answer.status_code == 500 and "a bug" not in html
    assert number and number[1] in caplog.text and 'value="智能"' in html


@pytest.mark.parametrize("path", ["/", "/search?q=智能", "/nowhere"])
def test_an_index_that_breaks_the_program_has_a_page_too(tmp_path: Path, path: str) -> None:
    app = app_of(Settings(index=str(tmp_path), lang="zh"))

    class Broken(LazyLibrary):
        def get(self) -> NoReturn:
            raise AttributeError("a file that nobody expected")

    app.extensions[EXTENSION] = Broken(Settings(index=str(tmp_path)))
    answer = app.test_client().get(path, headers={"Host": "localhost"})
    assert answer.status_code == 500 and "请求编号" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/static/../__init__.py", "/static/%2e%2e/pages.py"]
)
def test_no_file_outside_the_static_folder_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_head_is_answered_like_get_without_a_body(client: FlaskClient) -> None:
    answer = client.head("/search?q=检测")
    assert answer.status_code == 200 and not answer.data
