"""State ↔ URL: what a search page shows is its address, and every link is made here.

Paths only, never a host: absolute links are made from the setting BASE_URL alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from urllib.parse import quote, quote_plus, urlencode

from werkzeug.datastructures import MultiDict

from policysearch import FILTER_FIELDS, SORTS, VIEWS

DEFAULT_SIZE = 10
MAX_SIZE = 1000
MAX_PAGE = 1_000_000
MAX_VALUES = 100
MAX_VALUE_LENGTH = 1000
# Every link of a page repeats the words: with longer ones it would be megabytes of them.
MAX_REPEATED = 500

_YEARS = re.compile(r"([0-9]{4})?(\.\.)?([0-9]{4})?")


Arguments = MultiDict[str, str]


@dataclass(frozen=True)  # no slots: the encoded words are kept, as each link of a page repeats them
class SearchState:
    """Everything that a search's address says. filters: field → values, in the page's order."""

    q: str = ""
    exact: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    by: str = "document"
    page: int = 1
    size: int = DEFAULT_SIZE

    @property
    def is_empty(self) -> bool:
        """Whether neither words nor filters are asked for."""
        return not (self.q.strip() or self.exact.strip() or self.filters)

    @property
    def is_long(self) -> bool:
        """Whether the words are too long to be repeated by every facet and document link."""
        return len(self.q) + len(self.exact) > MAX_REPEATED

    @property
    def boxed(self) -> str:
        """What the search box shows: the words as typed, an exact text in quotation marks."""
        if not self.exact:
            return self.q
        doubled = self.exact.replace('"', '""')
        return f'{self.q} "{doubled}"'.strip()

    def with_words(self, q: str, *, exact: str = "") -> "SearchState":
        """The same filters with other words, from the first page."""
        return replace(self, q=q, exact=exact, page=1)

    def with_filter(self, name: str, values: Iterable[str]) -> "SearchState":
        """The values of one filter replaced; none removes it."""
        kept = {key: held for key, held in self.filters.items() if key != name}
        chosen = tuple(values)
        asked = {**kept, name: chosen} if chosen else kept
        in_order = {key: asked[key] for key in FILTER_FIELDS if key in asked}
        return replace(self, filters=in_order, page=1)

    def toggled(self, name: str, value: str) -> "SearchState":
        """One value of a filter added, or removed if it is in force."""
        held = self.filters.get(name, ())
        if value in held:
            return self.with_filter(name, (one for one in held if one != value))
        return self.with_filter(name, (*held, value))

    def filter_path(self, name: str, kept: Iterable[str] = ()) -> Callable[[str], str]:
        """Make the addresses that have one value more than those kept of a filter.

        `filter_path(name, held)(value)` is `toggled(name, value).path` for a value not yet held;
        what the links of a facet have in common is encoded once for all.
        """
        pairs = self.with_filter(name, (*kept, "*")).parameters
        at = max(number for number, pair in enumerate(pairs) if pair[0] == name)
        before, after = _encoded(pairs[:at]), _encoded(pairs[at + 1 :])
        head = f"/search?{before}&{name}=" if before else f"/search?{name}="
        tail = f"&{after}" if after else ""
        return lambda value: f"{head}{_encoded_value(value)}{tail}"

    def without_filters(self) -> "SearchState":
        """The words alone."""
        return replace(self, filters={}, page=1)

    def sorted_by(self, sort: str) -> "SearchState":
        """The same search in another order, from its first page."""
        return replace(self, sort=sort, page=1)

    def viewed_by(self, by: str) -> "SearchState":
        """The same search by document or by passage, from its first page."""
        return replace(self, by=by, page=1)

    def at_page(self, page: int) -> "SearchState":
        """Another page of the same search."""
        return replace(self, page=page)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Names and values of the address; what has its default is left out."""
        pairs = [("q", self.q), ("exact", self.exact)]
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [
            ("sort", "" if self.sort == SORTS[0] else self.sort),
            ("by", "" if self.by == VIEWS[0] else self.by),
            ("page", "" if self.page == 1 else str(self.page)),
            ("size", "" if self.size == DEFAULT_SIZE else str(self.size)),
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def path(self) -> str:
        """The address of the result page."""
        return f"/search?{self._query}" if self._query else "/search"

    @property
    def json_path(self) -> str:
        """The address of the same answer for machines."""
        return f"/search.json?{self._query}" if self._query else "/search.json"

    def document_path(
        self,
        document_id: str,
        arrived: str = "",
        *,
        fragment: str = "",
        part: int = 0,
        how: str = "",
    ) -> str:
        """A document, at a passage if one is named; the search is kept for the way back.

        Very long words are not kept: the page opens without them.
        """
        asked = f"p={quote_plus(arrived, errors='replace')}" if arrived else ""
        if part > 1 or how:
            own = (("p", arrived), ("part", str(part) if part > 1 else ""), ("how", how))
            asked = _encoded((name, value) for name, value in own if value)
        kept = "" if self.is_empty or self.is_long else self._query
        query = f"{asked}&{kept}" if asked and kept else asked or kept
        path = f"/documents/{quote(document_id, safe='')}"
        return _joined(path, query, arrived or fragment)

    @cached_property
    def _query(self) -> str:
        return _encoded(self.parameters)


def read_search(arguments: Arguments, *, longest: int | None = None) -> SearchState:
    """Read an address; unknown names are ignored, odd values fall back to the default.

    longest: so many characters of the words are searched. One more is kept, so that the search
    still says that it was cut; all of them would be repeated in every link of the page.
    """
    kept = None if longest is None else longest + 1
    filters = {}
    for name in FILTER_FIELDS:
        given = (value[:MAX_VALUE_LENGTH] for value in arguments.getlist(name) if value.strip())
        values = tuple(dict.fromkeys(given))
        if values:
            filters[name] = values[:MAX_VALUES]
    return SearchState(
        q=_printable(arguments.get("q", ""))[:kept],
        exact=_printable(arguments.get("exact", ""))[:kept],
        filters=filters,
        sort=_one_of(arguments.get("sort", ""), SORTS),
        by=_one_of(arguments.get("by", ""), VIEWS),
        page=_number(arguments.get("page", ""), default=1, most=MAX_PAGE),
        size=_number(arguments.get("size", ""), default=DEFAULT_SIZE, most=MAX_SIZE),
    )


def range_redirect(arguments: Arguments) -> str:
    """The address that the form of two years stands for, or "" where it was not sent.

    The form works without a script, so its two boxes arrive as `from` and `to`.
    """
    low, high = arguments.get("from", "").strip(), arguments.get("to", "").strip()
    if not any(arguments.getlist(name) for name in ("from", "to")):
        return ""
    state = read_search(arguments)
    years = [text if re.fullmatch("[0-9]{4}", text) else "" for text in (low, high)]
    if years[0] and years[1] and years[0] > years[1]:
        years.reverse()
    if years[0] == years[1]:
        return state.with_filter("year", [years[0]] if years[0] else []).path
    return state.with_filter("year", [f"{years[0]}..{years[1]}"]).path


def year_bounds(values: Iterable[str]) -> tuple[str, str]:
    """The first and the last year that a filter of years names; "" where open or not a year."""
    lows, highs = [], []
    for value in values:
        match = _YEARS.fullmatch(value)
        if match is None:
            continue
        low, dots, high = match.groups()
        lows.append(low or "")
        highs.append(high or ("" if dots else low) or "")
    return (min(lows, default=""), "" if "" in highs else max(highs, default=""))


def is_year_in(year: str, values: Iterable[str]) -> bool:
    """Whether a filter of years covers a year."""
    return any(
        (not low or low <= year) and (not high or year <= high)
        for low, high in (year_bounds([value]) for value in values)
        if low or high
    )


def with_query(path: str, pairs: Iterable[tuple[str, str]], *, fragment: str = "") -> str:
    """A path with its query string, percent-encoded."""
    return _joined(path, _encoded(pairs), fragment)


def _joined(path: str, query: str, fragment: str) -> str:
    hash_part = f"#{quote(fragment, safe='')}" if fragment else ""
    return f"{path}?{query}{hash_part}" if query else f"{path}{hash_part}"


def _encoded(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(pairs), errors="replace")


@lru_cache(maxsize=4096)  # the values of facets are the same on every page
def _encoded_value(value: str) -> str:
    return quote_plus(value, errors="replace")


def web_address(url: str) -> str:
    """A document's source link if it is plain http or https, else ""."""
    is_web = re.match(r"https?://[^\s/?#]", url, re.IGNORECASE) is not None
    return url if is_web and not re.search(r"[\x00-\x20\x7f]", url) else ""


def _printable(text: str) -> str:
    # A lone surrogate cannot be written to the page; it comes from a broken percent escape.
    return text.encode("utf-8", "replace").decode("utf-8")


def _one_of(text: str, known: tuple[str, ...]) -> str:
    return text if text in known else known[0]


def _number(text: str, *, default: int, most: int) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < 1:
        return default
    return min(int(text), most)
