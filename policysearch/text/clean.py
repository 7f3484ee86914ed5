"""Repair what extraction broke and nothing else, and count every repair by kind.

Two entrances: `clean_text` for sources whose paragraphs are well formed, `clean_lines` for
extractions that broke the text at the ends of printed lines. Both are idempotent, the latter
because it repeats its pass until nothing changes.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from policysearch.text.characters import COMPATIBILITY, RADICALS
from policysearch.text.joining import Line, Paragraph, columns_of, join
from policysearch.text.printing import halve, loosen, without_furniture

# Kinds of repair, the keys of the report.
INVISIBLE = "invisible"
CONTROL = "control"
SURROGATES = "surrogates"
RADICAL = "radicals"
LINE_ENDS = "line_ends"
SPACES = "spaces"
DOUBLED = "doubled"
FURNITURE = "furniture"
OUTER_SPACES = "outer_spaces"
REPAIRS = (
    LINE_ENDS, SPACES, DOUBLED, RADICAL, FURNITURE, INVISIBLE, CONTROL, SURROGATES, OUTER_SPACES,
)  # fmt: skip

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CLASSES = {
    INVISIBLE: "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef",
    CONTROL: "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029",
    SURROGATES: "\ud800-\udfff",
}
_ODD = re.compile("|".join(f"(?P<{kind}>[{odd}])" for kind, odd in _CLASSES.items()))
# Whether there is any: one class is looked through three times as fast.
_ANY_ODD = re.compile(f"[{''.join(_CLASSES.values())}]")
# Control characters that stand where a space would.
_SPACING = frozenset("\t\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_ORDINARY = {**RADICALS, **COMPATIBILITY}
_EXTRAORDINARY = re.compile(f"[{''.join(_ORDINARY)}]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What `clean_lines` made of lines: paragraphs in order, and its repairs by kind."""

    paragraphs: tuple[Paragraph, ...]
    repairs: Counter[str]


def split_lines(text: str) -> list[str]:
    """Split at every kind of line end, of all systems and of Unicode."""
    return _LINE_END.split(text)


def is_clean(text: str) -> bool:
    """Whether `clean_text` leaves a text as it is."""
    return _ANY_ODD.search(text) is None


def clean_text(text: str) -> tuple[str, Counter[str]]:
    """Drop what no reader sees (zero-width and control characters); spaces and lines stay.

    Lone surrogates, which no encoding can write, become U+FFFD; a tabulator becomes a space.
    """
    repairs: Counter[str] = Counter()
    if is_clean(text):
        return text, repairs

    def repaired(match: re.Match[str]) -> str:
        repairs[match.lastgroup or ""] += 1
        if match.lastgroup == SURROGATES:
            return "\ufffd"
        return " " if match.group() in _SPACING else ""

    return _ODD.sub(repaired, text), repairs


def clean_lines(lines: Sequence[str]) -> Cleaned:
    """Make paragraphs of the lines of a line-broken extraction.

    Blank lines are lines too (`""`): whether they part paragraphs is decided from all of them. Each
    paragraph knows the lines it came from.
    """
    repairs: Counter[str] = Counter()
    paragraphs = _pass(
        [Paragraph(line, at, at, 0) for at, line in enumerate(lines)], repairs, is_first=True
    )
    while True:
        again: Counter[str] = Counter()
        next_paragraphs = _pass(paragraphs, again, is_first=False)
        if [p.text for p in next_paragraphs] == [p.text for p in paragraphs]:
            return Cleaned(tuple(paragraphs), +repairs)
        repairs += again
        paragraphs = next_paragraphs


def _pass(
    paragraphs: Sequence[Paragraph], repairs: Counter[str], *, is_first: bool
) -> list[Paragraph]:
    """Clean once, taking each paragraph for a line."""
    texts = []
    for paragraph in paragraphs:
        text, odd = clean_text(paragraph.text)
        repairs += odd
        text, n_radicals = _EXTRAORDINARY.subn(lambda match: _ORDINARY[match.group()], text)
        repairs[RADICAL] += n_radicals
        texts.append(text)
    kept = without_furniture(texts)
    repairs[FURNITURE] += len(texts) - len(kept)
    lines = [_line(texts[at], at, repairs) for at in kept]
    joined = join(lines)
    repairs[LINE_ENDS] += sum(1 for line in lines if line.text) - len(joined)
    return [
        replace(
            part,
            first=paragraphs[part.first].first,
            last=paragraphs[part.last].last,
            columns=part.columns if is_first else paragraphs[part.first].columns,
            is_indented=part.is_indented if is_first else paragraphs[part.first].is_indented,
        )
        for part in joined
    ]


def _line(text: str, at: int, repairs: Counter[str]) -> Line:
    stripped = text.strip()
    halved = halve(stripped)
    repairs[DOUBLED] += halved != stripped
    tight = loosen(halved)
    repairs[SPACES] += len(halved) - len(tight)
    return Line(
        text=tight,
        at=at,
        columns=columns_of(tight),
        is_indented=bool(stripped) and text[0].isspace(),
        is_halved=halved != stripped,
    )
