"""The lines under a law's title: on which day who passed, amended, published it, or put it in
force.

2016年3月16日 第十二届全国人民代表大会第四次会议通过
（1993年7月8日河北省人民政府公布　根据2013年5月10日河北省人民政府令〔2013〕第2号修正）
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policysearch.model import Span
from policysearch.structure import marks
from policysearch.structure.dates import DAY

_VERB = re.compile("通过|修正|修订|修改|批准|公布施行|公布|发布|印发|施行|实施|生效")
_QUOTED = re.compile("《[^《》]{1,200}》")
# A session's number and a decree's stand around the name of who acted.
_SESSION = re.compile("第[一二三四五六七八九十百]{1,4}届")
_ORGAN = re.compile(
    "(?:第[一二三四五六七八九十百]{1,4}届|经|由|中华人民共和国)*"
    "(?P<organ>全国人民代表大会常务委员会|全国人民代表大会|国务院|最高人民法院、最高人民检察院"
    "|最高人民法院|最高人民检察院|[\u4e00-\u9fff、]{2,40}?(?:人民代表大会常务委员会|人民代表大会|人民政府|委员会|总局|部|局|署|厅))"
    "(?=第|令|公告|公布|发布|印发|批准|审判委员会|检察委员会|常务会议|会议|通过| )"
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a document.

    verb: the last of 通过 修正 修订 修改 批准 公布 发布 印发 施行 实施 生效 in its words.  day,
    organ_span, span: where in the text the day, the organ and the whole stand.  organs: who
    acted, as far as said.
    """

    verb: str
    written: str
    day: Span
    span: Span
    organs: tuple[str, ...] = ()
    organ_span: Span | None = None


def events_of(text: str, span: Span) -> Iterator[Event]:
    """Read the events of one passage of a head; none if it does not begin with a day."""
    start = span.start
    for line in text[span.start : span.end].split("\n"):
        if marks.is_dated(line) or (marks.is_bracketed(line) and DAY.search(line)):
            yield from _events_of_line(line, start)
        start += len(line) + 1


def _events_of_line(line: str, start: int) -> Iterator[Event]:
    days = list(DAY.finditer(line))
    for at, day in enumerate(days):
        end = days[at + 1].start() if at + 1 < len(days) else len(line)
        # Titles of other documents hold verbs of their own.
        said = _QUOTED.sub(lambda title: "　" * len(title.group()), line[day.end() : end])
        verbs = _VERB.findall(said)
        if not verbs:
            continue
        organ = _ORGAN.search(said)
        at_organ = None
        if organ:
            at_organ = Span(*(start + day.end() + edge for edge in organ.span("organ")))
        yield Event(
            verb="施行" if verbs[-1] == "公布施行" else verbs[-1],
            written=day.group(),
            day=Span(start + day.start(), start + day.end()),
            span=Span(start + day.start(), start + end),
            organs=_names(organ["organ"]) if organ else (),
            organ_span=at_organ,
        )


def _names(organs: str) -> tuple[str, ...]:
    names = (_SESSION.sub("", name) for name in organs.split("、"))
    return tuple(name.removeprefix("中华人民共和国") for name in names)
