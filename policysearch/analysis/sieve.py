"""Which of the reader's words a text may hold at all, asked before its units are located.

Most passages of a long document hold none of the words. Folding costs a fraction of locating, and
whether a Chinese character stands in a text is seen without folding it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from policysearch.analysis.pattern import Pattern, Unit, UnitPrefix
from policysearch.text.characters import is_han
from policysearch.text.fold import fold

# A pattern and the number of its word, from 1.
Numbered = tuple[int, Pattern]


@dataclass(frozen=True, slots=True)
class Sieve:
    """Words made ready once for many texts.

    needs: each pattern with the characters that it needs as they are, and the stretches of folded
    text.
    """

    needs: tuple[tuple[Numbered, tuple[str, ...], tuple[str, ...]], ...]

    @classmethod
    def of(cls, words: Sequence[Sequence[Pattern]]) -> "Sieve":
        """Read off what the patterns of each word need."""
        return cls(
            tuple(
                ((number, pattern), _han(pattern), _stretches(pattern))
                for number, patterns in enumerate(words, 1)
                for pattern in patterns
            )
        )

    def possible(self, text: str, following: str = "") -> list[Numbered]:
        """The patterns that may stand in a text that goes on in `following`; the others do not."""
        raw = text + following
        left = [
            (numbered, stretches)
            for numbered, characters, stretches in self.needs
            if all(character in raw for character in characters)
        ]
        if not left:
            return []
        # Side by side the units are the folded text without its spaces; the two texts are folded
        # apart because their units are cut apart.
        folded = (fold(text) + fold(following)).replace(" ", "")
        return [
            numbered
            for numbered, stretches in left
            if all(stretch in folded for stretch in stretches)
        ]


def is_han_phrase(pattern: Pattern) -> bool:
    """Whether a pattern is nothing but Chinese characters side by side."""
    units = pattern.units
    return bool(units) and pattern.is_phrase and all(is_han(unit[0]) for unit in units)


def _han(pattern: Pattern) -> tuple[str, ...]:
    """The Chinese characters of a pattern, to which nothing but themselves folds."""
    return tuple(dict.fromkeys(unit for unit in pattern.units if is_han(unit[0])))


def _stretches(pattern: Pattern) -> tuple[str, ...]:
    """The plain units of a pattern, those side by side joined."""
    stretches = [""]
    for element in pattern.elements:
        if isinstance(element, Unit | UnitPrefix):
            stretches[-1] += element.text
        if not isinstance(element, Unit):
            stretches.append("")
    return tuple(dict.fromkeys(filter(None, stretches)))
