"""The card of a document: each value beside what proves it."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from policysearch import DATE_FACTS, Document, DocumentSummary, Evidence, Fact
from webapp.urls import web_address
from webapp.wording import Wording

ROWS = (
    "issuers",
    "document_number",
    *DATE_FACTS,
    "status",
    "kind",
    "level",
    "region",
    "topics",
    "source_name",
    "source_url",
)
LONG_ROWS = frozenset({"issuers", "topics", "source_name", "source_url"})
# What a reader looks for in any document: where it is missing, the card says so.
EXPECTED = frozenset({"issuers", "document_number"})


@dataclass(frozen=True, slots=True)
class CardValue:
    """One value with its evidence. path: a link the value itself leads to, "" for none.

    evidence_path: to the passage that proves it, "" where no passage does.  is_rival: it disagrees
    with the value shown first.
    """

    text: str
    evidence: str
    evidence_path: str = ""
    path: str = ""
    status: str = ""
    is_inferred: bool = False
    is_rival: bool = False


@dataclass(frozen=True, slots=True)
class CardRow:
    """A line of the card; without values it says that the text has none."""

    label: str
    values: tuple[CardValue, ...]
    is_long: bool = False


PassagePath = Callable[[int], str]


def card_rows(
    document: Document, wording: Wording, passage_path: PassagePath
) -> tuple[CardRow, ...]:
    """The rows in order; passage_path: the address on this page of the passage at an ordinal."""
    rows = []
    facts = document.summary.facts
    for name in ROWS:
        fact = facts.get(name)
        if fact is None and name not in EXPECTED:
            continue
        values = _values(name, fact, document, wording, passage_path) if fact else ()
        label = wording(f"facts.{name}")
        rows.append(CardRow(label, values, name in LONG_ROWS))
    if not any(name in facts for name in DATE_FACTS):
        rows.insert(2, CardRow(wording("facts.date"), ()))
    return tuple(rows)


def official_citation(summary: DocumentSummary, wording: Wording, place: str = "") -> str:
    """《title》（number）place, as official letters cite."""
    number = summary.value("document_number")
    bracketed = wording("cite.number", number=number) if number else ""
    return wording("cite.official", title=summary.title, number=bracketed, place=place)


def ordinal_at(document: Document, offset: int) -> int:
    """The ordinal of the passage that holds a place of the text."""
    starts = [record.span.start for record in document.records]
    return max(bisect_right(starts, offset) - 1, 0)


def _values(
    name: str, fact: Fact, document: Document, wording: Wording, passage_path: PassagePath
) -> tuple[CardValue, ...]:
    stated = [(fact, False), *((other, True) for other in fact.others)]
    values = []
    for one, is_rival in stated:
        evidence, path = _proof(one.evidence, document, wording, passage_path)
        texts = one.values if name != "topics" else (wording.listed(one.values),)
        for number, text in enumerate(texts):
            is_last = number == len(texts) - 1
            values.append(
                CardValue(
                    text=_named(name, text, document, wording),
                    evidence=evidence if is_last else "",
                    evidence_path=path if is_last else "",
                    path=web_address(text) if name == "source_url" else "",
                    status=text if name == "status" else "",
                    is_inferred=is_last and one.evidence.kind == "inferred",
                    is_rival=is_rival,
                )
            )
    return tuple(values)


def _named(name: str, text: str, document: Document, wording: Wording) -> str:
    if name in ("kind", "level", "status"):
        shown = wording.name(name, text)
        note = document.summary.value("status_note") if name == "status" else ""
        return wording("facts.noted", value=shown, note=note) if note else shown
    return text


def _proof(
    evidence: Evidence, document: Document, wording: Wording, passage_path: PassagePath
) -> tuple[str, str]:
    """What the evidence is called, and where it is."""
    if evidence.span is None or not document.records:
        key = f"evidence.{evidence.kind.replace(' ', '_')}"
        return (wording(key) if wording.catalogue.has(key) else evidence.kind, "")
    passage = document.passage(ordinal_at(document, evidence.span.start))
    return (wording.where(passage), passage_path(passage.ordinal))
