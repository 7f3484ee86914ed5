"""The tree of a query, written as a query again."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policysearch.query.ast import All, Any, Condition, Near, Phrase, Text, Wild, Without
from policysearch.query.parse import parse
from policysearch.query.render import render
from tests.query.reading import QUERIES

A, B, C = Text("a"), Text("b"), Text("c")


def tree(text: str, max_nesting: int = 20):
    return parse(text, max_nesting=max_nesting).query


def told(text: str, max_nesting: int = 20) -> list[str]:
    return [each.code for each in parse(text, max_nesting=max_nesting).diagnostics]


@pytest.mark.parametrize("text", ["a b", "a AND b", "(a b)", "(a) AND (b)", "((a) b)"])
def test_blanks_and_and_want_all(text):
    assert tree(text) == All((A, B))


@pytest.mark.parametrize(
    "text", ["a OR b", "a | b", "a｜b", "a|b", "（a）OR（b）", "a OR (b OR b)"]
)
def test_or_and_bars_want_one(text):
    parts = tree(text).parts
    assert isinstance(tree(text), Any)
    assert parts[:2] == (A, B)


def test_or_binds_before_blanks():
    assert tree("a b OR c") == All((A, Any((B, C))))


def test_operators_are_words_in_small_letters_and_inside_words():
    assert tree("a or b and not c") == All(tuple(map(Text, ["a", "or", "b", "and", "not", "c"])))
    assert tree("ORACLE ANDERS") == All((Text("ORACLE"), Text("ANDERS")))


@pytest.mark.parametrize("text", ["-a", "－a", "NOT a", "-(a)", "NOT （a）"])
def test_without(text):
    assert tree(text) == Without(A)


@pytest.mark.parametrize(
    "text", ["AI-driven", "a-", "--a", "——", "-", "2020-2025", "温度（-5至10）"]
)
def test_a_dash_is_an_operator_only_before_a_word(text):
    assert tree(text) == Text(text)


def test_a_dash_after_a_blank_is_punctuation():
    assert tree("a - b") == All((A, Text("-"), B))


def test_without_takes_phrases_groups_and_fields():
    assert tree('-"a b"') == Without(Phrase("a b"))
    assert tree("-(a OR b)") == Without(Any((A, B)))
    assert tree("-标题:a") == Without(Condition("title", "a"))


def test_two_negations_cancel():
    assert tree("NOT NOT a") == A
    assert tree("NOT -a NOT NOT NOT b") == All((A, Without(B)))
    assert "double_negation" in told("NOT NOT a")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"a b"', "a b"),
        ("“a b”", "a b"),
        ("「a」", "a"),
        ("『a』", "a"),
        ("＂a＂", "a"),
        ('＂a"', "a"),
        ('"应用场景“多点开花”"', "应用场景“多点开花”"),
        ("“甲“乙”丙”", "甲“乙”丙"),
        ("「甲『乙』丙」", "甲『乙』丙"),
        ('“甲"乙”', '甲"乙'),
        ('"a""b"', 'a"b'),
        ('""""', '"'),
        ('" a "', "a"),
        ('"a OR -b (c"', "a OR -b (c"),
    ],
)
def test_a_phrase_is_what_its_marks_hold(text, quoted):
    assert tree(text) == Phrase(quoted)
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("“人工智能", "unclosed_quote"),
        ('"人工智能', "unclosed_quote"),
        ("”人工智能“", "mixed_quotes"),
        ('“人工智能"', "mixed_quotes"),
        ('"人工智能”', "mixed_quotes"),
    ],
)
def test_marks_that_do_not_match_still_quote_a_word(text, code):
    assert tree(text) == Phrase("人工智能")
    assert told(text) == [code]


def test_an_unclosed_mark_quotes_up_to_the_next_blank():
    assert tree("“a b “c d”") == All((Phrase("a"), B, Phrase("c d")))


def test_a_pasted_middle_of_a_sentence_keeps_its_closed_phrase():
    assert tree("智能”和“机器人”等") == All(
        (Text("智能"), Text("和"), Phrase("机器人"), Text("等"))
    )


@pytest.mark.parametrize("text", ['5"屏', "5 ”屏", '"', "」a"])
def test_a_lone_mark_is_passed_over_and_told(text):
    assert told(text) == ["stray_quotes"]
    assert not any(mark in render(tree(text)) for mark in '"”」')


def test_an_empty_phrase_is_told():
    assert tree('a ""') == A
    assert told('a ""') == ["empty_phrase"]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("标题:a", Condition("title", "a")),
        ("标题：a", Condition("title", "a")),
        ("TITLE:a", Condition("title", "a")),
        ('title:"a b"', Condition("title", "a b", True)),
        ("标题： a", Condition("title", "a")),
        ("标题:（试行）", Condition("title", "（试行）")),
        ("标题:年份:2020", Condition("title", "年份:2020")),
        ("date:>=2020", Condition("date", ">=2020")),
    ],
)
def test_a_field_and_its_value(text, condition):
    assert tree(text) == condition


@pytest.mark.parametrize(
    "text", ["10:30", "http://a.cn", "注：甲", "folder:a", "标题", ":a", "副标题:a"]
)
def test_only_the_listed_names_are_fields(text):
    assert tree(text) == Text(text)


@pytest.mark.parametrize(
    "text",
    ["标题:", "标题： OR", "标题:-", "标题:)", "标题: -a", "标题: 年份:2020", "标题:(a OR b)"],
)
def test_a_field_without_a_value_is_text(text):
    parts = tree(text)
    first = parts.parts[0] if isinstance(parts, All) else parts
    if text == "标题:-":
        assert first == Condition("title", "-")
    else:
        assert first.text.startswith("标题")
        assert "field_without_value" in told(text)


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("智能*", Wild("智能*")),
        ("智能＊", Wild("智能*")),
        ("app*", Wild("app*")),
        ("人工?能", Wild("人工?能")),
        ("人工？能", Wild("人工?能")),
        ("人工??能？", Wild("人工??能")),
        ("产业*基地", Wild("产业*基地")),
        ("产业**?基地", Wild("产业*基地")),
        ("苏州工业圆区~", Near("苏州工业圆区")),
        ("可以吗？", Text("可以吗？")),
        ("可以吗？医院赔偿吗", Text("可以吗？医院赔偿吗")),
        (
            "被告下落不明应当由谁承担责任？原告怎样起诉",
            Text("被告下落不明应当由谁承担责任？原告怎样起诉"),
        ),
        ("执行*，另行", Text("执行*，另行")),
        ("7*24小时", Text("7*24小时")),
        ("*", Text("*")),
        ("~", Text("~")),
        ("*智能", Text("*智能")),
        ("甲*乙*丙*丁*戊", Text("甲*乙*丙*丁*戊")),
        ("你好～", Text("你好～")),
    ],
)
def test_wildcards_near_spellings_and_text(text, leaf):
    assert tree(text) == leaf


def test_brackets_after_a_word_belong_to_it_and_others_group():
    assert tree("办法（试行）草案") == Text("办法（试行）草案")
    assert tree("办法 （试行）") == All((Text("办法"), Text("试行")))
    assert tree("办法（试行 OR 草案）") == All((Text("办法"), Any((Text("试行"), Text("草案")))))


@pytest.mark.parametrize("text", ["(a", "a)", "(a))", "a(", "((a)"])
def test_a_bracket_without_its_partner_is_told(text):
    assert tree(text) == A
    assert told(text) == ["stray_brackets"]


@pytest.mark.parametrize("text", ["()", "(())", "( )", "-()", "a OR ()"])
def test_an_empty_group_is_told(text):
    assert told(text)[0] == "empty_group"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OR", Text("OR")),
        ("a OR", All((A, Text("OR")))),
        ("OR a", All((Text("OR"), A))),
        ("a AND", All((A, Text("AND")))),
        ("NOT", Text("NOT")),
        ("a OR OR b", All((A, Any((Text("OR"), B))))),
        ("-OR", Without(Text("OR"))),
    ],
)
def test_an_operator_without_operand_is_text(text, expected):
    assert tree(text) == expected


def test_a_bar_without_operand_is_passed_over():
    assert tree("| a |") == A
    assert told("| a |") == ["operator_ignored", "operator_ignored"]


def test_groups_deeper_than_the_limit_are_read_without_their_brackets():
    text = "(" * 50 + "a OR b" + ")" * 50
    assert tree(text, max_nesting=3) == Any((A, B))
    assert told(text, max_nesting=3) == ["nesting_limited"]
    assert told(text, max_nesting=50) == []


@given(QUERIES)
@settings(max_examples=1000)
def test_what_is_rendered_parses_to_the_same_tree(text):
    query = tree(" ".join(text.split()), max_nesting=100)
    assert tree(render(query), max_nesting=100) == query


@given(st.lists(st.sampled_from("甲乙a1 "), max_size=30).map("".join))
def test_words_without_signs_are_kept_as_typed(text):
    words = text.split()
    parsed = parse(" ".join(words), max_nesting=20)
    assert parsed.query == (Text(words[0]) if len(words) == 1 else All(tuple(map(Text, words))))
    assert parsed.diagnostics == ()


HOSTILE = (
    *("(", ")", "()", '"', "“", "”", "*", "a*", "- ", "-", "NOT ", "a OR ", "OR ", "a(", "a(b) "),
    *('「"', "标题:", "(a OR ", "a?", '"a ""b ', 'a"“', "|", "~", "(a)", "-(", '“"”'),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear_in_the_length(piece):
    times = []
    for n in (2_500, 10_000):
        text = " ".join((piece * n)[:n].split())
        took = []
        for _ in range(3):
            begun = time.process_time()
            parse(text, max_nesting=20)
            took.append(time.process_time() - begun)
        times.append(min(took))
    # Four times the text: sixteen times the time if it were quadratic.
    assert times[1] < 9 * times[0] + 0.02
