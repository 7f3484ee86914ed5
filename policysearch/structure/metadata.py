"""What a document's own words prove about it, each fact with the span that proves it.

Only the head (before the first heading or article), the title, a signature and the clause on entry
into force speak of the document itself; a number or a date elsewhere speaks of another one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policysearch.model import Evidence, Fact, PassageRecord, Span
from policysearch.structure import marks
from policysearch.structure.dates import DAY, read_date
from policysearch.structure.events import Event, events_of
from policysearch.structure.kinds import kind_of_title, note_of_title
from policysearch.structure.organs import level_of, organs_before_subject, region_of
from policysearch.text.document_number import find_numbers

_LONGEST_HEAD = 14
_LONGEST_TITLE = 60
_OFFICIAL = frozenset({"law", "regulation", "rule", "plan", "policy", "interpretation", "standard"})
_MAKING = ("通过", "修正", "修订", "批准", "修改")
_ISSUING = ("公布", "发布", "印发")
_IN_FORCE_VERBS = ("施行", "实施", "生效")
_IN_FORCE = re.compile(f"自({DAY.pattern})起(?:正式)?(?:施行|实施|生效|执行)")
_IN_FORCE_AT_ONCE = re.compile(
    "本[\\u4e00-\\u9fff]{1,8}自(?:公布|发布)之日起(?:施行|实施|生效|执行)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A laid-out document to be read for facts. signed: the line of its organ and that of its
    day.
    """

    text: str
    records: Sequence[PassageRecord]
    signed: tuple[Span, Span] | None

    def words(self, record: PassageRecord) -> str:
        """The text of one passage."""
        return self.text[record.span.start : record.span.end]


def facts_of_text(text: str, records: Sequence[PassageRecord]) -> dict[str, Fact]:
    """Read title, number, issuers, dates, kind, level, region and note; what is not proved stays
    out.
    """
    reading = Reading(text, records, _signature(text))
    facts: dict[str, Fact] = {}
    title = _title(reading)
    if title is None:
        return facts
    facts["title"] = title
    for record in records:
        if record.kind in ("kicker", "abstract") and record.kind not in facts:
            facts[record.kind] = _proved(reading, record.span)
    head = _head(reading)
    events = [event for record in head for event in events_of(text, record.span)]
    facts |= _number(reading, head, events)
    facts |= _dates(reading, head, events)
    facts |= _of_title(reading, title)
    facts |= _issuers(reading, title, head, events)
    return facts


def _proved(reading: Reading, span: Span, value: str | tuple[str, ...] | None = None) -> Fact:
    words = " ".join(reading.text[span.start : span.end].split("\n")).strip()
    return Fact(words if value is None else value, Evidence("span", span))


def _title(reading: Reading) -> Fact | None:
    titles = [record for record in reading.records if record.kind == "title"]
    if titles:
        span = titles[0].span
        written = reading.text[span.start : span.end]
        return _proved(reading, span, "".join(line.strip() for line in written.split("\n")))
    if not reading.records:
        return None
    start = reading.records[0].span.start
    line = reading.text[start : start + _LONGEST_TITLE].split("\n")[0]
    return _proved(reading, Span(start, start + len(line)))


def _head(reading: Reading) -> list[PassageRecord]:
    head = []
    for record in reading.records[:_LONGEST_HEAD]:
        if record.kind in ("heading", "article", "row"):
            break
        head.append(record)
    return head


def _number(
    reading: Reading, head: Sequence[PassageRecord], events: Sequence[Event]
) -> dict[str, Fact]:
    """The document's own number: a line of its own in the head, the text's first words, or its
    decree.
    """
    for record in head:
        words = reading.words(record)
        found = find_numbers(words[:80])
        if not found or record.kind == "title":
            continue
        span, _ = found[0]
        before, after = words[: span.start].strip("　 （(【["), words[span.end :].strip("　 ）)】]")
        is_first = record is head[0] or (record is head[1] and head[0].kind == "title")
        if not before and (
            not after or (is_first and not after.startswith(("文", "令", "，", "。")))
        ):
            start = record.span.start
            whole = Span(start + span.start, start + span.end)
            return {"document_number": _proved(reading, whole)}
    for event in events:
        if event.verb in _ISSUING:
            words = reading.text[event.span.start : event.span.end]
            for span, _ in find_numbers(words)[:1]:
                start = event.span.start
                return {
                    "document_number": _proved(reading, Span(start + span.start, start + span.end))
                }
    return {}


def _dates(
    reading: Reading, head: Sequence[PassageRecord], events: Sequence[Event]
) -> dict[str, Fact]:
    facts = {}
    issued = [event for event in events if event.verb in _ISSUING]
    made = [event for event in events if event.verb in (*_MAKING, *_ISSUING)]
    if made:
        facts["issued_on"] = _day(reading, made[-1].day)
    elif reading.signed:
        facts["issued_on"] = _day(reading, reading.signed[1])
    if issued:
        facts["published_on"] = _day(reading, issued[-1].day)
    force = [event for event in events if event.verb in _IN_FORCE_VERBS]
    if force:
        facts["effective_on"] = _day(reading, force[-1].day)
    elif clause := _in_force(reading):
        facts["effective_on"] = _day(reading, clause)
    elif len(issued) == 1 and (clause := _in_force_at_once(reading)):
        facts["effective_on"] = _proved(reading, clause, read_date(issued[0].written))
    return {name: fact for name, fact in facts.items() if fact.value}


def _day(reading: Reading, span: Span) -> Fact:
    return _proved(reading, span, read_date(reading.text[span.start : span.end]))


def _in_force(reading: Reading) -> Span | None:
    """The day of the last clause 自…起施行."""
    last = None
    for match in _IN_FORCE.finditer(reading.text):
        last = match
    return Span(last.start(1), last.end(1)) if last else None


def _in_force_at_once(reading: Reading) -> Span | None:
    last = None
    for match in _IN_FORCE_AT_ONCE.finditer(reading.text):
        last = match
    return Span(*last.span()) if last else None


def _signature(text: str) -> tuple[Span, Span] | None:
    """The first signature: a line that ends with an organ's name, under it a line that is a day."""
    before: Span | None = None
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if len(line) > _LONGEST_TITLE:
            before = None
        else:
            # Few lines end so; a search for a day in each took three times as long.
            if before and line.rstrip().endswith("日") and marks.is_day(line):
                organ = text[before.start : before.end].strip()
                if marks.ORGAN_END.search(organ) and marks.is_unpunctuated(organ, _LONGEST_TITLE):
                    return before, Span(start, end)
            before = Span(start, end)
        start = end + 1
    return None


def _of_title(reading: Reading, title: Fact) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    span = title.evidence.span
    if span is None:
        return facts
    words = reading.text[span.start : span.end]
    for name, found in (("kind", kind_of_title(words)), ("status_note", note_of_title(words))):
        if found:
            value, start, end = found
            facts[name] = _proved(reading, Span(span.start + start, span.start + end), value)
    return facts


def _issuers(
    reading: Reading, title: Fact, head: Sequence[PassageRecord], events: Sequence[Event]
) -> dict[str, Fact]:
    """Issuers, and the level and region that their names prove."""
    names, span = _issuing(reading, title, events)
    facts: dict[str, Fact] = {}
    title_span = title.evidence.span
    if names and span:
        facts["issuers"] = _proved(reading, span, names)
    named = [(names[0], span.start, True)] if names and span else []
    if title_span:
        words = reading.text[title_span.start : title_span.end]
        kind = kind_of_title(words)
        # A report on a place is not of that place's level, its regulations are; and the law on
        # compatriots of a place is not from there.
        if kind is None or kind[0] != "law" or words.startswith("中华人民共和国"):
            named.append((words, title_span.start, kind is not None and kind[0] in _OFFICIAL))
    for words, start, tells_level in named:
        level = level_of(words) if tells_level else None
        if level and "level" not in facts:
            facts["level"] = _proved(reading, Span(start, start + level[1]), level[0])
        region = region_of(words)
        if region and "region" not in facts:
            facts["region"] = _proved(reading, Span(start, start + region[1]), region[0])
    return facts


def _issuing(
    reading: Reading, title: Fact, events: Sequence[Event]
) -> tuple[tuple[str, ...], Span | None]:
    span = title.evidence.span
    if span:
        names, length = organs_before_subject(reading.text[span.start : span.end])
        if names:
            return names, Span(span.start, span.start + length)
    for event in events:
        if event.organs and event.verb in (*_MAKING, *_ISSUING):
            return event.organs, event.organ_span
    if reading.signed:
        line, _ = reading.signed
        words = reading.text[line.start : line.end]
        return tuple(words.replace("　", " ").split()), line
    return (), None
