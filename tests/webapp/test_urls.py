from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from policysearch import FILTER_FIELDS
from webapp.urls import (
    MAX_PAGE,
    SearchState,
    is_year_in,
    range_redirect,
    read_search,
    web_address,
    year_bounds,
)


def arguments(query: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(query))


states = st.builds(
    SearchState,
    q=st.text(max_size=20),
    exact=st.text(max_size=20),
    filters=st.dictionaries(
        st.sampled_from(FILTER_FIELDS),
        st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=3, unique=True).map(
            tuple
        ),
    ),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    by=st.sampled_from(["document", "passage"]),
    page=st.integers(1, MAX_PAGE),
    size=st.integers(1, 1000),
)


@given(states)
def test_an_address_read_back_is_the_state_that_made_it(state: SearchState) -> None:
    read = read_search(arguments(urlsplit(state.path).query))
    assert (read, dict(read.filters)) == (state, dict(state.filters))


def test_what_has_its_default_is_left_out_of_the_address() -> None:
    assert SearchState(q="园区").path == "/search?q=%E5%9B%AD%E5%8C%BA"
    assert SearchState().path == "/search"


def test_odd_values_fall_back_and_unknown_names_are_ignored() -> None:
    read = read_search(
        arguments("q=a&page=-1&size=x&sort=%00&by=document2&colour=red&page=2&size=99999999999")
    )
    assert (read.page, read.size, read.sort, read.by) == (1, 10, "relevance", "document")


def test_digits_of_other_scripts_are_no_numbers() -> None:
    assert read_search(arguments("page=３")).page == 1


def test_a_repeated_parameter_adds_a_value_and_repeats_count_once() -> None:
    read = read_search(arguments("kind=plan&kind=case&kind=plan"))
    assert read.filters == {"kind": ("plan", "case")}


def test_a_filter_is_added_and_taken_away_by_the_same_link() -> None:
    state = SearchState(q="a", page=3).toggled("kind", "plan")
    assert state.filters == {"kind": ("plan",)} and state.page == 1
    assert state.toggled("kind", "plan") == SearchState(q="a")


def test_the_form_of_two_years_becomes_one_parameter() -> None:
    assert range_redirect(arguments("q=a&from=2020&to=2024")) == "/search?q=a&year=2020..2024"
    assert range_redirect(arguments("q=a&from=2024&to=2020")) == "/search?q=a&year=2020..2024"
    assert range_redirect(arguments("q=a&from=2024&to=2024")) == "/search?q=a&year=2024"
    assert range_redirect(arguments("from=2024")) == "/search?year=2024.."


def test_years_that_are_none_are_dropped_from_the_form() -> None:
    assert range_redirect(arguments("q=a&from=abc&to=99999&year=2020")) == "/search?q=a"


def test_an_exact_text_is_shown_in_quotation_marks() -> None:
    assert SearchState(exact='他说"好"').boxed == '"他说""好"""'


def test_a_document_link_keeps_the_search_and_the_page() -> None:
    state = SearchState(q="a", page=2).with_filter("kind", ["plan"]).at_page(2)
    link = urlsplit(state.document_path("id", "h1p2-abcdef"))
    assert link.path == "/documents/id" and link.fragment == "h1p2-abcdef"
    assert dict(parse_qsl(link.query)) == {
        "p": "h1p2-abcdef",
        "q": "a",
        "kind": "plan",
        "page": "2",
    }


def test_bounds_of_years() -> None:
    assert year_bounds(["2020..2024"]) == ("2020", "2024")
    assert year_bounds(["2020", "2022"]) == ("2020", "2022")
    assert year_bounds(["2020.."]) == ("2020", "")
    assert year_bounds(["nonsense"]) == ("", "")


def test_a_year_is_in_a_range_with_both_ends() -> None:
    assert is_year_in("2020", ["2020..2021"]) and is_year_in("2021", ["2020..2021"])
    assert not is_year_in("2022", ["2020..2021", "nonsense"])
    assert is_year_in("1990", ["..2000"])


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://example.org/a") and web_address("HTTP://example.org")
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https:///x",
        "https://a b",
        "\thttps://a",
        "",
    ):
        assert web_address(address) == ""


@pytest.mark.parametrize(
    "state",
    [
        SearchState(q="算力 补贴&a=b"),
        SearchState(exact="100%", sort="newest", by="passage", page=3, size=20),
        SearchState(
            q="\0*", filters={"year": ("2020",), "kind": ("plan", "law"), "folder": ("a/b",)}
        ),
        SearchState(),
    ],
)
def test_the_links_of_a_facet_are_those_of_each_value_added_by_itself(state: SearchState) -> None:
    for name in FILTER_FIELDS:
        one_more = state.filter_path(name, state.filters.get(name, ()))
        for value in ("法律 & 法规", "*", "2021..", "\ud800"):
            assert one_more(value) == state.toggled(name, value).path
            assert state.filter_path(name)(value) == state.with_filter(name, [value]).path


def test_the_page_and_its_data_have_the_address_of_the_same_search() -> None:
    assert (SearchState().path, SearchState().json_path) == ("/search", "/search.json")
    state = SearchState(q="算力", page=2)
    assert state.path == f"/search?{urlencode(state.parameters)}"
    assert state.json_path == f"/search.json?{urlencode(state.parameters)}"
