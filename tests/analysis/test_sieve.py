"""The sieve lets everything through that matches; what it holds back saves the work."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policysearch.analysis.analyzer import default_analyzer
from policysearch.analysis.pattern import (
    AnyUnit,
    Gap,
    Pattern,
    Unit,
    UnitNear,
    UnitPrefix,
    find,
    phrase,
)
from policysearch.analysis.sieve import Sieve
from tests.any_text import ANY_TEXT

ANALYZER = default_analyzer()


def possible(pattern: Pattern, text: str, following: str = "") -> bool:
    return bool(Sieve.of([[pattern]]).possible(text, following))


def of(text: str) -> Pattern:
    return phrase(ANALYZER.units(text))


ELEMENTS = st.one_of(
    st.sampled_from(["国", "1", "ai", '"', "k", "年", "1,800"]).map(Unit),
    st.sampled_from([AnyUnit(), Gap(2), UnitPrefix("a"), UnitNear("aik")]),
)


@given(
    st.one_of(ANY_TEXT, st.text("国年Ａａi １，,80K“ \u200b", max_size=12)),
    st.text("国年Ａi １80K“ \u200b", max_size=6),
    st.lists(ELEMENTS, min_size=1, max_size=4).map(tuple).map(Pattern),
)
@settings(max_examples=1000)
def test_what_matches_is_never_held_back(text, following, pattern):
    own, more = ANALYZER.units(text), ANALYZER.units(following)
    if any(start < len(own) for start, _ in find(pattern, own + more)):
        assert possible(pattern, text, following)


def test_what_lacks_a_character_or_a_stretch_is_held_back():
    assert not possible(of("人工智能"), "智能人工")
    assert not possible(of("ＡＩ"), "人工智能 A，I")
    assert not possible(Pattern((Unit("智"), Gap(), Unit("能"))), "智慧")
    assert possible(of("人工智能"), "发展人 工", "智\u200b能")
    assert possible(of("ai企业"), "ＡＩ企业")


def test_each_pattern_keeps_the_number_of_its_word():
    sieve = Sieve.of([[of("芯片")], [of("园区"), of("工业园")]])
    found = [need.numbered for need in sieve.possible("工业园里有芯片")]
    assert found == [(1, of("芯片")), (2, of("工业园"))]
