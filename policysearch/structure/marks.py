"""How the parts of Chinese documents are marked: 第二章, 第五十四条, 一、, （一）, 1., dates,
organs.

Every expression is anchored and free of nested repetition, so that the longest line is read once.
"""

import re
from dataclasses import dataclass

from policysearch.structure.dates import DAY
from policysearch.text.characters import CLOSING, SENTENCE_ENDS
from policysearch.text.numerals import article_number

NUMERAL = "0-9０-９〇○零一二三四五六七八九十百千两"
_SPACE = r"[ \t\u00a0\u2002\u2003\u3000]"
_ARTICLE = re.compile(
    f"{_SPACE}*(第{_SPACE}?[{NUMERAL}]{{1,12}}{_SPACE}?条(?:之[{NUMERAL}]{{1,6}})?)(.?)"
)
_DIVISION = re.compile(f"{_SPACE}*第{_SPACE}?[{NUMERAL}]{{1,12}}{_SPACE}?(分编|编|章|节|部分|篇)")
_LISTED = re.compile(
    f"{_SPACE}*(?:([一二三四五六七八九十]{{1,3}}{_SPACE}?[、．.])"
    "|([（(][一二三四五六七八九十]{1,3}[）)])"
    "|([0-9０-９]{1,2}(?:[、．]|[.](?![0-9])))"
    "|([（(][0-9０-９]{1,2}[）)])"
    "|([①-⑳●■◆▲•·]))"
)
_ENDS_SENTENCE = re.compile(f"[{re.escape(SENTENCE_ENDS)}…][{re.escape(CLOSING)}]*\\s*$")
_ENDS_OPEN = re.compile(r"[，,、；;：:]\s*$")
# What follows 第十二条 where a sentence cites it instead of beginning an article.
_CITES = "的规所第、，,之和与至或及中款项（(；;。"

# Ranks of headings: those that a format gives are ten times their level (10 to 60).
RANK_UNMARKED = 65
RANK_DIVISION = {"编": 71, "篇": 71, "部分": 71, "分编": 72, "章": 73, "节": 74}
RANK_LISTED = (81, 82, 83, 84)

_DAY = re.compile(f"\\s*{DAY.pattern}")
_EVENT_END = re.compile(r"(?:通过|修正|修订|公布|发布|施行|批准)[）)]?\s*$")
_BYLINE = re.compile(
    "[\\s◎■●]*(?:(?:本报|新华社|本网|人民网|通讯员|记者|作者|来源|编辑|责编|责任编辑|发布时间|浏览次数)|[^，。]{2,8}讯)"
)
_BRACKETED = re.compile(r"\s*[（(【\[].*[）)】\]]\s*$")
ORGAN_END = re.compile(
    "(?:人民政府|办公厅|办公室|委员会|管委会|人民代表大会|国务院|人民法院|人民检察院|中央|党委|[省市区县州盟]委"
    "|部|厅|局|署|总局|委|院|协会|联合会|集团|公司|中心|银行|部门|领导小组|指挥部)$"
)


@dataclass(frozen=True, slots=True)
class ArticleMark:
    """The beginning of an article: its label as written, its number, and what follows the label."""

    label: str
    number: tuple[int, int]
    has_gap: bool
    cites: bool


def article_mark(text: str) -> ArticleMark | None:
    """Read 第…条 at the beginning of a paragraph; whether it is an article, its neighbours
    decide.
    """
    match = _ARTICLE.match(text)
    number = article_number(match[1]) if match else None
    if match is None or number is None:
        return None
    label, following = "".join(match[1].split()), match[2]
    has_gap = not following or following.isspace() or following == "【"
    return ArticleMark(label, number, has_gap, bool(following) and following in _CITES)


def division(text: str) -> str:
    """Name the division (编, 章, 节 …) that a line opens, or ""."""
    match = _DIVISION.match(text)
    return match[1] if match else ""


def list_mark(text: str) -> int:
    """Tell the kind of list mark a paragraph begins with: 0 一、 1 （一） 2 1. 3 （1） 4 ① or •,
    else -1.
    """
    match = _LISTED.match(text)
    return match.lastindex - 1 if match and match.lastindex else -1


def ends_sentence(text: str) -> bool:
    """Whether a paragraph closes with a sentence's end."""
    return _ENDS_SENTENCE.search(text, max(0, len(text) - 8)) is not None


def is_open(text: str) -> bool:
    """Whether a line closes with a mark after which something must follow."""
    return _ENDS_OPEN.search(text, max(0, len(text) - 4)) is not None


def is_unpunctuated(text: str, most: int) -> bool:
    """Whether a line is short and neither holds nor ends a sentence: the manner of a heading."""
    return (
        0 < len(text.strip()) <= most
        and not ends_sentence(text)
        and not is_open(text)
        and not any(char in text for char in "。；;")
    )


def is_dated(text: str) -> bool:
    """Whether a line begins with a day: 2016年3月16日 …."""
    return _DAY.match(text) is not None


def is_day(text: str) -> bool:
    """Whether a line is a day and nothing else."""
    match = _DAY.match(text)
    return match is not None and not text[match.end() :].strip()


def ends_event(text: str) -> bool:
    """Whether a line is the rest of one that tells how the document was passed or amended."""
    return _EVENT_END.search(text, max(0, len(text) - 8)) is not None


def is_about_document(text: str) -> bool:
    """Whether a line tells of the document: a day, a number, who wrote it, a remark in brackets."""
    return (
        is_dated(text)
        or is_bracketed(text)
        or _BYLINE.match(text) is not None
        or text.rstrip().endswith("号")
    )


def is_bracketed(text: str) -> bool:
    """Whether a line stands in brackets as a whole: （此件公开发布）."""
    return len(text) < 400 and _BRACKETED.match(text) is not None
