import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.identity import (
    document_id,
    make_anchor,
    parse_anchor,
    parse_link,
    passage_hash,
    passage_hashes,
    resolve,
    similarity,
    sketch,
    sketches,
)


def test_an_id_depends_on_root_and_path_alone() -> None:
    made = document_id("corpus", "政策/a.md")
    assert made == document_id("corpus", "政策/a.md")
    assert len(made) == 10
    assert made not in (document_id("other", "政策/a.md"), document_id("corpus", "政策/b.md"))


def test_root_and_path_do_not_run_into_each_other() -> None:
    assert document_id("a", "b/c") != document_id("a/b", "c")


def test_a_given_id_that_fits_a_url_is_the_id_itself() -> None:
    assert document_id("r", "p", "law-057") == "law-057"
    assert document_id("r", "p", "") == document_id("r", "p")


@pytest.mark.parametrize("given_id", ["民法典", "a b", "-x", "x" * 65, "../etc", "a/b"])
def test_a_given_id_that_does_not_is_hashed(given_id: str) -> None:
    made = document_id("r", "p", given_id)
    assert made != given_id
    assert made == document_id("other", "elsewhere", given_id)
    assert parse_link(f"/p/{made}") == (made, "")


def test_decomposed_paths_of_macos_keep_the_id() -> None:
    assert document_id("r", "caf\u00e9.md") == document_id("r", "cafe\u0301.md")


def test_the_hash_is_of_the_folded_text() -> None:
    assert passage_hash("ＡＩ＋ 制造") == passage_hash("ai+制造")
    assert passage_hash("制造") != passage_hash("智造")


@pytest.mark.parametrize(
    "place",
    [
        "t",
        "k",
        "s",
        "h2",
        "h2p3",
        "h0p1",
        "a12",
        "a120z1",
        "b2a1",
        "x1r4",
        "w2r15",
        "l3p2",
        "n4",
        "a12.2",
    ],
)
def test_anchors_are_made_and_parsed(place: str) -> None:
    anchor = make_anchor(place, "一段话")
    assert parse_anchor(anchor) == (place, passage_hash("一段话"))
    assert parse_link(f"/p/doc/{anchor}") == ("doc", anchor)


@pytest.mark.parametrize(
    "wrong", ["", "a12", "a12-", "q1-abcdef", "a12-ABCDEF", "a12-abcde", "h-abcdef", "a1-abcdef2"]
)
def test_what_is_no_anchor_is_none(wrong: str) -> None:
    assert parse_anchor(wrong) is None
    assert parse_link(f"/p/doc/{wrong}x!") is None


def never(anchor: str) -> float:
    raise AssertionError(f"similarity of {anchor} is not needed")


def test_the_same_anchor_is_found_at_once() -> None:
    assert resolve("a2-aaaaaa", ["a1-bbbbbb", "a2-aaaaaa"], never) == ("a2-aaaaaa", "same")


def test_the_same_words_elsewhere_have_moved_to_the_nearest_place() -> None:
    present = ["h1p1-aaaaaa", "h1p9-aaaaaa", "h4p4-aaaaaa", "a5-aaaaaa"]
    assert resolve("h1p7-aaaaaa", present, never) == ("h1p9-aaaaaa", "moved")
    assert resolve("a6-aaaaaa", present, never) == ("a5-aaaaaa", "moved")


def test_alike_words_at_the_same_place_were_edited() -> None:
    present = ["a1-bbbbbb", "a12-cccccc"]
    assert resolve("a1-aaaaaa", present, lambda _: 0.6) == ("a1-bbbbbb", "edited")


def test_other_words_at_the_same_place_are_another_passage() -> None:
    assert resolve("a1-aaaaaa", ["a1-bbbbbb"], lambda _: 0.59) == ("", "gone")


def test_what_is_no_anchor_is_gone() -> None:
    assert resolve("nonsense", ["a1-bbbbbb"], never) == ("", "gone")


def test_similarity_of_short_texts_is_exact() -> None:
    # Pairs: 一二 二三 三四 against 一二 二三 三五: two of four, Dice 2·2/6.
    assert similarity(sketch("一二三四"), sketch("一二三五")) == pytest.approx(2 / 3)


def test_a_small_edit_is_alike_and_another_text_is_not() -> None:
    text = (
        "国家鼓励和支持智能技术的研究开发与推广应用，"
        "促进产业结构优化升级，提高公共服务水平，保障数据安全和个人权益。"
    )
    edited = text.replace("研究开发与推广应用", "研究、开发和广泛应用")
    other = (
        "申请人应当自收到通知之日起三十日内向所在地的主管部门提交书面材料，"
        "逾期未提交的视为放弃申请。"
    )
    assert similarity(sketch(text), sketch(edited)) >= 0.6
    assert similarity(sketch(text), sketch(other)) < 0.2


@given(st.text())
def test_a_text_is_wholly_similar_to_itself(text: str) -> None:
    assert similarity(sketch(text), sketch(text)) == 1.0
    assert len(sketch(text)) <= 128


TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80),
        st.text(st.sampled_from("苏州园区 aA　"), min_size=60, max_size=200),
    ),
    max_size=6,
)


@given(TEXTS)
def test_many_sketches_are_those_of_each(texts: list[str]) -> None:
    assert sketches(texts) == [sketch(text) for text in texts]


@given(TEXTS)
def test_many_hashes_are_those_of_each(texts: list[str]) -> None:
    assert passage_hashes(texts) == [passage_hash(text) for text in texts]
