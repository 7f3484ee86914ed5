"""Find title, headings and articles among parts: by the format's own marks, else by custom.

A line is taken for a heading only on what stands around it: headings lead to text, items lead to
items.
"""

from collections.abc import Sequence

from policysearch.structure import marks
from policysearch.structure.marks import (
    RANK_DIVISION,
    RANK_LISTED,
    RANK_UNMARKED,
    ArticleMark,
)
from policysearch.structure.parts import Number, Part
from policysearch.text.fold import fold

# Characters: headings that a format marks, that a mark opens, and that stand unmarked.
_LONGEST_FORMATTED, _LONGEST_MARKED, _LONGEST_UNMARKED = 100, 40, 30
_LONGEST_TITLE = 60
# What stands under an unmarked heading is at least so long.
_LEAST_BODY = 40
_LED = ("paragraph", "item", "row")
_CONTENTS_WITHIN = 40
_CONTENTS = frozenset({"目录", "目次", "目录："})


def with_structure(parts: Sequence[Part], *, has_title: bool) -> list[Part]:
    """Give each part its kind, its rank and its article; `has_title`: the first part is the
    title.
    """
    known = [_checked(part) for part in parts]
    if not has_title:
        known = _with_title(known)
    has_headings = any(part.kind == "heading" for part in known)
    contents = _contents(known)
    titles = "".join(fold(part.text) for part in known if part.kind == "title")
    marked: list[Part] = []
    last: Number = (0, 0)
    in_article = False
    is_listed = False
    kinds = [marks.list_mark(part.text) for part in known]
    for at, part in enumerate(known):
        before = marked[-1] if marked else None
        after = known[at + 1] if at + 1 < len(known) else None
        mark = marks.article_mark(part.text)
        if part.kind in ("title", "kicker", "abstract", "row", "note"):
            in_article = in_article and part.kind in ("row", "note")
        elif at in contents:
            part = part._replace(kind="paragraph")
        elif mark and _begins_article(mark, last):
            part = part._replace(kind="article", rank=0, article=mark.label, number=mark.number)
            last, in_article = mark.number, True
        elif part.kind == "heading":
            in_article = False
        elif rank := _division_rank(part):
            part = part._replace(kind="heading", rank=rank)
            in_article = False
        elif _opens_regulation(part, after) and not _is_of_title(part, titles):
            part = part._replace(kind="heading", rank=RANK_UNMARKED)
            in_article = False
        elif in_article:
            in_article = not _is_annex(part)
        elif not has_headings:
            rank = 0 if is_listed else _custom_rank(part, before, after)
            if rank:
                part = part._replace(kind="heading", rank=rank)
        kind = kinds[at]
        is_listed = part.kind != "heading" and kind >= 0 and kinds[at + 1 : at + 2] == [kind]
        if part.kind == "paragraph" and kind >= 0:
            part = part._replace(kind="item")
        marked.append(part)
    return marked


def _checked(part: Part) -> Part:
    """Take a long sentence that a format sets as a heading for the paragraph that it is."""
    is_heading = part.kind in ("heading", "title")
    too_long = len(part.text) > _LONGEST_FORMATTED or (
        len(part.text) > _LONGEST_UNMARKED and marks.ends_sentence(part.text)
    )
    if is_heading and too_long:
        return part._replace(kind="paragraph", rank=0)
    return part


def _with_title(parts: list[Part]) -> list[Part]:
    """Mark title and kicker at the document's head, where it shows them."""
    if any(part.kind == "title" for part in parts):
        return parts
    first = next((at for at, part in enumerate(parts) if part.kind == "heading"), None)
    if first is not None and parts[first].rank == 10 and first <= 1:
        return _replaced(parts, first, kind="title", rank=0)
    if first is not None:
        return parts
    head = _display_head(parts)
    if not head or len(head) == len(parts):
        return parts
    if len(head) >= 2 and parts[1].text.lstrip().startswith(("关于", "印发", "转发")):
        return _replaced(_replaced(parts, 0, kind="title"), 1, kind="title")
    is_printed = parts[0].is_display
    if len(head) == 2 and is_printed and len(parts[0].text) <= len(parts[1].text):
        return _replaced(_replaced(parts, 0, kind="kicker"), 1, kind="title")
    return _replaced(parts, 0, kind="title")


def _replaced(parts: list[Part], at: int, *, kind: str, rank: int = 0) -> list[Part]:
    return [*parts[:at], parts[at]._replace(kind=kind, rank=rank), *parts[at + 1 :]]


def _display_head(parts: Sequence[Part]) -> list[Part]:
    """The unpunctuated lines at the beginning, at most three."""
    head = []
    for part in parts[:3]:
        is_text = (
            part.kind != "paragraph"
            or not marks.is_unpunctuated(part.text, _LONGEST_TITLE)
            or marks.is_about_document(part.text)
            or marks.list_mark(part.text) >= 0
            or marks.division(part.text)
            or marks.article_mark(part.text)
        )
        if is_text:
            break
        head.append(part)
    return head


def _contents(parts: Sequence[Part]) -> frozenset[int]:
    """The lines of a table of contents: what follows 目录, up to where its first entry comes
    again.
    """
    titled = ("".join(part.text.split()) in _CONTENTS for part in parts[:_CONTENTS_WITHIN])
    at = next((at for at, is_titled in enumerate(titled) if is_titled), len(parts))
    if at + 1 >= len(parts):
        return frozenset()
    first = _entry(parts[at + 1].text)
    for end in range(at + 2, len(parts)):
        if _entry(parts[end].text) == first:
            return frozenset(range(at + 1, end))
        if len(parts[end].text) > _LONGEST_FORMATTED:
            break
    return frozenset()


def _entry(text: str) -> str:
    return "".join(text.split()).rstrip("0123456789.…·-—")


def _begins_article(mark: ArticleMark, last: Number) -> bool:
    """Whether 第…条 opens an article: with a space after it, or without if it is the next
    number.
    """
    if mark.has_gap:
        return True
    number, sub = mark.number
    is_next = mark.number == (last[0] + 1, 0) or mark.number == (last[0], last[1] + 1)
    return not mark.cites and (is_next or (number, sub) == (1, 0))


def _division_rank(part: Part) -> int:
    opened = marks.division(part.text)
    if opened and marks.is_unpunctuated(part.text, _LONGEST_MARKED):
        return RANK_DIVISION[opened]
    return 0


def _opens_regulation(part: Part, after: Part | None) -> bool:
    """Whether a line is the title of what begins after it with a first article or chapter."""
    if after is None or not marks.is_unpunctuated(part.text, _LONGEST_TITLE):
        return False
    text = part.text
    if marks.is_about_document(text) or marks.ends_event(text):
        return False
    if marks.list_mark(text) >= 0:
        return False
    mark = marks.article_mark(after.text)
    begins = (mark is not None and mark.number == (1, 0) and not mark.cites) or (
        bool(marks.division(after.text)) and "一" in after.text[:4]
    )
    return begins and marks.article_mark(part.text) is None and not marks.division(part.text)


def _is_of_title(part: Part, title: str) -> bool:
    """Whether a line repeats the title, or one of the lines into which it was broken."""
    words = fold(part.text)
    return title.startswith(words) or title.endswith(words)


def _is_annex(part: Part) -> bool:
    return part.text.lstrip().startswith(("附件", "附录", "附表", "附："))


def _custom_rank(part: Part, before: Part | None, after: Part | None) -> int:
    """The rank of a line that custom makes a heading, else 0."""
    if after is None or part.kind not in ("paragraph", "item"):
        return 0
    kind = marks.list_mark(part.text)
    if kind >= 0:
        is_heading = (
            kind < len(RANK_LISTED)
            and marks.is_unpunctuated(part.text, _LONGEST_MARKED)
            and marks.list_mark(after.text) != kind
            and after.kind in _LED
        )
        return RANK_LISTED[kind] if is_heading else 0
    return RANK_UNMARKED if _is_unmarked_heading(part, before, after) else 0


def _is_unmarked_heading(part: Part, before: Part | None, after: Part) -> bool:
    text = part.text
    if (
        not marks.is_unpunctuated(text, _LONGEST_MARKED if part.is_bold else _LONGEST_UNMARKED)
        or marks.is_about_document(text)
        or marks.is_dated(after.text)
        or after.is_run_on
        or after.kind not in _LED
    ):
        return False
    if part.is_display:
        return not after.is_display
    if part.is_bold:
        return not after.is_bold
    follows_end = before is None or before.kind in ("heading", "title", "kicker", "abstract")
    follows_end = follows_end or marks.ends_sentence(before.text if before else "")
    follows_end = follows_end or marks.is_dated(before.text if before else "")
    leads = len(after.text) >= _LEAST_BODY and any(stop in after.text for stop in "。；")
    return follows_end and leads and len(after.text) >= 2 * len(text)
