"""A reader of the pages: opens addresses as a browser without a script does."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from policysearch import Settings, load_catalogue
from webapp import create_app

CHINESE = load_catalogue("zh")
HTML = html.HTMLParser(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader has before them once all redirects were followed. fragment: of the address."""

    status: int
    address: str
    fragment: str
    source: str

    @property
    def tree(self) -> HtmlElement:
        return html.document_fromstring(self.source.encode(), parser=HTML)

    @property
    def text(self) -> str:
        """All that the page says, with single spaces."""
        return " ".join(self.tree.body.text_content().split())

    @property
    def notices(self) -> list[str]:
        return [words(found) for found in self.tree.find_class("notice")]

    @property
    def arrived(self) -> list[str]:
        """The ids that are marked as the passage come to."""
        return [found.get("id") for found in self.tree.find_class("arrived")]

    def passage(self, anchor: str) -> str:
        """The text of the one element with this id, line by line, as the document has it.

        The cells of a table's row are joined by what the page says joins them.
        """
        (element,) = self.tree.xpath("//*[@id=$anchor]", anchor=anchor)
        lines = element.xpath(".//*[@data-line]") or [element]
        return element.get("data-cells", "\n").join(line.text_content() for line in lines)


def a_reader(settings: Settings) -> FlaskClient:
    """A reader whose browser asks for a host that is allowed."""
    client = create_app(settings).test_client()
    client.environ_base["HTTP_HOST"] = "localhost"
    return client


def open_page(reader: FlaskClient, address: str) -> Page:
    """Follow an address, with its redirects, to a page."""
    for _ in range(5):
        path, _, fragment = address.partition("#")
        answer = reader.get(path)
        if answer.status_code not in (301, 302, 303, 307, 308):
            return Page(answer.status_code, path, fragment, answer.get_data(as_text=True))
        address = answer.headers["Location"]
        assert not urlsplit(address).netloc, "a redirect stays on this server"
    raise AssertionError(f"{address} redirects without end")


def words(element: HtmlElement) -> str:
    """What an element says, with single spaces."""
    return " ".join(element.text_content().split())
