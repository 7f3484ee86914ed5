"""The shipped list of places: which there are, how else they are called, which one a name begins
with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Shorter other names (京, 沪) stand in too many words.
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Region:
    """A place: its level (国家, 省, 市, 区), its name, the name of the place above."""

    level: str
    name: str
    above: str


@cache
def regions() -> Mapping[str, Region]:
    """Every place by each of its names, longest names first."""
    by_name: dict[str, Region] = {}
    text = resources.files("policysearch.structure").joinpath("places.txt").read_text("utf-8")
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        level, name, _, above, others = line.split("\t")
        region = Region(level, name, above)
        for called in (name, *filter(None, others.split("、"))):
            by_name.setdefault(called, region)
    return dict(sorted(by_name.items(), key=lambda entry: -len(entry[0])))


def region_named(name: str) -> Region | None:
    """The place of this name."""
    return regions().get(name.strip())


def region_at_start(text: str) -> tuple[Region, int] | None:
    """The place that a text begins with, and the length of its name there."""
    known = regions()
    # By length and not name by name: 10 look-ups for 900 comparisons.
    for length in range(min(_longest_name(), len(text)), _SHORTEST_NAME - 1, -1):
        if region := known.get(text[:length]):
            return region, length
    return None


@cache
def _longest_name() -> int:
    return max(map(len, regions()))
