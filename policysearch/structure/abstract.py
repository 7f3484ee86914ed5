"""Find the abstract: said to be one, or the boxed summary that extraction leaves at the end."""

from collections.abc import Sequence
from itertools import pairwise

from policysearch.structure.parts import Part
from policysearch.text.fold import fold

_LEADS = ("摘要：", "摘要:", "内容摘要：", "提要：", "内容提要：", "【摘要】", "［摘要］", "[摘要]")
_HEAD = 6
# A box is set in another measure than the columns around it …
_OTHER_MEASURE = 1.3
_SHORTEST = 40
# … and repeats the text: so many of its neighbouring characters stand in it too.
_REPEATED = 0.75


def with_abstract(parts: Sequence[Part]) -> list[Part]:
    """Mark the abstract among parts."""
    marked = list(parts)
    for at, part in enumerate(marked[:_HEAD]):
        if part.kind == "paragraph" and part.text.lstrip().startswith(_LEADS):
            marked[at] = part._replace(kind="abstract")
            return marked
    if _is_box(marked):
        marked[-1] = marked[-1]._replace(kind="abstract")
    return marked


def _is_box(parts: Sequence[Part]) -> bool:
    if len(parts) < 4 or not parts[-1].columns or len(parts[-1].text) < _SHORTEST:
        return False
    last = parts[-1]
    others = sorted(part.columns for part in parts[:-1] if not part.is_display)
    if not others or last.is_display:
        return False
    middle = others[len(others) // 2]
    is_other_measure = not middle / _OTHER_MEASURE <= last.columns <= middle * _OTHER_MEASURE
    before = fold("\n".join(part.text for part in parts[:-1]))
    pairs = _pairs(fold(last.text))
    return is_other_measure and len(pairs & _pairs(before)) >= _REPEATED * len(pairs)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(one + other for one, other in pairwise(text))
