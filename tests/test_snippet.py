"""Marks and cuts, held to plain definitions of both."""

import itertools
import re

import pytest
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
from policysearch.model import Snippet, Span
from policysearch.snippet import cut, find_words, mark, window
from policysearch.snippet import marks as marks_of
from tests.any_text import ANY_TEXT

ANALYZER = default_analyzer()


def word(*texts: str) -> tuple[Pattern, ...]:
    return tuple(phrase(ANALYZER.units(text)) for text in texts)


def marked(text: str, *words: tuple[Pattern, ...], following: str = "") -> str:
    return shown(mark(text, Sieve.of(words), following))


def cut_to(length: int, text: str, *words: tuple[Pattern, ...]) -> Snippet:
    return cut(text, Sieve.of(words), length=length)


def shown(snippet: Snippet) -> str:
    return "".join(
        f"[{each.word}:{each.text}]" if each.word else each.text for each in snippet.segments
    )


def test_every_occurrence_of_every_word_is_marked():
    text = "园区的芯片，芯片的园区。"
    assert marked(text, word("芯片"), word("园区")) == "[2:园区]的[1:芯片]，[1:芯片]的[2:园区]。"


def test_a_word_is_marked_where_it_stands_inside_others():
    assert marked("苏州工业园区管委会", word("工业园区")) == "苏州[1:工业园区]管委会"


def test_what_only_looks_alike_is_not_marked():
    text = "MAIN 12.8% A100"
    assert marked(text, word("AI"), word("8%"), word("100")) == text


def test_a_match_is_marked_as_it_is_written():
    assert marked("Ａ Ｉ和“ai\u200b”", word("AI"), word('和"')) == "Ａ Ｉ[2:和“][1:ai]\u200b”"
    assert marked("截至 2024\n年年底", word("截至2024年")) == "[1:截至 2024\n年]年底"


def test_the_longer_match_is_marked_then_the_earlier_word():
    assert marked("人工智能", word("智能"), word("人工智能")) == "[2:人工智能]"
    assert marked("人工智能", word("人工"), word("工智")) == "[1:人工]智能"
    assert marked("人工智能", word("工智"), word("人工")) == "人[1:工智]能"
    assert marked("哈哈哈", word("哈哈")) == "[1:哈哈]哈"


def test_a_match_that_runs_on_ends_with_the_text():
    assert marked("发展人工", word("人工智能"), following="智能产业") == "发展[1:人工]"
    assert marked("发展人工", word("人工智能")) == "发展人工"
    assert marked("发展", word("智能"), following="智能产业") == "发展"


def test_a_word_may_have_several_patterns():
    near = (Pattern((Unit("圆"), AnyUnit(), Unit("区"))), *word("圆区"))
    assert marked("圆园区和圆区", near) == "[1:圆园区]和[1:圆区]"


def test_prefixes_gaps_and_near_units_are_marked():
    assert marked("gpt4和GPT", (Pattern((UnitPrefix("gpt"),)),)) == "[1:gpt4]和[1:GPT]"
    assert (
        marked("产业创新基地", (Pattern((Unit("产"), Gap(4), Unit("地"))),)) == "[1:产业创新基地]"
    )
    assert marked("an algorithm", (Pattern((UnitNear("algorthm"),)),)) == "an [1:algorithm]"


def test_nothing_wanted_marks_nothing():
    assert mark("园区", Sieve.of(())) == Snippet("园区")
    assert mark("", Sieve.of([word("园区")])) == Snippet("")


UNITS = st.lists(st.sampled_from(["甲", "乙", "丙", "ab", "abc", "1"]), max_size=14).map(tuple)
ELEMENTS = st.one_of(
    st.sampled_from([Unit("甲"), Unit("乙"), Unit("ab"), UnitPrefix("a"), UnitNear("ab")]),
    st.sampled_from([AnyUnit(), Gap(1), Gap(4)]),
)
PATTERNS = st.builds(
    lambda first, rest: Pattern((first, *rest)),
    st.sampled_from([Unit("甲"), Unit("乙"), Unit("ab"), UnitPrefix("a"), UnitNear("ab")]),
    st.lists(ELEMENTS, max_size=4),
)
WORDS = st.lists(st.lists(PATTERNS, min_size=1, max_size=2), max_size=3)


@given(UNITS, WORDS)
@settings(max_examples=500)
def test_words_are_found_where_the_definition_finds_them(units, words):
    expected = [
        (start, end, number)
        for number, patterns in enumerate(words, 1)
        for pattern in patterns
        for start, end in find(pattern, units)
    ]
    numbered = [(number, one) for number, patterns in enumerate(words, 1) for one in patterns]
    assert find_words(units, numbered) == expected


def greedy(text, words, after) -> list[tuple[int, int, int]]:
    """The marks by their definition: of all matches the longest, the earliest word's, the first."""
    own, more = ANALYZER.locate(text), ANALYZER.units(after)
    matches = {
        (start - end, number, start, end)
        for number, patterns in enumerate(words, 1)
        for pattern in patterns
        for start, end in find(pattern, own.texts + more)
        if start < len(own.texts)
    }
    taken: list[tuple[int, int, int]] = []
    for _, number, start, end in sorted(matches):
        if all(end <= other[0] or other[1] <= start for other in taken):
            taken.append((start, end, number))
    return [
        (own.spans[start].start, own.spans[min(end, len(own.spans)) - 1].end, number)
        for start, end, number in sorted(taken)
    ]


def marks(text, words, after) -> list[tuple[int, int, int]]:
    found = mark(text, Sieve.of(words), after).highlights
    return [(each.span.start, each.span.end, each.word) for each in found]


@given(UNITS, WORDS, UNITS)
@settings(max_examples=500)
def test_marks_are_the_greedy_choice_among_all_matches(units, words, following):
    text, after = " ".join(units), " ".join(following)
    assert marks(text, words, after) == greedy(text, words, after)


@given(
    st.text("甲乙丙 Ａb1,\u200b\n“", max_size=16),
    st.text("甲乙 b", max_size=4),
    st.lists(st.text("甲乙丙", min_size=1, max_size=3).map(word), min_size=1, max_size=3),
)
@settings(max_examples=500)
def test_phrases_of_chinese_characters_are_marked_like_all_others(text, after, words):
    assert marks(text, words, after) == greedy(text, words, after)


SENTENCES = "园区有芯片企业。政策支持创新。补贴申请，要求不高；材料齐全。芯片补贴最多。"


def test_a_text_that_fits_is_not_cut():
    snippet = cut_to(len(SENTENCES), SENTENCES, word("芯片"))
    assert (snippet.text, snippet.is_cut_before, snippet.is_cut_after) == (SENTENCES, False, False)


def test_a_cut_stands_at_sentence_bounds():
    snippet = cut_to(18, SENTENCES, word("创新"))
    assert snippet.text == "园区有芯片企业。政策支持创新。"
    assert (snippet.is_cut_before, snippet.is_cut_after) == (False, True)


def test_a_cut_shows_the_most_different_words():
    words = word("芯片"), word("补贴"), word("园区")
    assert cut_to(16, SENTENCES, *words).text == "园区有芯片企业。政策支持创新。"
    assert cut_to(20, SENTENCES, *words).text == "园区有芯片企业。政策支持创新。补贴申请，"


def test_a_closing_mark_stays_with_its_sentence():
    text = "他说：“可以。”然后走了。后来又有补贴政策出台并且实施。"
    assert cut_to(14, text, word("可以")).text == "他说：“可以。”然后走了。"


def test_a_long_sentence_is_cut_at_clauses_then_anywhere():
    clauses = "第一部分很长很长，第二部分有芯片两字，第三部分也很长很长，第四部分"
    assert cut_to(12, clauses, word("芯片")).text == "第二部分有芯片两字，"
    unbroken = "甲" * 200 + "芯片" + "乙" * 200
    snippet = cut_to(60, unbroken, word("芯片"))
    assert "甲[1:芯片]乙" in shown(snippet)
    assert len(snippet.text) <= 60
    assert snippet.is_cut_before
    assert snippet.is_cut_after


def test_a_long_run_of_letters_is_not_cut_inside():
    snippet = cut_to(30, "前言" * 20 + " internationalization " + "后记" * 20, word("前言"))
    assert not re.search("[a-z]+", snippet.text) or "internationalization" in snippet.text


def test_a_highlight_longer_than_the_cut_is_shown_as_far_as_it_goes():
    long = "工业园区" * 20
    snippet = cut_to(30, f"前言。{long}。后记。", word(long))
    assert shown(snippet) == f"[1:{long[:30]}]"
    assert snippet.is_cut_after


def test_white_space_around_a_cut_is_dropped_and_is_no_cut():
    snippet = cut_to(8, "芯片企业很多。  \n", word("芯片"))
    assert snippet == Snippet("芯片企业很多。", snippet.highlights)


def test_without_words_the_beginning_is_shown():
    assert cut_to(16, SENTENCES).text == "园区有芯片企业。政策支持创新。"


TEXTS = st.lists(
    st.sampled_from(
        [
            "甲",
            "乙",
            "丙",
            "ab",
            "1,800",
            "12.8",
            "。",
            "，",
            " ",
            "”",
            "！",
            "\n",
            "\u200b",
            "长" * 9,
            "w" * 9,
        ]
    ),
    max_size=60,
).map("".join)
CUT_WORDS = st.lists(
    st.sampled_from(["甲", "乙", "丙甲", "ab", "1,800", "甲。乙", "12.8"]), max_size=4, unique=True
)


@given(TEXTS, CUT_WORDS, st.integers(10, 40))
@settings(max_examples=1000)
def test_a_cut_keeps_every_promise(text, texts, length):
    words = [word(each) for each in texts]
    whole = mark(text, Sieve.of(words))
    snippet = cut(text, Sieve.of(words), length=length)
    starts = [
        at
        for at in range(len(text) - len(snippet.text) + 1)
        if text.startswith(snippet.text, at)
        and snippet.highlights == moved(whole, at, at + len(snippet.text))
        and snippet.is_cut_before == bool(text[:at].strip())
        and snippet.is_cut_after == bool(text[at + len(snippet.text) :].strip())
    ]
    assert starts, "no part of the text with its own highlights and honest ellipses"
    spans = ANALYZER.locate(text).spans
    assert len(snippet.text) <= length or len(ANALYZER.units(snippet.text)) == 1
    inside = {at for span in spans for at in range(span.start + 1, span.end)}
    assert any(at not in inside and at + len(snippet.text) not in inside for at in starts)
    assert n_words(snippet) >= most_words(whole, length)


def most_words(whole: Snippet, length: int) -> int:
    """How many different words the best of all stretches of a length has whole."""
    starts = {each.span.start for each in whole.highlights}
    return max((n_words_in(whole, start, start + length) for start in starts), default=0)


def n_words_in(whole: Snippet, start: int, end: int) -> int:
    return len({each.word for each in moved(whole, start, end)})


def moved(whole: Snippet, start: int, end: int):
    return tuple(
        type(each)(Span(each.span.start - start, each.span.end - start), each.word)
        for each in whole.highlights
        if start <= each.span.start and each.span.end <= end
    )


def n_words(snippet: Snippet) -> int:
    return len({each.word for each in snippet.highlights})


@given(ANY_TEXT, ANY_TEXT, st.integers(1, 50))
@settings(max_examples=500)
def test_any_text_is_marked_and_cut(text, wanted, length):
    words = [word(wanted)] if ANALYZER.units(wanted) else []
    sieve = Sieve.of(words)
    for snippet in (mark(text, sieve), cut(text, sieve, length=length)):
        assert "".join(each.text for each in snippet.segments) == snippet.text
        assert snippet.text in text
        places = [(each.span.start, each.span.end) for each in snippet.highlights]
        assert all(start < end for start, end in places)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))


@pytest.mark.parametrize("n", [100, 2000])
def test_a_long_text_full_of_words_is_cut(n):
    snippet = cut_to(110, "芯片补贴，" * n, word("芯片"), word("补贴"))
    assert len(snippet.text) <= 110
    assert n_words(snippet) == 2


def worth_of(text: str, whole: Snippet, length: int, start: int, end: int) -> tuple[int, ...]:
    """What makes a cut better than others, as `cut` says it."""
    begun = [each for each in whole.highlights if start <= each.span.start < end]
    words = [
        each.word
        for each in begun
        if each.span.end <= end or each.span.end > each.span.start + length
    ]
    bounds = bounds_of(text, whole)
    quality = bounds.get(start, 0) + bounds.get(end, 0)
    is_long = end - start >= length // 2
    return len(set(words)), is_long, quality, len(words), end - start, -start


def bounds_of(text: str, whole: Snippet) -> dict[int, int]:
    bounds = {match.end(): 1 for match in window._CLAUSE_END.finditer(text)}
    bounds |= {match.end(): 2 for match in window._SENTENCE_END.finditer(text)}
    spans = [*ANALYZER.locate(text).spans, *(each.span for each in whole.highlights)]
    inside = {at for span in spans for at in range(span.start + 1, span.end)}
    return {at: quality for at, quality in bounds.items() if at not in inside} | {
        0: 2,
        len(text): 2,
    }


@given(TEXTS, CUT_WORDS, st.integers(10, 40))
@settings(max_examples=500)
def test_no_cut_from_a_bound_or_a_mark_to_a_bound_is_better(text, texts, length):
    words = Sieve.of([word(each) for each in texts])
    if len(text) <= length:
        return
    whole = mark(text, words)
    start, end = window.best_window(marks_of.marked(text, words, "", with_units=True), length)
    bounds = bounds_of(text, whole)
    best = worth_of(text, whole, length, start, end)
    begins = {*bounds, *(each.span.start for each in whole.highlights)}
    for begin in begins:
        last = {
            max((at for at in bounds if at <= begin + length and bounds[at] >= quality), default=0)
            for quality in (1, 2)
        }
        for stop in last:
            assert stop <= begin or worth_of(text, whole, length, begin, stop) <= best
