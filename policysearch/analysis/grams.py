"""The `grams` stream: each unit with the one after it, so that a phrase is grams in a row.

units  截 至 2024 年      grams  截␟至  至␟2024  2024␟年  年␟
a phrase of n units is n-1 grams side by side; one unit is every gram that begins with it
"""

from collections.abc import Sequence

# Unit separator: white space to `fold`, so it never stands in a unit.
SEPARATOR = "\x1f"


def grams(units: Sequence[str], following: str = "") -> tuple[str, ...]:
    """Join neighbours; gram i begins with unit i.

    following: the first unit of the next piece where that one continues this, else the end mark "".
    """
    if not units:
        return ()
    return tuple(map(SEPARATOR.join, zip(units, (*units[1:], following), strict=True)))
