"""Part articles that a source has run together in one line: …施行。第二条国家机关…第三条…."""

import re
from collections.abc import Iterator, Sequence

from policysearch.structure.cutting import LONGEST
from policysearch.structure.marks import NUMERAL
from policysearch.structure.parts import Part
from policysearch.text.numerals import article_number

# An article begins after the end of a sentence, a division's title or at the text's beginning; a
# sentence that cites one goes on with these.
_ARTICLE = re.compile(f"(第[{NUMERAL}]{{1,8}}条)(?![的规所第、，,之和与至或及中款项（(；;。])")
_DIVISION = re.compile(f"第[{NUMERAL}]{{1,6}}[编章节][^。；，：第]{{1,30}}$")
# Fewer in a row may be citations.
_LEAST_ARTICLES = 3


def parted(parts: Sequence[Part]) -> Iterator[Part]:
    """Split long paragraphs before each article of a sequence that begins with the first."""
    for part in parts:
        if part.kind != "paragraph" or len(part.text) <= LONGEST or "第一条" not in part.text:
            yield part
            continue
        starts = _starts(part.text)
        ends = [*starts[1:], len(part.text)]
        for start, end in zip(starts, ends, strict=True):
            is_run_on = part.is_run_on if not start else True
            yield part._replace(text=part.text[start:end], is_run_on=is_run_on)


def _starts(text: str) -> list[int]:
    starts = [0]
    articles: list[int] = []
    expected = 1
    for match in _ARTICLE.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        division = _DIVISION.search(before)
        begins = match.start() == 0 or before[-1] in "。！？；）)” 　" or division is not None
        if article_number(match[1]) == (expected, 0) and (begins or expected == 1):
            articles.append(match.start())
            if division:
                starts.append(match.start() - len(division.group()))
            starts.append(match.start())
            expected += 1
    return sorted(set(starts)) if len(articles) >= _LEAST_ARTICLES else [0]
