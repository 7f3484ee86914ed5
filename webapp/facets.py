"""The filters beside a result list: facets as links, and the chips of what is in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policysearch import FacetValue, ResultPage
from webapp.charts import YearChart, year_chart
from webapp.urls import SearchState, is_year_in, year_bounds
from webapp.wording import Wording

N_OPEN = 5
# A facet of one value that is not chosen narrows nothing.
MAX_VALUES = 50


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value that a click adds to the filters or takes from them."""

    label: str
    count: int
    path: str
    is_selected: bool
    value: str


@dataclass(frozen=True, slots=True)
class FacetBlock:
    """A field's values: those shown at once, and those behind a fold."""

    field: str
    label: str
    first: tuple[FacetLink, ...]
    rest: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True)
class YearFacet:
    """The chart of years with the form for a range."""

    chart: YearChart
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; its link removes it."""

    label: str
    value: str
    path: str


def facet_blocks(
    answer: ResultPage, state: SearchState, wording: Wording
) -> tuple[FacetBlock, ...]:
    """Every facet but the years, in the order of the page; empty ones are left out."""
    blocks = []
    for facet in answer.facets:
        if facet.field == "year" or not facet.values:
            continue
        first, rest = _shared_out(facet.values)
        link = _linking(facet.field, state, wording)
        blocks.append(
            FacetBlock(
                facet.field,
                wording(f"fields.{facet.field}"),
                tuple(map(link, first)),
                tuple(map(link, rest)),
            )
        )
    return tuple(blocks)


def year_facet(answer: ResultPage, state: SearchState) -> YearFacet | None:
    """The years of the documents found, or None where no document has one."""
    values = next((facet.values for facet in answer.facets if facet.field == "year"), ())
    chosen = state.filters.get("year", ())
    if not values and not chosen:
        return None
    low, high = year_bounds(chosen)

    one_year = state.filter_path("year")

    def link(value: str) -> str:
        return state.with_filter("year", ()).path if chosen == (value,) else one_year(value)

    counts = [(value.value, value.count) for value in values]
    chart = year_chart(counts, link, is_chosen=lambda year: is_year_in(year, chosen))
    return YearFacet(chart, low, high)


def chips(state: SearchState, wording: Wording) -> tuple[Chip, ...]:
    """One chip for each field in force."""
    return tuple(
        Chip(
            wording(f"fields.{name}"),
            wording.listed([shown_value(name, value, wording) for value in values]),
            state.with_filter(name, ()).path,
        )
        for name, values in state.filters.items()
    )


def _shared_out(
    values: Sequence[FacetValue],
) -> tuple[Sequence[FacetValue], Sequence[FacetValue]]:
    """The values shown at once, chosen ones in any case, and those behind the fold."""
    n_chosen = sum(value.is_selected for value in values)
    n_others = max(N_OPEN, n_chosen) - n_chosen
    first, rest = list[FacetValue](), list[FacetValue]()
    for value in values:
        if value.is_selected or n_others > 0:
            n_others -= not value.is_selected
            first.append(value)
        elif len(rest) < MAX_VALUES:
            rest.append(value)
    return first, rest


def _linking(field: str, state: SearchState, wording: Wording) -> Callable[[FacetValue], FacetLink]:
    one_more = state.filter_path(field, state.filters.get(field, ()))

    def link(value: FacetValue) -> FacetLink:
        return FacetLink(
            label=wording.name(field, value.value),
            count=value.count,
            path=state.toggled(field, value.value).path
            if value.is_selected
            else one_more(value.value),
            is_selected=value.is_selected,
            value=value.value,
        )

    return link


def shown_value(name: str, value: str, wording: Wording) -> str:
    """A filter's value as the reader sees it."""
    if name == "year" and ".." in value:
        low, high = year_bounds([value])
        return f"{low}—{high}"
    return wording.name(name, value)
