"""HTML: the main content as blocks, what `<meta>` says as given values.

A page is read whole unless links make up much of it; then the element is taken that holds nearly
all of its running text, and in it every block, so that nothing of a document is lost to a guess.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from lxml import etree, html
from lxml.html import HtmlElement

from policysearch.errors import DamagedSource, SourceError
from policysearch.extract.encoding import decode
from policysearch.model import Block, Extract, Place

CELLS = " | "
_SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "svg", "math", "canvas"),
        *("select", "option", "button", "input", "textarea", "audio", "video", "map", "head"),
        *("nav", "footer"),
    )
)
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *(
            "dialog",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "form",
            "h1",
            "h2",
            "h3",
        ),
        *("h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_BOLD = frozenset(("b", "strong"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CLOSES_PAGE = re.compile(r"</(?:html|body)\s*>", re.I)
# Elements that may stand in themselves, and of which nothing is read but what is in them.
_WRAPPERS = re.compile(
    r"<(/?)(article|aside|b|big|blockquote|center|div|em|font|i|main|section|small|span|strong|u)"
    r"(?=[\s/>])[^<>]*>",
    re.I,
)
_DEEPEST = 1000
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CLAUSES = re.compile("[，。；！？]")
# A page of which links make up less is a document by itself, not a page of a site.
_LEAST_LINKS = 0.1
# The main content holds so much of a page's running text.
_MAIN_SHARE = 0.8
_LEAST_LINK_LIST = 3

# meta names (lower case) → the key of the facts; those of Chinese government sites come first.
_META: Mapping[str, str] = {
    "articletitle": "title",
    "pubdate": "published_on",
    "contentsource": "source_name",
    "url": "source_url",
    "og:title": "title",
    "og:url": "source_url",
    "og:site_name": "source_name",
    "article:published_time": "published_on",
    "publishdate": "published_on",
    "firstpublishedtime": "published_on",
    "source": "source_name",
    "policysearch:id": "id",
}
_DATED = re.compile(r"\s*([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})")
_SOURCE_LEAD = re.compile(r"^\s*来源[：:]\s*")


def extract(content: bytes, *, first_line: int = 1) -> Iterator[Extract | SourceError]:
    """Yield the one document of an HTML file."""
    decoded = decode(content).text
    root = _parsed(decoded)
    given = _given(root)
    body = root.find("body")
    page = root if body is None else body
    main, is_site = _main(page)
    blocks = list(_blocks(main))
    if is_site:
        blocks = _without_link_lists(blocks)
    if not _has_title(blocks) and "title" not in given and (title := _title(root)):
        given["title"] = title
    yield Extract(
        tuple(run.block for run in blocks), given=given, content_hash=sha256(content).hexdigest()
    )


def blocks_of_fragment(fragment: str, place: Place | None) -> Iterator[Block]:
    """Read HTML that stands inside another format."""
    if not fragment.strip():
        return
    root = _parsed(fragment)
    body = root.find("body")
    for read in _blocks(root if body is None else body):
        yield replace(read.block, place=place)


def _has_title(blocks: Sequence["_Read"]) -> bool:
    """Whether the first heading is the document's title."""
    first = next((read.block for read in blocks[:3] if read.block.kind == "heading"), None)
    return first is not None and first.level == 1


def _without_link_lists(blocks: Sequence["_Read"]) -> list["_Read"]:
    """Drop lists of links to other pages: three blocks or more in a row that are nothing but
    links.
    """
    kept: list[_Read] = []
    run: list[_Read] = []
    for read in (*blocks, None):
        if read is not None and read.is_link and not read.block.text.startswith("附"):
            run.append(read)
            continue
        if len(run) < _LEAST_LINK_LIST:
            kept += run
        run = []
        if read is not None:
            kept.append(read)
    return kept


def _parsed(text: str) -> HtmlElement:
    # What ends libxml2's reading before the end: NUL, and a stray </html> amid the page, which
    # every browser passes over. A surrogate cannot be handed to it.
    sound = _CLOSES_PAGE.sub("", text.replace("\x00", ""))
    root, fatal = _read_by_libxml(sound)
    if fatal:
        # libxml2 drops what is nested deeper than 2,048, `huge_tree` or not.
        root, fatal = _read_by_libxml(_less_deep(sound))
    if fatal:
        raise DamagedSource(reason=fatal)
    return root


def _read_by_libxml(text: str) -> tuple[HtmlElement, str]:
    """The tree, and why there is no more of it: libxml2 says so nowhere else."""
    encoded = text.encode("utf-8", "replace")
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    try:
        root = html.document_fromstring(encoded, parser=parser)
    except etree.ParserError:
        # It holds no element and no text.
        return html.document_fromstring(b"<html><body></body></html>"), ""
    fatals = parser.error_log.filter_from_fatals()
    return root, str(fatals[0].message) if fatals else ""


def _less_deep(text: str) -> str:
    """Make breaks of the blocks that only wrap others, and nothing of inline markup, where they
    are nested too deep.
    """
    depth = 0

    def shallow(tag: re.Match[str]) -> str:
        nonlocal depth
        is_end = bool(tag[1])
        is_kept = depth < _DEEPEST + is_end
        depth = max(depth - 1, 0) if is_end else depth + 1
        return tag[0] if is_kept else "<br>" if tag[2].lower() in _BLOCKS else ""

    return _WRAPPERS.sub(shallow, text)


def _given(root: HtmlElement) -> dict[str, object]:
    given: dict[str, object] = {}
    by_name: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            by_name.setdefault(name, content)
    for name, key in _META.items():
        value = by_name.get(name, "")
        if key == "published_on":
            dated = _DATED.match(value)
            value = dated[1] if dated else ""
        elif key == "source_name":
            value = _SOURCE_LEAD.sub("", value).strip()
        elif key == "source_url" and not value.startswith(("http://", "https://")):
            value = ""
        if value:
            given.setdefault(key, value)
    return given


def _title(root: HtmlElement) -> str:
    """The page's `<h1>` if it has one, else its `<title>` less the name of the site."""
    headings = [text for heading in root.iter("h1") if (text := _words(heading))]
    if len(headings) == 1:
        return headings[0]
    titled = root.find(".//title")
    title = _words(titled) if titled is not None else ""
    return re.split(r"\s*(?:--|[|｜_]|\s-\s)\s*", title, maxsplit=1)[0].strip() or title


def _words(element: HtmlElement) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _main(body: HtmlElement) -> tuple[HtmlElement, bool]:
    """The element that holds the page's running text, and whether the page is one of a site."""
    running, linked, total = _weigh(body)
    if not running[body] or linked < _LEAST_LINKS * total:
        return body, False
    main = body
    while True:
        inner = [child for child in main if running.get(child, 0) >= _MAIN_SHARE * running[body]]
        if not inner or inner[0].tag in ("p", "td", "tr", "tbody", "ul", "ol", "li", "span"):
            return main, True
        main = inner[0]


def _weigh(body: HtmlElement) -> tuple[dict[HtmlElement, int], int, int]:
    """For each element the characters of its running text; then those of links, and all."""
    running: dict[HtmlElement, int] = {}
    linked = total = 0
    in_link: dict[HtmlElement, bool] = {}
    for element in body.iter(etree.Element):
        in_link[element] = element.tag == "a" or in_link.get(element.getparent(), False)
    # Children before parents, without recursion.
    for element in reversed(list(body.iter(etree.Element))):
        own = 0
        is_read = _is_read(element)
        if is_read:
            texts = [element.text or "", *(child.tail or "" for child in element)]
            for text in texts:
                n_characters = len(text.strip())
                total += n_characters
                if in_link[element]:
                    linked += n_characters
                elif _CLAUSES.search(text):
                    own += n_characters
            own += sum(running.get(child, 0) for child in element)
        running[element] = own
    return running, linked, total


def _is_read(element: HtmlElement) -> bool:
    return (
        isinstance(element.tag, str)
        and element.tag not in _SKIPPED
        and not (element.get("style") and _HIDDEN.search(element.get("style") or ""))
        and element.get("hidden") is None
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A block, and whether it is nothing but links."""

    block: Block
    is_link: bool = False


class _Run:
    """The words of the block that is being read, and how many of them are bold or linked."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.n_bold = self.n_linked = self.n_all = 0

    def add(self, text: str | None, *, is_bold: bool, is_linked: bool) -> None:
        if text:
            self.parts.append(text)
            n_characters = len(text.strip())
            self.n_all += n_characters
            self.n_bold += n_characters * is_bold
            self.n_linked += n_characters * is_linked

    def take(self) -> str:
        text = _SPACES.sub(" ", "".join(self.parts)).strip()
        self.parts, self.n_bold, self.n_linked, self.n_all = [], 0, 0, 0
        return text

    def take_block(self, kind: tuple[str, int]) -> Iterator[_Read]:
        """Close the block, if there is one."""
        is_bold = 0 < self.n_all == self.n_bold
        is_link = 0 < self.n_all == self.n_linked
        if text := self.take():
            yield _Read(Block(kind[0], text, level=kind[1], is_bold=is_bold), is_link)


@dataclass(slots=True)
class _State:
    """Where a walk stands: the kinds of the open blocks, and how deep it is in other elements."""

    run: _Run = field(default_factory=_Run)
    kinds: list[tuple[str, int]] = field(default_factory=lambda: [("paragraph", 0)])
    n_bold: int = 0
    n_linked: int = 0
    n_skipped: int = 0
    cells: list[str] | None = None
    header: str = ""

    def add(self, text: str | None) -> None:
        self.run.add(text, is_bold=self.n_bold > 0, is_linked=self.n_linked > 0)

    def close_block(self) -> Iterator[_Read]:
        """Close the block being read; inside a row it goes on, with a space."""
        if self.cells is None:
            yield from self.run.take_block(self.kinds[-1])
        elif self.run.parts:
            self.run.parts.append(" ")


def _blocks(main: HtmlElement) -> Iterator[_Read]:
    """Read an element's blocks in order, walking by events so that no nesting is too deep."""
    state = _State()
    for event, element in etree.iterwalk(main, events=("start", "end")):
        is_own = element is not main
        if event == "start" and (state.n_skipped or (is_own and not _is_read(element))):
            state.n_skipped += 1
        elif event == "start":
            yield from _opened(state, element, is_own=is_own)
        elif state.n_skipped:
            state.n_skipped -= 1
            if not state.n_skipped:
                state.add(element.tail)
        else:
            yield from _closed(state, element, is_own=is_own)
    yield from state.close_block()


def _opened(state: _State, element: HtmlElement, *, is_own: bool) -> Iterator[_Read]:
    tag = element.tag
    if tag in _BLOCKS and is_own:
        yield from state.close_block()
        state.kinds.append(_kind(tag, state.kinds[-1]))
    if tag == "table":
        state.header = ""
    if tag == "tr" and not _is_layout(element):
        state.cells = []
    state.n_bold += tag in _BOLD
    state.n_linked += tag == "a"
    state.add(element.text)


def _closed(state: _State, element: HtmlElement, *, is_own: bool) -> Iterator[_Read]:
    tag = element.tag
    if tag == "br":
        yield from state.close_block()
    if tag in ("td", "th") and state.cells is not None:
        state.cells.append(state.run.take())
    if tag in _BLOCKS and is_own:
        yield from state.close_block()
        state.kinds.pop()
    if tag == "tr" and state.cells is not None:
        joined = CELLS.join(state.cells)
        if any(state.cells):
            state.header = state.header or joined
            yield _Read(Block("row", joined, header=state.header))
        state.cells = None
    state.n_bold -= tag in _BOLD
    state.n_linked -= tag == "a"
    if is_own:
        state.add(element.tail)


def _kind(tag: str, outer: tuple[str, int]) -> tuple[str, int]:
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return "heading", int(tag[1])
    if tag in ("li", "dd"):
        return "item", 0
    return outer if outer[0] == "item" and tag in ("p", "div") else ("paragraph", 0)


def _is_layout(row: HtmlElement) -> bool:
    """Whether a row only lays out the page: one cell, or cells that hold tables or many
    paragraphs.
    """
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return len(cells) < 2 or any(
        cell.find(".//table") is not None or len(cell.findall(".//p")) > 8 for cell in cells
    )
