"""What every answer carries, page or error, and what no page holds."""

import re

import pytest
from flask.testing import FlaskClient

from webapp.headers import CONTENT_SECURITY_POLICY

PAGES = [
    "/",
    "/search",
    "/search?q=智能 检测",
    "/search?q=智能 检测&by=passage",
    "/search?q=没有这样的字&kind=case",
    "/documents/plan-2025?q=检测",
    "/documents/hostile",
    "/library",
    "/help",
    "/no-such-page",
    "/documents/no-such-document",
    "/search?lang=en&q=检测",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_is_on_every_page(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_policy_allows_no_other_host_and_nothing_inline() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert not re.search(r"unsafe|https?:|\*|data:", CONTENT_SECURITY_POLICY)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_inline_code_or_style(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    # What stands in quotes is a value, which may speak of anything.
    tags = [re.sub(r'"[^"]*"', '""', tag) for tag in re.findall(r"<[a-zA-Z][^<>]*>", html)]
    assert not [tag for tag in tags if re.search(r"\s(on\w+|style)\s*=", tag)]
    assert re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL) == [""]
    assert "<style" not in html


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_host_for_anything(client: FlaskClient, path: str) -> None:
    html = client.get(path).get_data(as_text=True)
    assert not re.findall(r'(?:src|<link[^>]*href|action)="(?:https?:)?//', html)


def test_static_files_are_kept_for_as_long_as_they_stay(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    sheets = re.findall(r'href="(/static/css/[^"]+)"', html)
    assert sheets
    for sheet in sheets:
        answer = client.get(sheet)
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    unversioned = client.get("/static/js/keys.js")
    assert "immutable" not in unversioned.headers["Cache-Control"]
    assert unversioned.headers["ETag"]


def test_pages_are_asked_for_again_each_time(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil"])
def test_other_hosts_are_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/search?q=智能", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8123", "[::1]:8000"])
def test_loopback_is_answered_on_any_port(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200
