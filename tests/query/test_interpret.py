"""From text to plan, with the real analyzer."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policysearch.analysis.grams import SEPARATOR
from policysearch.analysis.pattern import AnyUnit, Gap, Pattern, Unit, UnitPrefix, find, phrase
from policysearch.backends.terms import terms_of
from policysearch.query.diagnostics import DETAILS, MOST_OF_A_CODE
from policysearch.query.interpret import MOST_WANTED
from policysearch.query.patterns import near_patterns
from policysearch.query.plan import (
    AllOf,
    AnyOf,
    FieldHas,
    FieldIs,
    FieldRange,
    Has,
    Not,
    Plan,
    TitleHas,
)
from tests.query.reading import QUERIES, SmallLimits, codes, read


def has(text: str) -> Has:
    return Has(phrase(tuple(text)))


def labels(text: str, **options) -> list[str]:
    return [clause.label for clause in read(text, **options).plan.wanted]


def test_text_is_cut_into_wanted_words():
    plan = read("苏州工业园区 AI应用场景").plan
    assert [clause.label for clause in plan.wanted] == ["苏州工业园区", "AI", "应用场景"]
    assert plan.wanted[0].node == has("苏州工业园区")
    assert plan.wanted[1].node == Has(Pattern((Unit("ai"),)))


def test_question_and_stop_words_are_not_wanted():
    assert labels("谁可以成为个体工商户？") == ["成为", "个体工商户"]
    assert labels("请问芯片的补贴怎么申请") == ["芯片", "补贴", "申请"]


def test_stop_words_alone_are_wanted_after_all():
    assert labels("怎么办") == ["怎么办"]
    assert codes("怎么办") == ["only_stop_words"]
    assert labels('怎么办 "芯片"') == ["“芯片”"]


def test_a_word_typed_twice_is_one_clause():
    assert labels("芯片 补贴 芯片 ＡＩ ai") == ["芯片", "补贴", "ＡＩ"]


@pytest.mark.parametrize("text", ["，。！", "（）", "- —— …", "\u200b", "*", "~", "?"])
def test_punctuation_alone_asks_for_nothing(text):
    plan = read(text).plan
    assert (plan.wanted, plan.required, plan.excluded, plan.literal) == ((), (), (), None)


def test_punctuation_is_told_only_where_there_are_no_words():
    assert labels("芯片，补贴 。") == ["芯片", "补贴"]
    assert codes("芯片，补贴 。") == codes("“芯片”？") == codes("类型:法律 ，") == []
    assert codes("，") == ["punctuation_only", "nothing_wanted"]
    assert codes("芯片 -，") == ["punctuation_only"]


@pytest.mark.parametrize("exact", [" ", "\u3000\t", "\u200b", "\ufeff \u00ad"])
def test_an_exact_text_that_holds_nothing_is_told(exact):
    found = read(exact=exact)
    assert found.plan == Plan()
    assert "nothing_wanted" in [each.code for each in found.diagnostics]
    assert codes("芯片", exact=exact)[-1:] != ["nothing_wanted"]


def test_blanks_alone_are_no_query():
    assert codes("  ") == codes("") == []
    assert codes("\u200b") == ["invisible_characters", "nothing_wanted"]


def test_pictures_can_be_looked_for():
    assert labels("😀") == ["😀"]


def test_a_phrase_is_one_clause_to_the_letter():
    plan = read("“1,800家 Ｃ++，的”").plan
    assert plan.wanted[0].node == Has(phrase(("1,800", "家", "c", "+", "+", ",", "的")))
    assert labels("“漏检率低于0.2%”") == ["“漏检率低于0.2%”"]


def test_exact_is_a_phrase_without_the_parser():
    found = read(exact='-"a" OR (标题:b')
    assert [clause.node for clause in found.plan.wanted] == [
        Has(phrase(("-", '"', "a", '"', "or", "(", "标", "题", ":", "b")))
    ]
    assert found.plan.literal == found.plan.wanted[0].node.pattern
    assert labels("芯片", exact="应用 场景") == ["“应用 场景”", "芯片"]


def test_what_is_left_out_is_meant_as_typed():
    plan = read("补贴 -芯片设计， NOT “a b”").plan
    assert [clause.label for clause in plan.wanted] == ["补贴"]
    assert plan.excluded == (has("芯片设计"), Has(phrase(("a", "b"))))


def test_stop_words_can_be_left_out():
    assert read("补贴 -的").plan.excluded == (has("的"),)


def test_alternatives_are_one_clause():
    (clause,) = read("芯片补贴 OR “园区” OR -税").plan.wanted
    assert clause.label == '芯片补贴 OR "园区" OR -税'
    assert clause.node == AnyOf((AllOf((has("芯片"), has("补贴"))), has("园区"), Not(has("税"))))


def test_fields_are_strict():
    plan = read(
        "芯片 类型:法律 级别:省级 状态:废止 地区:苏州 机关:国务院"
        " 文号:国发〔2025〕11号 年份:2020..2025 日期:>=2024-03"
    ).plan
    assert [clause.label for clause in plan.wanted] == ["芯片"]
    assert plan.required == (
        FieldIs("kind", ("law",)),
        FieldIs("level", ("省",)),
        FieldIs("status", ("已废止",)),
        FieldHas("region", "苏州"),
        FieldHas("issuer", "国务院"),
        FieldHas("number", "国发202511"),
        FieldRange("year", "2020", "2025"),
        FieldRange("date", "2024-03", ""),
    )


def test_fields_in_groups_are_strict_unless_words_are_among_them():
    plan = read("芯片 (类型:法律 OR -级别:省)").plan
    assert plan.required == (AnyOf((FieldIs("kind", ("law",)), Not(FieldIs("level", ("省",))))),)
    assert labels("类型:法律 OR 芯片") == ["类型:法律 OR 芯片"]


def test_fields_are_left_out():
    assert read("-类型:新闻").plan.excluded == (FieldIs("kind", ("news",)),)


def test_titles_are_asked_by_words_phrases_and_wildcards():
    assert read("标题:芯片补贴").plan.required == (
        AllOf((TitleHas(phrase(tuple("芯片"))), TitleHas(phrase(tuple("补贴"))))),
    )
    assert read("标题:“行动计划”").plan.required == (TitleHas(phrase(tuple("行动计划"))),)
    assert read("标题:行?计").plan.required == (
        TitleHas(Pattern((Unit("行"), AnyUnit(), Unit("计")))),
    )


@pytest.mark.parametrize(
    "text", ["年份:abc", "类型:小说", "年份:2020..x", "文号:，", "标题:，", "级别:高"]
)
def test_a_value_that_means_nothing_is_text(text):
    found = read(text)
    assert found.plan.required == ()
    assert "field_value_unknown" in [each.code for each in found.diagnostics]
    assert found.plan.wanted[0].label == text.split(":")[0]
    assert found.read_as == text


def test_wildcards_become_patterns():
    def pattern(text: str) -> Pattern:
        return read(text).plan.wanted[0].node.pattern

    assert pattern("智能*") == phrase(("智", "能"))
    assert pattern("GPT*") == Pattern((UnitPrefix("gpt"),))
    assert pattern("人工?能") == Pattern((Unit("人"), Unit("工"), AnyUnit(), Unit("能")))
    assert pattern("产*地") == Pattern((Unit("产"), Gap(4), Unit("地")))
    assert pattern("AI*地") == Pattern((UnitPrefix("ai"), Gap(4), Unit("地")))


def test_a_near_spelling_finds_one_edit():
    (clause,) = read("苏州工业圆区~").plan.wanted
    patterns = [node.pattern for node in clause.node.nodes]
    for text in ("苏州工业园区", "苏州工业区", "苏州工业大圆区", "苏州工业圆区"):
        assert any(find(pattern, tuple(text)) for pattern in patterns), text
    assert not any(find(pattern, tuple("苏州高新区")) for pattern in patterns)


def test_a_near_spelling_bends_a_latin_word_inside_itself():
    (clause,) = read("algorthm~").plan.wanted
    assert any(find(node.pattern, ("algorithm",)) for node in clause.node.nodes)


def test_near_spellings_have_a_least_and_a_greatest_length():
    assert read("园区~").plan.wanted[0].node == has("园区")
    assert codes("园区~") == ["fuzzy_too_short"]
    assert codes("苏州工业圆区~", limits=SmallLimits(max_expansions=20)) == ["fuzzy_too_long"]
    longest = read("苏州工业圆区~", limits=SmallLimits(max_expansions=24)).plan.wanted[0].node
    assert len(longest.nodes) <= 24


def distance_is_at_most_one(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


@given(
    st.lists(st.sampled_from("甲乙丙"), min_size=3, max_size=5).map(tuple),
    st.lists(st.sampled_from("甲乙丙"), max_size=9).map(tuple),
)
@settings(max_examples=500)
def test_near_patterns_find_exactly_what_is_one_edit_away(wanted, text):
    stretches = {
        text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)
    }
    expected = any(distance_is_at_most_one(wanted, each) for each in stretches)
    assert any(find(pattern, text) for pattern in near_patterns(wanted)) == expected


@pytest.mark.parametrize(
    ("text", "literal_text", "literal"),
    [
        ("芯片", "芯片", "芯片"),
        ("人工智能 应用场景", "人工智能应用场景", "人工智能应用场景"),
        ("人工智能 AND 应用场景。", "人工智能应用场景", "人工智能应用场景"),
        ("谁可以成为个体工商户？", "谁可以成为个体工商户", "谁可以成为个体工商户"),
        ("办法（试行）草案", "办法（试行）草案", "办法(试行)草案"),
        ("“人工智能”", "人工智能", "人工智能"),
    ],
)
def test_plain_words_and_one_phrase_are_counted_side_by_side(text, literal_text, literal):
    found = read(text)
    assert found.literal_text == literal_text
    assert found.plan.literal == phrase(tuple(literal))


@pytest.mark.parametrize(
    "text",
    ["", "a -b", "a OR b", "a “b”", "“a” “b”", "类型:法律 a", "智能*", "苏州工业圆区~", "，"],
)
def test_other_queries_have_no_literal(text):
    assert read(text).plan.literal is None
    assert read(text).literal_text == ""


def test_up_to_six_words_by_document_are_grouped():
    assert read("甲 乙 丙 丁 戊 己").plan.is_grouped
    assert not read("甲 乙 丙 丁 戊 己 庚").plan.is_grouped
    assert not read("甲 乙", by="passage").plan.is_grouped


def test_scores_rest_on_all_text_that_is_asked_for():
    terms = read("人工智能？ -芯片 标题:计划 类型:法律 “应用”").plan.terms
    pairs = [pair.split(SEPARATOR) for pair in terms.grams]
    # A pair with nothing behind is the mark of an end, by which a lone unit is known.
    assert [pair for pair in pairs if pair[1]] == [
        *map(list, ("人工", "工智", "智能", "计划", "应用"))
    ]
    assert [first for first, second in pairs if not second] == ["能", "划", "用"]
    assert "芯片" not in terms.words
    assert {"人工智能", "计划", "应用"} <= set(terms.words)


def test_a_lone_unit_scores_by_itself():
    assert [terms_of(read(text).plan.terms).units for text in ("AI", "税")] == [
        (("ai", 1),),
        (("税", 1),),
    ]


def test_question_words_do_not_score_as_words():
    assert "怎么" not in read("怎么申请补贴").plan.terms.words
    assert read("怎么办").plan.terms.words != ()


def test_options_go_into_the_plan():
    plan = read("a", sort="newest", by="passage", page=3, size=20, facets=("year",)).plan
    assert (plan.sort, plan.by, plan.offset, plan.limit) == ("newest", "passage", 40, 20)
    assert plan.facets == ("year",)


def test_filters_go_into_the_plan():
    assert read(filters={"kind": ("law",)}).plan == Plan(filters=(FieldIs("kind", ("law",)),))


def test_each_word_has_the_patterns_to_mark():
    words = read("芯片 (税收补贴 OR -企业) -园区").words
    assert [word.label for word in words] == ["芯片", "税收补贴 OR -企业"]
    assert [word.patterns for word in words] == [
        (phrase(tuple("芯片")),),
        (phrase(tuple("税收")), phrase(tuple("补贴"))),
    ]


def test_a_longer_query_is_cut_and_told():
    found = read("芯片补贴", limits=SmallLimits(max_query_length=2))
    assert [clause.label for clause in found.plan.wanted] == ["芯片"]
    assert [(each.code, dict(each.details)) for each in found.diagnostics] == [
        ("query_too_long", {"limit": "2"})
    ]


def test_so_many_words_are_looked_for_and_no_more():
    text = " ".join(chr(0x4E00 + at) for at in range(1000))
    found = read(text)
    assert len(found.plan.wanted) == MOST_WANTED
    assert "too_many_words" in [each.code for each in found.diagnostics]
    assert len(found.plan.terms.words) > 900


@pytest.mark.parametrize(
    "text",
    [
        " OR ".join(chr(0x4E00 + at) for at in range(1000)),
        "芯片 " + " ".join("-" + chr(0x4E00 + at) for at in range(1000)),
        f"({' '.join(chr(0x4E00 + at) for at in range(1000))}) OR 芯片",
        " ".join(f"“{chr(0x4E00 + at)}”" for at in range(1000)),
    ],
    ids=["alternatives", "exclusions", "group", "phrases"],
)
def test_so_many_alternatives_and_exclusions_are_looked_for_and_no_more(text):
    found = read(text)
    plan = found.plan
    leaves = {leaf for node in (*plan.wanted, *plan.excluded) for leaf in leaves_of(node)}
    assert MOST_WANTED <= len(leaves) <= MOST_WANTED + 1
    assert [each.code for each in found.diagnostics] == ["too_many_words"]


def leaves_of(node) -> list:
    node = getattr(node, "node", node)
    return [leaf for each in getattr(node, "nodes", ()) for leaf in leaves_of(each)] or [node]


def test_what_is_looked_for_twice_counts_once():
    assert codes(" OR ".join(["芯片", "补贴"] * 500)) == []


def test_what_nobody_sees_is_passed_over():
    assert labels("芯\u200b片\x00 补\ud800贴") == ["芯片", "补贴"]
    assert codes("芯\u200b片\x00 补\ud800贴") == ["invisible_characters"]
    assert read("芯\u200b片", exact="a\ud800b").read_as.encode()


def test_white_space_of_any_kind_is_a_blank():
    assert labels("芯片\u3000补贴\n产业\t园区") == ["芯片", "补贴", "产业", "园区"]


def test_one_mistake_in_many_spellings_is_told_a_few_times():
    many = read(" ".join(f"年份:a{at}" for at in range(50))).diagnostics
    assert len(many) == MOST_OF_A_CODE


@given(QUERIES)
@settings(max_examples=500)
def test_any_text_is_understood_and_read_the_same_again(text):
    found = read(text)
    again = read(found.read_as)
    assert again.read_as == found.read_as
    assert again.plan == found.plan
    assert again.words == found.words
    assert "\n" not in found.read_as
    assert found.read_as.encode().decode() == found.read_as


@given(QUERIES)
@settings(max_examples=500)
def test_no_word_is_lost(text):
    found = read(text)
    plan = found.plan
    # An operator before a mark of punctuation has nothing to act on and goes with it.
    held = any(char.isalnum() for char in re.sub("AND|OR|NOT", "", text))
    assert bool(plan.wanted or plan.required or plan.excluded) >= held
    for each in found.diagnostics:
        assert set(each.details) == set(DETAILS[each.code])
    assert len(found.words) == len(plan.wanted)


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE documents; --",
        "1' OR '1'='1",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "{{7*7}}",
        "%s%n",
        "👨‍👩‍👧‍👦",
        "\x1b[31m红",
        "a" * 10_000,
        "(" * 10_000,
        '"' * 10_000,
        "标题：（类型｜－＂年份＂）",
        "（a ｜ ＂b＂） －c 标题：d",
    ],
)
def test_hostile_text_is_ordinary_text(text):
    found = read(text)
    assert read(found.read_as).plan == found.plan
