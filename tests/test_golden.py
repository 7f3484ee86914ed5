import json
from pathlib import Path

import pytest

from tests.golden_cases import EXPECTED, FOLDER, cases, present


def first_difference(made: object, expected: object, at: str = "$") -> str:
    """The path of the first place where two values differ, and both."""
    if isinstance(made, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in made if key not in expected)]:
            if key not in made or key not in expected:
                return f"{at}.{key} is only in one"
            if found := first_difference(made[key], expected[key], f"{at}.{key}"):
                return found
        return ""
    if isinstance(made, list) and isinstance(expected, list):
        for n, (one, other) in enumerate(zip(made, expected, strict=False)):
            if found := first_difference(one, other, f"{at}[{n}]"):
                return found
        return "" if len(made) == len(expected) else f"{at} has {len(made)}, not {len(expected)}"
    return "" if made == expected else f"{at} is {made!r}, not {expected!r}"


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: str(case.relative_to(FOLDER)))
def test_a_golden_source_gives_what_is_expected(case: Path) -> None:
    expected = json.loads((case / EXPECTED).read_text("utf-8"))
    assert first_difference(present(case), expected) == ""


def test_every_format_has_a_golden_case() -> None:
    assert {case.parent.name for case in cases()} == {"html", "jsonl", "markdown", "text"}
