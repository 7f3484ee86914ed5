"""Which of the reader's words a text may hold at all, asked before its units are located.

Most passages of a long document hold none of the words: a text without any of their Chinese
characters is passed over unfolded, and folding costs a fraction of locating.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policysearch.analysis.pattern import Pattern, Unit, UnitPrefix
from policysearch.text.characters import is_han
from policysearch.text.fold import fold

# A pattern and the number of its word, from 1.
Numbered = tuple[int, Pattern]


class Need(NamedTuple):
    """What a folded text must hold for a pattern to stand in it.

    stretches: plain units side by side, joined.  is_han_phrase: the pattern is one stretch of
    Chinese characters and nothing else.
    """

    numbered: Numbered
    stretches: tuple[str, ...]
    is_han_phrase: bool


@dataclass(frozen=True, slots=True)
class Sieve:
    """Words made ready once for many texts.

    needs: of each pattern.  characters: the first Chinese character of each, which nothing but
    itself folds to; None where a pattern has none.
    """

    needs: tuple[Need, ...]
    characters: tuple[str, ...] | None

    @classmethod
    def of(cls, words: Sequence[Sequence[Pattern]]) -> "Sieve":
        """Read off what the patterns of each word need."""
        needs = tuple(
            Need((number, pattern), _stretches(pattern), is_han_phrase(pattern))
            for number, patterns in enumerate(words, 1)
            for pattern in patterns
        )
        firsts = [_first_han(need.numbered[1]) for need in needs]
        return cls(needs, tuple(dict.fromkeys(firsts)) if all(firsts) else None)

    def possible(self, text: str, following: str = "") -> list[Need]:
        """What may stand in a text that goes on in `following`; the others do not."""
        if self.has_no_character(text, following):
            return []
        # The two texts are folded apart because their units are cut apart.
        return self.possible_folded(fold(text) + fold(following))

    def has_no_character(self, text: str, following: str = "") -> bool:
        """Whether texts, not folded, lack the Chinese characters of all patterns."""
        if self.characters is None:
            return False
        return not any(each in text or each in following for each in self.characters)

    def possible_folded(self, folded: str) -> list[Need]:
        """What may stand in a folded text; the others do not."""
        # Side by side the units are the folded text without its spaces.
        joined = folded.replace(" ", "")
        return [
            need
            for need in self.needs
            if not need.stretches
            or (
                need.stretches[0] in joined
                and (need.is_han_phrase or all(part in joined for part in need.stretches))
            )
        ]


def is_han_phrase(pattern: Pattern) -> bool:
    """Whether a pattern is nothing but Chinese characters side by side."""
    units = pattern.units
    return bool(units) and pattern.is_phrase and all(is_han(unit[0]) for unit in units)


def _first_han(pattern: Pattern) -> str:
    """The first Chinese character that a pattern needs, "" if it needs none."""
    return next((unit for unit in pattern.units if is_han(unit[0])), "")


def _stretches(pattern: Pattern) -> tuple[str, ...]:
    """The plain units of a pattern, those side by side joined."""
    stretches = [""]
    for element in pattern.elements:
        if isinstance(element, Unit | UnitPrefix):
            stretches[-1] += element.text
        if not isinstance(element, Unit):
            stretches.append("")
    return tuple(dict.fromkeys(filter(None, stretches)))
