import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.text.fold import fold
from policysearch.text.fold_all import END, fold_all
from tests.any_text import ANY_TEXT

TEXTS = st.lists(ANY_TEXT.map(lambda text: text.replace(END, "")), max_size=6)


@given(TEXTS)
def test_many_texts_fold_as_each_by_itself(texts: list[str]) -> None:
    assert fold_all(texts) == "".join(fold(text) + END for text in texts)


def test_nothing_folds_across_the_end_of_a_text() -> None:
    assert fold_all(["a ", " b", "", "\u200b", "a\u3000b"]) == f"a{END}b{END}{END}{END}a b{END}"


def test_no_texts_are_no_text() -> None:
    assert fold_all([]) == ""


def test_a_text_that_holds_the_end_mark_is_not_taken_for_two() -> None:
    with pytest.raises(AssertionError):
        fold_all([f"a{END}b"])
