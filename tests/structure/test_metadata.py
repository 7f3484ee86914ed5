import datetime

import pytest

from policysearch.model import Block, Document, Extract, Fact
from policysearch.structure.dates import read_date
from policysearch.structure.document import structure
from policysearch.structure.kinds import kind_of_title, read_kind, read_status
from policysearch.structure.organs import level_of, organs_before_subject, region_of
from policysearch.structure.regions import region_named, regions


def a_document(*paragraphs: str, given_as: str = "given", **given: object) -> Document:
    blocks = tuple(Block("paragraph", text) for text in paragraphs)
    return structure(
        Extract(blocks, given=given, given_as=given_as), root="r", path="p.md", content_hash=""
    )


def proof(document: Document, name: str) -> str:
    """The words that prove a fact."""
    span = document.summary.facts[name].evidence.span
    assert span is not None
    return document.text[span.start : span.end]


LAW = a_document(
    "中华人民共和国某某法",
    "2016年3月16日 第十二届全国人民代表大会第四次会议通过",
    "2023年12月29日 第十四届全国人民代表大会常务委员会第七次会议《关于修改〈某法〉的决定》修正",
    "第一条 为了规范，制定本法。",
    "第二条 本法自2016年9月1日起施行。",
)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", "中华人民共和国某某法", "中华人民共和国某某法"),
        ("kind", "law", "法"),
        ("level", "国家", "全国人民代表大会"),
        ("issued_on", "2023-12-29", "2023年12月29日"),
        ("issuers", ("全国人民代表大会",), "全国人民代表大会"),
        ("effective_on", "2016-09-01", "2016年9月1日"),
    ],
)
def test_a_law_s_own_words_prove_its_facts(name: str, value: object, words: str) -> None:
    assert LAW.summary.facts[name].value == value
    assert proof(LAW, name) == words


def test_what_the_text_does_not_say_stays_empty() -> None:
    assert not {"published_on", "status", "document_number", "region"} & set(LAW.summary.facts)


def test_a_decree_gives_number_day_and_issuer() -> None:
    document = a_document(
        "某某条例",
        "2008年9月3日 国务院第25次常务会议通过",
        "2008年9月18日 中华人民共和国国务院令第535号公布",
        "第一条 甲。",
        "第二条 本条例自公布之日起施行。",
    )
    facts = document.summary.facts
    assert (facts["issued_on"].value, facts["published_on"].value) == ("2008-09-18", "2008-09-18")
    assert facts["document_number"].value == "中华人民共和国国务院令第535号"
    assert facts["effective_on"].value == "2008-09-18"
    assert proof(document, "effective_on") == "本条例自公布之日起施行"


def test_a_notice_is_proved_by_title_number_and_signature() -> None:
    document = a_document(
        "某省人民政府办公厅关于印发某某行动计划的通知",
        "某政办发〔2024〕7号",
        "各市人民政府：",
        "现将有关文件印发给你们，请认真贯彻执行《关于某事的意见》（国发〔2020〕9号）。",
        "某省人民政府办公厅",
        "2024年8月21日",
    )
    facts = document.summary.facts
    assert facts["document_number"].value == "某政办发〔2024〕7号"
    assert facts["issued_on"].value == "2024-08-21"
    assert facts["issuers"].value == ("某省人民政府办公厅",)
    assert (facts["kind"].value, facts["level"].value) == ("policy", "省")


def test_numbers_and_days_of_other_documents_are_not_its_own() -> None:
    document = a_document(
        "某地召开会议", "会议传达了国发〔2025〕11号文件精神，自2025年1月1日起，各地行动。"
    )
    assert not {"document_number", "issued_on", "effective_on", "issuers"} & set(
        document.summary.facts
    )


def test_given_values_win_and_disagreement_is_told() -> None:
    document = a_document(
        "某办法", "某发〔2024〕7号", "第一条 甲。", document_number="某发〔2024〕8号"
    )
    fact = document.summary.facts["document_number"]
    assert (fact.value, fact.evidence.kind) == ("某发〔2024〕8号", "given")
    assert [other.value for other in fact.others] == ["某发〔2024〕7号"]
    assert "document_number is given as 某发〔2024〕8号" in document.warnings[0]


def test_other_spellings_and_less_precision_agree() -> None:
    document = a_document(
        "某办法",
        "某发[2024]7号",
        "第一条 甲。",
        "某市人民政府",
        "2024年8月21日",
        number="某发〔2024〕7号",
        signed="2024-08",
    )
    assert document.warnings == ()


def test_front_matter_is_evidence_of_its_own_name() -> None:
    document = a_document(
        "文。",
        given_as="front matter",
        title="题",
        issuer="甲局、乙局",
        类型="政策",
        级别="市级",
        地区="苏州",
        status="有效",
        date=datetime.date(2025, 8, 26),
        url="https://example.cn/x",
        terms=["人工智能", "场景"],
        unknown="x",
    )
    facts = document.summary.facts
    assert {name: fact.value for name, fact in facts.items()} == {
        "title": "题",
        "issuers": ("甲局", "乙局"),
        "kind": "policy",
        "level": "市",
        "region": "苏州市",
        "status": "现行有效",
        "published_on": "2025-08-26",
        "source_url": "https://example.cn/x",
        "topics": ("人工智能", "场景"),
    }
    assert {fact.evidence.kind for fact in facts.values()} == {"front matter"}


def test_a_facts_own_name_wins_over_its_other_names() -> None:
    assert (
        a_document("文。", published_on="2025-01-02", date="2024-01-01").summary.value(
            "published_on"
        )
        == "2025-01-02"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"url": "javascript:alert(1)"},
        {"date": "2024-02-30"},
        {"status": "好"},
        {"地区": "亚特兰蒂斯"},
    ],
)
def test_values_that_are_none_are_left_out_with_a_word(given: dict[str, object]) -> None:
    document = a_document("文。", **given)
    assert set(document.summary.facts) == {"title"}
    assert "was left out" in document.warnings[0]


def test_a_value_that_is_too_long_is_cut_with_a_word() -> None:
    document = a_document("文。", title="题" * 2001, terms=["词" * 2000, "词"])
    assert document.summary.value("title") == "题" * 2000
    (warning,) = document.warnings
    assert warning.startswith("`title: 题") and "longer than 2,000 characters" in warning


def test_a_nested_value_is_never_written_out() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    document = a_document("文。", title=nested, url={"x": nested}, terms={"x": nested}, date=nested)
    assert set(document.summary.facts) == {"title"}
    assert [warning.split("`")[1] for warning in document.warnings] == [
        "title: […]",
        "date: […]",
        "url: {…}",
        "terms: {…}",
    ]


def test_an_unknown_category_is_left_to_the_title() -> None:
    document = a_document("文。", title="某市促进办法", category="城乡建设、环境保护")
    assert document.summary.value("kind") == "rule"
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024年12月3日", "2024-12-03"),
        ("二〇二四年十二月三日", "2024-12-03"),
        ("２０２４年1月", "2024-01"),
        ("2024/1/5", "2024-01-05"),
        ("2024.01.05", "2024-01-05"),
        ("2024-01-05T10:00:00+08:00", "2024-01-05"),
        (2024, "2024"),
        ("2024", "2024"),
        (datetime.datetime(2024, 1, 5, 10), "2024-01-05"),
        ("2024-13", ""),
        ("去年", ""),
        (None, ""),
        (True, ""),
        ("", ""),
    ],
)
def test_dates_keep_their_precision(written: object, read: str) -> None:
    assert read_date(written) == read


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中华人民共和国慈善法", "law"),
        ("某市实施办法", "rule"),
        ("某条例（修订草案）", "regulation"),
        ("某暂行办法（试行）", "rule"),
        ("最高人民法院关于某案若干问题的规定", "interpretation"),
        ("关于印发《某办法》的通知", "policy"),
        ("某行动计划（2025—2027年）", "plan"),
        ("某领域发展纲要", "plan"),
        ("某事工作报告", "report"),
        ("某园区见闻", None),
    ],
)
def test_the_last_word_of_a_title_proves_the_kind(title: str, kind: str | None) -> None:
    found = kind_of_title(title)
    assert (found[0] if found else None) == kind


def test_kinds_and_statuses_in_chinese() -> None:
    assert [
        read_kind(name)
        for name in ("政策解读", "人民政府_政府规章", "厅规范性文件", "Law", "疫情政务")
    ] == ["interpretation", "rule", "policy", "law", ""]
    assert (read_status("有效"), read_status("已废止"), read_status("?")) == (
        "现行有效",
        "已废止",
        "",
    )


def test_a_note_on_the_status_stands_in_the_title() -> None:
    assert a_document("某办法（试行）", "第一条 甲。").summary.value("status_note") == "试行"


def test_issuers_before_the_subject_are_parted() -> None:
    assert organs_before_subject("最高人民法院、最高人民检察院关于某事的解释")[0] == (
        "最高人民法院",
        "最高人民检察院",
    )
    assert organs_before_subject("河北省财政厅河北省教育厅关于某事的通知")[0] == (
        "河北省财政厅",
        "河北省教育厅",
    )
    assert organs_before_subject("关于某事的通知") == ((), 0)
    assert organs_before_subject("他谈了关于某事的看法") == ((), 0)


def test_levels_and_places_by_name() -> None:
    assert [
        found[0] if (found := level_of(name)) else ""
        for name in ("国务院", "江苏省人民政府", "苏州市人民政府", "某县人民政府", "某某")
    ] == ["国家", "省", "市", "区", ""]
    assert region_of("江苏省苏州市工业和信息化局") == ("苏州市", 6)
    assert region_of("园区管委会") is None
    assert region_named("SIP") == region_named("苏州工业园区")


def test_every_place_stands_under_a_place_of_the_list() -> None:
    names = {region.name for region in regions().values()} | {""}
    assert all(region.above in names for region in regions().values())
    assert all(region.level in ("国家", "省", "市", "区") for region in regions().values())


def test_a_report_on_a_place_has_its_region_but_not_its_level() -> None:
    facts: dict[str, Fact] = dict(a_document("苏州工业园区打造产业高地", "文。").summary.facts)
    assert facts["region"].value == "苏州工业园区"
    assert "level" not in facts
