from hypothesis import given
from hypothesis import strategies as st

from policysearch.analysis.grams import SEPARATOR, grams
from policysearch.analysis.pattern import find, phrase
from policysearch.analysis.units import units
from policysearch.text.fold import fold
from tests.any_text import ANY_TEXT

UNITS = st.lists(st.sampled_from(["a", "b", "国", "1,800"]), max_size=8)


def test_each_unit_has_one_gram_with_its_neighbour_and_the_last_an_end_mark():
    assert grams(("截", "至", "2024")) == ("截\x1f至", "至\x1f2024", "2024\x1f")
    assert grams(()) == ()
    assert grams((), "国") == ()


def test_a_piece_that_is_continued_ends_with_the_next_pieces_first_unit():
    assert grams(("工",), "业") == ("工\x1f业",)


@given(UNITS, UNITS)
def test_a_phrase_is_its_grams_in_a_row(wanted: list[str], text: list[str]):
    """By grams alone the same places are found as by looking at the units."""
    stream = grams(text)
    if len(wanted) == 1:
        found = [at for at, gram in enumerate(stream) if gram.startswith(wanted[0] + SEPARATOR)]
    else:
        row = grams(wanted)[:-1]
        found = [at for at in range(len(stream)) if row and stream[at : at + len(row)] == row]
    assert found == [start for start, _ in find(phrase(wanted), text)]


@given(ANY_TEXT)
def test_no_unit_holds_the_separator(text: str):
    assert all(SEPARATOR not in unit for unit in units(fold(text)))
