"""What a word says beyond its characters: a wildcard, a near spelling, or nothing but itself."""

import re
import unicodedata

from policysearch.model import Diagnostic
from policysearch.query.ast import Near, Text, Wild
from policysearch.query.diagnostics import diagnostic

# More gaps than this in a word find what nobody meant, slowly.
MOST_GAPS = 3
# A question mark is a wildcard in a short word only: 可以要求赔偿吗？医院承担什么责任 holds none.
_LONGEST_WITH_ONE_UNIT = 12
_QUESTION_PARTICLES = tuple("吗呢么嘛吧")
_STAR = re.compile("[*＊]")
_WILDCARDS = re.compile("([*＊?？]+)")
# Between two of these a wildcard would stand inside a unit: 7*24 is a product, AI?GPT a question.
_LATIN = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")


def is_wordlike(char: str) -> bool:
    """Whether a character can be looked for: letters, digits and pictures, no punctuation."""
    category = unicodedata.category(char)
    return category[0] in "LN" or category == "So"


def leaf(word: str) -> tuple[Text | Wild | Near, tuple[Diagnostic, ...]]:
    """Read a word; whatever is not a wildcard or a near spelling is text."""
    core = word.rstrip("*＊?？~")
    tail = word[len(core) :]
    if not any(map(is_wordlike, core)):
        return Text(word), ()
    told: list[Diagnostic] = []
    wild = _wild(core, is_prefix=bool(_STAR.search(tail)), told=told)
    is_near = "~" in tail and wild is None and all(map(is_wordlike, core))
    if "~" in tail and not is_near:
        told.append(diagnostic("fuzzy_ignored", text=word))
    return wild or (Near(core) if is_near else Text(word)), tuple(told)


def _wild(core: str, *, is_prefix: bool, told: list[Diagnostic]) -> Wild | None:
    """The word with wildcards as `*` and `?`, other such marks as ＊ and ？; None without any."""
    # Texts and runs of marks in turn: text, marks, text, …, text.
    parts = _WILDCARDS.split(core)
    if not parts[0] and _STAR.search(parts[1]):
        told.append(diagnostic("leading_wildcard", text=core))
    has_units = _has_single_wildcards(parts)
    written = [parts[0]]
    n_gaps = n_units = 0
    for before, marks, after in zip(parts[:-1:2], parts[1::2], parts[2::2], strict=True):
        is_placed = is_wordlike(before[-1:] or " ") and is_wordlike(after[0])
        if is_placed and _LATIN.match(before[-1]) and _LATIN.match(after[0]):
            is_placed = False
            if _STAR.search(marks) or has_units:
                told.append(diagnostic("wildcard_in_latin", text=core))
        if is_placed and _STAR.search(marks):
            written.append("*")
            n_gaps += 1
        elif is_placed and has_units:
            written.append("?" * len(marks))
            n_units += len(marks)
        else:
            written.append(_STAR.sub("＊", marks).replace("?", "？"))
        written.append(after)
    if n_gaps > MOST_GAPS:
        told.append(diagnostic("wildcards_limited", text=core, limit=MOST_GAPS))
        return None
    if is_prefix and is_wordlike(core[-1]):
        return Wild("".join((*written, "*")))
    return Wild("".join(written)) if n_gaps or n_units else None


def _has_single_wildcards(parts: list[str]) -> bool:
    bare = "".join(parts[::2])
    if len(bare) > _LONGEST_WITH_ONE_UNIT or not all(map(is_wordlike, bare)):
        return False
    return not any(
        before.endswith(_QUESTION_PARTICLES) and not _STAR.search(marks)
        for before, marks in zip(parts[:-1:2], parts[1::2], strict=True)
    )
