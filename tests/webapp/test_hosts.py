import pytest

from webapp.hosts import is_allowed

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:80", "127.0.0.1:8001", "[::1]:8000", "localhost."]
)
def test_the_hosts_of_the_list_are_allowed_on_any_port(host: str) -> None:
    assert is_allowed(host, LOOPBACK)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "localhost.evil.example",
        "evil-localhost",
        "localhost@evil.example",
        "localhost:80:90",
        "localhost\tx",
        "[::1",
        "[::2]",
        "localhost/..",
        "xn--localhost",
    ],
)
def test_all_others_are_not(host: str) -> None:
    assert not is_allowed(host, LOOPBACK)


def test_an_empty_list_allows_nothing() -> None:
    assert not is_allowed("localhost", ())


def test_a_leading_dot_allows_what_is_below() -> None:
    assert is_allowed("www.example.org", (".example.org",))
    assert not is_allowed("badexample.org", (".example.org",))
