"""Bars as the pages draw them: plain numbers for SVG attributes, each bar a link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MAX_YEARS = 40
MAX_LABELLED = 16


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year. top, height: in percent of the drawing.  is_chosen: inside the filter in force."""

    year: str
    count: int
    top: float
    height: float
    is_labelled: bool
    is_chosen: bool
    path: str


@dataclass(frozen=True, slots=True)
class YearChart:
    """Years without gaps, oldest first. earlier: documents of years before the first bar."""

    bars: tuple[YearBar, ...]
    earlier: int = 0
    earlier_path: str = ""

    @property
    def is_dense(self) -> bool:
        """Whether there are too many bars to write a number at each."""
        return len(self.bars) > MAX_LABELLED


@dataclass(frozen=True, slots=True)
class TallyBar:
    """One value with its share of the largest, in percent."""

    value: str
    count: int
    width: float
    path: str


def year_chart(
    counts: Sequence[tuple[str, int]],
    link: Callable[[str], str],
    *,
    is_chosen: Callable[[str], bool] = lambda year: False,
) -> YearChart:
    """Draw counts by year; `link` gives the address of a filter value (`2024`, `..1985`)."""
    known = {int(year): count for year, count in counts if year.isascii() and year.isdigit()}
    if not known:
        return YearChart(())
    last = max(known)
    first = max(min(known), last - MAX_YEARS + 1)
    earlier = sum(count for year, count in known.items() if year < first)
    highest = max((count for year, count in known.items() if year >= first), default=0) or 1
    step = 1 if last - first < MAX_LABELLED else 5
    bars = []
    for number in range(first, last + 1):
        count = known.get(number, 0)
        # A bar of one document among thousands must still be seen.
        height = max(round(100 * count / highest, 1), 3.0) if count else 0.0
        year = f"{number:04}"
        bars.append(
            YearBar(
                year=year,
                count=count,
                top=round(100 - height, 1),
                height=height,
                is_labelled=step == 1 or number % step == 0,
                is_chosen=is_chosen(year),
                path=link(year) if count else "",
            )
        )
    earlier_path = link(f"..{first - 1:04}") if earlier else ""
    return YearChart(tuple(bars), earlier, earlier_path)


def tally(counts: Sequence[tuple[str, int]], link: Callable[[str], str]) -> tuple[TallyBar, ...]:
    """Draw counts by value in the order given."""
    highest = max((count for _, count in counts), default=0) or 1
    return tuple(
        TallyBar(value, count, round(100 * count / highest, 1), link(value))
        for value, count in counts
    )
