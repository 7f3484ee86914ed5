from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.analysis.pattern import (
    AnyUnit,
    Gap,
    Pattern,
    Unit,
    UnitNear,
    UnitPrefix,
    find,
    is_ascii_unit,
    is_near,
    phrase,
)


def edits(word: str) -> set[str]:
    """Every word one edit away over a small alphabet, and the word itself."""
    cuts = range(len(word) + 1)
    letters = "ab1"
    return (
        {word}
        | {word[:at] + word[at + 1 :] for at in cuts[:-1]}
        | {word[:at] + char + word[at:] for at in cuts for char in letters}
        | {word[:at] + char + word[at + 1 :] for at in cuts[:-1] for char in letters}
    )


def test_near_is_one_edit_by_the_definition():
    words = ["".join(chars) for length in range(5) for chars in product("ab1", repeat=length)]
    for word in words[:40]:
        assert {other for other in words if is_near(other, word)} == edits(word) & set(words)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_near_is_mutual(one: str, other: str):
    assert is_near(one, other) == is_near(other, one)


@pytest.mark.parametrize(
    ("unit", "is_one"),
    [
        ("ai", True),
        ("a100", True),
        ("1,800", True),
        ("12.8", True),
        ("国", False),
        ("+", False),
        (",", False),
        ("é", False),
        ("①", False),
        ("", False),
    ],
)
def test_only_runs_of_ascii_letters_and_digits_have_prefixes_and_neighbours(
    unit: str, is_one: bool
):
    assert is_ascii_unit(unit) is is_one
    assert bool(find(Pattern((UnitPrefix(unit[:1]),)), [unit])) is is_one


def test_a_phrase_stands_side_by_side_and_in_order():
    units = ["工", "业", "园", "区", "工", "业"]
    assert find(phrase(["工", "业"]), units) == [(0, 2), (4, 6)]
    assert find(phrase(["业", "工"]), units) == []
    assert find(phrase(["工", "业", "园", "区", "工", "业", "园"]), units) == []


def test_occurrences_may_overlap():
    assert find(phrase(["a", "a"]), ["a", "a", "a"]) == [(0, 2), (1, 3)]


def test_nothing_is_found_for_nothing_and_in_nothing():
    assert find(phrase([]), ["a"]) == []
    assert find(phrase(["a"]), []) == []


def test_a_prefix_and_a_near_unit_match_whole_units_only():
    units = ["suzhou", "suzho", "szhou", "main"]
    assert find(Pattern((UnitPrefix("su"),)), units) == [(0, 1), (1, 2)]
    assert find(Pattern((UnitNear("suzhou"),)), units) == [(0, 1), (1, 2), (2, 3)]
    assert find(Pattern((UnitPrefix("ai"),)), units) == []


def test_any_unit_must_stand_there():
    pattern = Pattern((Unit("人"), AnyUnit(), Unit("能")))
    assert find(pattern, list("人工能人能")) == [(0, 3)]
    at_the_end = Pattern((Unit("人"), AnyUnit()))
    assert find(at_the_end, list("人工人")) == [(0, 2)]


def test_a_gap_takes_the_shortest_way():
    pattern = Pattern((Unit("a"), Gap(2), Unit("b")))
    assert find(pattern, list("axbb")) == [(0, 3)]
    assert find(pattern, list("ab")) == [(0, 2)]
    assert find(pattern, list("axxxb")) == []


ELEMENTS = st.one_of(
    st.sampled_from(
        [Unit("a"), Unit("b"), UnitPrefix("a"), UnitNear("ab"), AnyUnit(), Gap(0), Gap(2)]
    )
)


LETTERS = st.sampled_from([Unit("a"), Unit("b"), UnitPrefix("a"), UnitNear("ab")])
# As patterns are: none begins or ends with a gap, none begins with any unit.
SEQUENCES = st.builds(
    lambda first, inner, last: [first, *inner, last],
    LETTERS,
    st.lists(ELEMENTS, max_size=3),
    st.one_of(LETTERS, st.just(AnyUnit())),
)


@given(SEQUENCES, st.lists(st.sampled_from(["a", "b", "ab", "国"]), max_size=7))
def test_find_is_what_an_expansion_of_every_gap_finds(elements: list[object], units: list[str]):
    def accepts(element: object, unit: str) -> bool:
        match element:
            case Unit(text):
                return unit == text
            case UnitPrefix(text):
                return unit.isascii() and unit.startswith(text)
            case UnitNear(text):
                return unit.isascii() and is_near(unit, text)
        return True

    choices = [
        range(element.most + 1) if isinstance(element, Gap) else [None] for element in elements
    ]
    expected = set()
    for skips in product(*choices):
        flat: list[object] = []
        for element, skip in zip(elements, skips, strict=True):
            flat += [element] if skip is None else [AnyUnit()] * skip
        expected |= {
            (start, start + len(flat))
            for start in range(len(units) - len(flat) + 1)
            if flat and all(accepts(e, u) for e, u in zip(flat, units[start:], strict=False))
        }
    found = find(Pattern(tuple(elements)), units)
    shortest = {
        start: min(end for begin, end in expected if begin == start) for start, _ in expected
    }
    assert [start for start, _ in found] == sorted(shortest)
    if sum(isinstance(element, Gap) for element in elements) <= 1:
        assert found == sorted(shortest.items())


def test_units_and_is_phrase_read_the_elements():
    assert phrase(["a", "b"]).is_phrase
    assert phrase(["a", "b"]).units == ("a", "b")
    mixed = Pattern((Unit("a"), Gap(), Unit("b")))
    assert not mixed.is_phrase
    assert mixed.units == ("a", "b")
