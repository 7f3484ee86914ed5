from policysearch.analysis.analyzer import default_analyzer
from policysearch.backends.entries import entry
from tests.builders import a_document


def test_an_entry_has_a_passage_for_each_of_the_document() -> None:
    found = entry(
        a_document("第一段", "第二", "段续", title="某市规划", id="x", continues=[3]),
        default_analyzer(),
    )
    assert found.id == "x"
    assert found.title == tuple("某市规划")
    assert [passage.units for passage in found.passages] == [
        tuple("某市规划"), tuple("第一段"), tuple("第二"), tuple("段续"),
    ]  # fmt: skip
    assert [passage.continues for passage in found.passages] == [False, False, False, True]


def test_words_of_the_title_score_for_passages_that_do_not_hold_it() -> None:
    found = entry(a_document("鼓励创新", "本规划所称算力", title="算力"), default_analyzer())
    assert [passage.words.count("算力") for passage in found.passages] == [1, 1, 1]


def test_fields_are_values_of_facts_and_what_is_not_known_is_not_there() -> None:
    document = a_document(
        root="corpus",
        path="市/2024/a.md",
        facts={
            "kind": "plan",
            "issuers": ("甲局", "乙局"),
            "document_number": "国发〔2025〕11号",
            "issued_on": "2024-05",
        },
    )
    found = entry(document, default_analyzer())
    assert found.date == "2024-05"
    assert found.fields == {
        "kind": ("plan",),
        "issuer": ("甲局", "乙局"),
        "number": ("国发202511",),
        "folder": ("corpus", "corpus/市", "corpus/市/2024"),
    }
