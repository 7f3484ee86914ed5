from typing import Any

import numpy.typing as npt

from policysearch.analysis.analyzer import default_analyzer
from policysearch.backends.entries import batch_of, entries_of, entry, entry_batch
from policysearch.backends.port import EntryBatch
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


DOCUMENTS = (
    a_document("鼓励创新", "本规划所称算力", title="算力", id="a", facts={"kind": "plan"}),
    a_document("第一段 1,800 元", "第二", "段续", title="某市规划", id="b", continues=[3]),
    a_document("", id="empty"),
    a_document("鼓励创新", title="算力", id="c", facts={"issued_on": "2024-05"}),
)


def test_a_batch_is_what_its_entries_are() -> None:
    one_by_one = tuple(entry(document, default_analyzer()) for document in DOCUMENTS)
    assert entries_of(entry_batch(DOCUMENTS, default_analyzer())) == one_by_one
    assert entries_of(batch_of(one_by_one)) == one_by_one


def test_a_batch_made_at_once_is_that_of_its_entries_array_for_array() -> None:
    made = entry_batch(DOCUMENTS, default_analyzer())
    of_entries = batch_of(entry(document, default_analyzer()) for document in DOCUMENTS)
    assert made.documents == of_entries.documents
    for found, expected in zip(arrays(made), arrays(of_entries), strict=True):
        assert found.dtype == expected.dtype
        assert found.tolist() == expected.tolist()
    assert made.units.terms == of_entries.units.terms
    assert made.words.terms == of_entries.words.terms


def test_no_documents_are_an_empty_batch() -> None:
    for batch in (entry_batch((), default_analyzer()), batch_of(())):
        assert entries_of(batch) == ()
        assert [array.dtype for array in arrays(batch)] == [
            array.dtype for array in arrays(batch_of([entry(DOCUMENTS[0], default_analyzer())]))
        ]


def arrays(batch: EntryBatch) -> list[npt.NDArray[Any]]:
    return [
        batch.n_passages, batch.continues, batch.units.tokens, batch.units.lengths,
        batch.words.tokens, batch.words.lengths,
    ]  # fmt: skip
