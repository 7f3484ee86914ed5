import time

import pytest
from hypothesis import given

from policysearch.model import Span
from policysearch.text.document_number import find_folded, find_numbers, number_key
from policysearch.text.fold import fold
from tests.any_text import ANY_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "国发〔2025〕11号", "国发[2025]11号", "国发[2025] 11号", "国发(2025)11号",
        "国发（2025）11号", "国发【2025】11号",
        "国发2025年11号", "国发 2025 11", "国发﹝2025﹞11号", "国发［２０２５］１１号",
        "国发〔2025〕第11号", "国发〔2025年〕11号",
    ],
)  # fmt: skip
def test_every_spelling_of_a_number_has_one_key(text: str):
    assert number_key(text) == "国发202511"


@pytest.mark.parametrize(
    "start", ["国", "国发", "国发〔", "国发〔2025", "国发〔2025〕", "国发2025年", "国发[2025]1"]
)
def test_the_key_of_a_beginning_begins_the_key(start: str):
    assert number_key("国发〔2025〕11号").startswith(number_key(start))


def test_other_agencies_numbers_do_not_begin_alike():
    assert not number_key("国办发〔2025〕11号").startswith(number_key("国发"))
    assert number_key("GB/T 26341-2010") == "gb/t26341-2010"
    assert number_key("国务院令第七百九十号") == number_key("国务院令第790号") == "国务院令790"
    assert number_key("") == number_key("第号") == ""


def numbers(text: str) -> list[str]:
    return [text[span.start : span.end] for span, _ in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《意见》（国发〔2025〕11号）提出", ["国发〔2025〕11号"]),
        (
            "根据国发〔2025〕11号和苏府办〔2025〕19号的要求",
            ["国发〔2025〕11号", "苏府办〔2025〕19号"],
        ),
        ("按照工信部联通信〔2023〕180号文件", ["工信部联通信〔2023〕180号"]),
        ("财政部公告2024年第5号", ["财政部公告2024年第5号"]),
        ("中华人民共和国国务院令 第790号", ["中华人民共和国国务院令 第790号"]),
        ("住房和城乡建设部令第9号", ["住房和城乡建设部令第9号"]),
        ("2021年8月2日国家市场监督管理总局令第46号公布", ["国家市场监督管理总局令第46号"]),
        ("认真贯彻国务院办公厅国办发〔2004〕20号", ["国办发〔2004〕20号"]),
        ("关于做好工作的通知\n京政办发〔2020〕7号", ["京政办发〔2020〕7号"]),
        ("关于做好工作的通知 京政办发〔2020〕7号", ["京政办发〔2020〕7号"]),
        ("对外贸易经济合作部令第6号", ["对外贸易经济合作部令第6号"]),
        ("国科发规 〔２０２０〕\n254 号", ["国科发规 〔２０２０〕\n254 号"]),
        ("国发2025年11号", ["国发2025年11号"]),
    ],
)
def test_numbers_are_found_where_they_begin_and_end(text: str, found: list[str]):
    assert numbers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11号",
        "〔2025〕11号",
        "2025年11号线",
        "地铁11号",
        "在2025年第3号台风",
        "税务总局还出台了[2020]4号",
        "我省[2020]10号",
        "一、（2025）3号",
        "标签[1]号",
        "号" * 50,
    ],
)
def test_what_only_looks_alike_is_none(text: str):
    assert numbers(text) == []


@given(ANY_TEXT)
def test_numbers_stand_in_order_in_any_text_and_their_keys_are_theirs(text: str):
    for probe in (text, f"{text}国发〔2025〕11号{text}"):
        end = 0
        for span, key in find_numbers(probe):
            assert end <= span.start < span.end <= len(probe)
            assert key == number_key(probe[span.start : span.end]) != ""
            end = span.end


@given(ANY_TEXT)
def test_a_folded_paragraph_gives_the_same_numbers(text: str):
    probe = f"{text}。国发〔2025〕 11号{text}".replace("\n", "")
    assert [key for _, key in find_folded(fold(probe))] == [key for _, key in find_numbers(probe)]


def test_the_span_is_in_the_text_as_given():
    assert find_numbers("见 国发〔 2025 〕11 号。") == [(Span(2, 16), "国发202511")]


@pytest.mark.parametrize(
    "text",
    [
        "国" * 1_000_000 + "号",
        "令第1号" * 100_000,
        "〔2025〕" * 100_000 + "号",
        "国发〔2025〕1号" * 50_000,
        "通知" * 500_000 + "〔2025〕1号",
    ],
)
def test_long_texts_take_no_time(text: str):
    start = time.perf_counter()
    find_numbers(text)
    assert time.perf_counter() - start < 10
