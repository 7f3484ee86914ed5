"""The row of page numbers under a list."""

from dataclasses import dataclass

from webapp.urls import SearchState

N_BESIDE = 2


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of results; number 0 is a gap."""

    number: int
    path: str = ""
    is_current: bool = False


def page_links(state: SearchState, n_pages: int) -> tuple[PageLink, ...]:
    """First, last and the pages around the current one, with gaps; none for a single page."""
    if n_pages < 2:
        return ()
    near = range(state.page - N_BESIDE, state.page + N_BESIDE + 1)
    shown = sorted({1, n_pages} | {number for number in near if 1 <= number <= n_pages})
    links: list[PageLink] = []
    for number in shown:
        if links and number > links[-1].number + 1:
            links.append(PageLink(0))
        links.append(PageLink(number, state.at_page(number).path, number == state.page))
    return tuple(links)
