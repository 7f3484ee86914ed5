"""Whatever is asked gets a page, and nothing of it is ever more than text there."""

import json
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policysearch import Library
from tests.acceptance.pages import Page, open_page
from tests.any_text import ANY_TEXT

LONGEST = 10_000

QUERIES = {
    "empty": "",
    "blanks": " \t\u3000 ",
    "zero width": "\u200b\ufeff\u00ad",
    "one character": "智",
    "stop words": "的 了 和",
    "only punctuation": "，。！？；：、……——",
    "only ASCII punctuation": "!@#$%^&*()_+-=[]{}|;:',.<>/?`~\\",
    "a quotation mark": '"',
    "an open quotation": "“人工智能",
    "a closed quotation": "人工智能”",
    "mixed quotations": '「人工“智能』"',
    "an empty quotation": '""',
    "three quotation marks": '"""',
    "open brackets": "((((人工智能",
    "closed brackets": "人工智能))))",
    "wide brackets": "（人工智能））（",
    "deep brackets": "(" * 3000 + "智" + ")" * 3000,
    "a star": "*",
    "stars": "* ** 人*工 *智能* ***",
    "question marks": "???? ？？？",
    "a dash": "-",
    "only without": "-人工智能",
    "dashes": "--人工智能 - -",
    "tildes": "~ 人工智能~ ~~~",
    "operators": "AND OR NOT | ｜ AND",
    "an operator at the end": "人工智能 OR",
    "an empty field": "标题:",
    "an unknown field": "颜色:红 http://example.org/a?b=c#d",
    "an impossible year": "年份:2025..2020 年份:abc 日期:2024-13-45 year:>=",
    "emoji": "🙂👨\u200d👩\u200d👧 🇨🇳",
    "beyond the basic plane": "𠮷林市 𝒜𝓫𝟙",
    "combining marks": "e\u0301\u0301\u0301 か\u3099 \u202e倒写",
    "SQL": "'; DROP TABLE documents; -- ' OR '1'='1",
    "HTML": '<script>alert(1)</script><img src=x onerror=alert(2)>"><svg onload=alert(3)>',
    "attributes": '" onmouseover="alert(1)" x=\'',
    "a template": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "an escape": "&lt;script&gt; &#60; \\u003c %3Cscript%3E",
    "a path": "../../etc/passwd\\..\\..",
    "a format": "%s %n %x {0} {name!r}",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "NUL": "人工\0智能",
    "line ends": "人工智能\r\n\r\n应用\u2028场景\u2029",
    "private use": "\ue000\uf8ff\U0010fffd",
    "not characters": "\ufffe\uffff\U0010ffff",
    "unit separators": "人工\x1f智能 \x1f",
    "10,000 of one character": "智" * LONGEST,
    "10,000 of one letter": "a" * LONGEST,
    "10,000 characters of words": ("人工智能产业 " * LONGEST)[:LONGEST],
    "10,000 characters of a text": "".join(chr(0x4E00 + n % 4000) for n in range(LONGEST)),
    "10,000 blanks and stars": "* " * (LONGEST // 2),
    "more than 10,000": "应用场景" * LONGEST,
}
ADDRESSES = ("/search?q={0}", "/search?by=passage&sort=newest&q={0}", "/search?kind=law&exact={0}")

# Percent-encoded bytes that are no text, and parameters that are no values.
PARAMETERS = (
    "q=%ed%a0%80%ed%bf%bf&exact=%ed%b0%80",
    "q=%ff%fe%00%c0%80",
    "q=%E4%BA",
    "q=%",
    "q=%zz",
    "exact=%00",
    "q=智能&exact=%22%22",
    "q=智能&page=0",
    "q=智能&page=-1",
    "q=智能&page=1.5",
    "q=智能&page=１",
    "q=智能&page=abc",
    "q=智能&page=999999999999999999999999",
    "q=智能&size=0",
    "q=智能&size=-5",
    "q=智能&size=1000",
    "q=智能&size=1001",
    "q=智能&size=NaN",
    "q=智能&size=1&page=1000000",
    "q=智能&sort=",
    "q=智能&sort=random",
    "q=智能&by=colour",
    "q=智能&by=passage&by=document",
    "q=智能&year=",
    "q=智能&year=..",
    "q=智能&year=2025..2020",
    "q=智能&year=0",
    "q=智能&year=-1",
    "q=智能&year=99999999999999999999",
    "q=智能&year=%00",
    "q=智能&from=abcd&to=",
    "q=智能&from=2025&to=2020",
    "q=智能&kind=<script>alert(1)</script>",
    "q=智能&kind=" + "x" * 5000,
    "q=智能&region=%ed%a0%80",
    "q=智能&issuer=%00&folder=..%2f..",
    "kind=policy&" * 300,
    "q=智能&literal=2&drop=x&unknown=%ff",
    "q=1&q=2&q[]=3&q[a]=4",
    "&&&===&?&#",
    "lang=<script>",
    "lang=xx&q=智能",
)
PATHS = (
    "/documents/%00",
    "/documents/..%2f..%2fetc%2fpasswd",
    "/documents/%ed%a0%80",
    "/documents/<script>alert(1)</script>",
    "/documents/" + "a" * 5000,
    "/p/x/y",
    "/p/%ff/%fe",
    "/p/<script>/<img src=x onerror=alert(1)>",
    "/p//",
    "/number/国发〔2025〕11号",
    "/search/",
    "/search.php",
    "/%00",
    "/%ed%a0%80",
    "/<script>alert(1)</script>",
    "/static/%2e%2e/%2e%2e/settings.py",
)


def assert_harmless(page: Page) -> None:
    """Nothing on the page runs, loads from elsewhere, or would break the page's own source."""
    assert "\0" not in page.source
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("iframe", "object", "embed", "base", "style", "img")
        if element.tag == "script":
            assert element.get("src", "").startswith("/static/") and not element.text_content()
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name != "style", element
            if name in ("href", "src", "action"):
                assert urlsplit(value).scheme in ("", "http", "https", "data"), value
                is_outside = bool(urlsplit(value).netloc)
                assert not is_outside or "external" in element.get("rel", ""), value
    assert page.tree.xpath("//main"), "an answer is a whole page"


@pytest.mark.parametrize("name", QUERIES)
def test_any_query_gets_a_page(starter_reader: FlaskClient, name: str) -> None:
    for address in ADDRESSES:
        page = open_page(starter_reader, address.format(quote(QUERIES[name], safe="")))
        assert page.status == 200
        assert_harmless(page)


@pytest.mark.parametrize("name", QUERIES)
def test_any_query_is_read_with_a_document(
    starter_reader: FlaskClient, starter: Library, name: str
) -> None:
    document_id = starter.search(size=1).hits[0].document.id
    asked = quote(QUERIES[name], safe="")
    page = open_page(starter_reader, f"/documents/{document_id}?q={asked}")
    assert page.status == 200
    assert_harmless(page)


@pytest.mark.parametrize("name", QUERIES)
def test_any_query_gets_an_answer_for_machines(starter_reader: FlaskClient, name: str) -> None:
    for path in ("/search.json", "/api/v1/search", "/api/v1/passages"):
        answer = starter_reader.get(path, query_string={"q": QUERIES[name]})
        assert answer.status_code in (200, 400)
        if answer.status_code == 400:
            assert answer.content_type.startswith("application/problem+json")
        assert json.loads(answer.data)


@pytest.mark.parametrize("parameters", PARAMETERS, ids=lambda text: text[:40])
def test_odd_parameters_get_a_page(starter_reader: FlaskClient, parameters: str) -> None:
    for path in ("/search", "/", "/library", "/help"):
        page = open_page(starter_reader, f"{path}?{parameters}")
        assert page.status == 200
        assert_harmless(page)
    answer = starter_reader.get(f"/search.json?{parameters}")
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("path", PATHS, ids=lambda text: text[:40])
def test_odd_addresses_are_not_found(starter_reader: FlaskClient, path: str) -> None:
    page = open_page(starter_reader, path)
    assert page.status == 404
    assert_harmless(page)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=ANY_TEXT, by=st.sampled_from(["document", "passage"]))
def test_any_text_gets_a_page(starter_reader: FlaskClient, query: str, by: str) -> None:
    encoded = quote(query.encode("utf-8", "surrogatepass"), safe="")
    page = open_page(starter_reader, f"/search?q={encoded}&by={by}")
    assert page.status == 200
    assert_harmless(page)


def test_the_words_asked_for_stand_in_the_box_again(starter_reader: FlaskClient) -> None:
    for name in ("HTML", "attributes", "a template", "SQL", "an escape", "emoji"):
        page = open_page(starter_reader, f"/search?q={quote(QUERIES[name], safe='')}")
        assert page.tree.xpath("//input[@name='q']/@value")[0] == QUERIES[name]


def test_a_page_grows_no_further_than_the_words_that_are_searched(
    starter_reader: FlaskClient,
) -> None:
    """Its links repeat them: an address of a megabyte would make a page of hundreds."""
    for parameter in ("q", "exact", "kind"):
        addresses = [f"/search?{parameter}={quote('算力 ' * n)}" for n in (LONGEST // 2, LONGEST)]
        shorter, longer = (len(starter_reader.get(address).data) for address in addresses)
        # The link to the other language is the address as it came.
        assert longer - shorter < 2 * (len(addresses[1]) - len(addresses[0])), parameter


def test_a_limit_that_is_met_is_said(starter: Library) -> None:
    for name in ("more than 10,000", "deep brackets"):
        assert starter.search(QUERIES[name], size=1).diagnostics
