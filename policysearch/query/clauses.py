"""The query's tree → what a plan looks for: wanted clauses, strict conditions, exclusions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from policysearch.analysis.analyzer import Analyzer
from policysearch.analysis.pattern import Pattern, phrase
from policysearch.model import Diagnostic, Span
from policysearch.query.ast import (
    All,
    Any,
    Condition,
    Near,
    Phrase,
    Query,
    Text,
    Wild,
    Without,
    top_parts,
)
from policysearch.query.diagnostics import diagnostic
from policysearch.query.leaves import leaf
from policysearch.query.patterns import (
    LEAST_FOR_NEAR,
    bare,
    is_wordlike_unit,
    n_characters,
    near_patterns,
    wild_pattern,
)
from policysearch.query.plan import (
    AllOf,
    AnyOf,
    Clause,
    FieldHas,
    FieldIs,
    FieldRange,
    Has,
    Node,
    Not,
    TitleHas,
)
from policysearch.query.render import render
from policysearch.query.values import VALUE_NAMES, date_range, named_value
from policysearch.text.document_number import number_key
from policysearch.text.fold import fold, fold_with_offsets

# Words that are looked for, and beside them phrases, alternatives, exclusions and fields; those
# behind only score.
MOST_WANTED = 256

Leaves = Callable[[Pattern], Node]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a query looks for, each thing once."""

    wanted: tuple[Clause, ...]
    required: tuple[Node, ...]
    excluded: tuple[Node, ...]
    diagnostics: tuple[Diagnostic, ...]


def sought(query: Query, analyzer: Analyzer, *, max_expansions: int) -> Sought:
    """Sort a settled query's top parts into wanted, required and excluded."""
    seeker = _Seeker(analyzer, max_expansions)
    wanted: list[Clause] = []
    required: list[Node] = []
    excluded: list[Node] = []
    for part in top_parts(query):
        if isinstance(part, Text):
            wanted.extend(seeker.words(part.text))
            continue
        node = seeker.node(
            part.part if isinstance(part, Without) else part,
            is_wanted=not isinstance(part, Without),
        )
        if node is None:
            if not seeker.is_full:
                seeker.tell_empty(part)
        elif isinstance(part, Without):
            excluded.append(node)
        elif _is_condition(part):
            required.append(node)
        else:
            wanted.append(Clause(label(part), node))
    if not wanted and seeker.stops:
        wanted = seeker.stops
        words = " ".join(dict.fromkeys(clause.label for clause in wanted))
        seeker.told.append(diagnostic("only_stop_words", words=words))
    if not (wanted or required or excluded):
        # Beside words it is no news: a question may end in ”？ and nobody sees a word there.
        seeker.told += [diagnostic("punctuation_only", text=text) for text in seeker.bare_marks]
    if seeker.is_full:
        told = diagnostic("too_many_words", limit=MOST_WANTED, n=len(seeker.leaves))
        seeker.told.append(told)
    return Sought(
        _first_of_each(wanted),
        tuple(dict.fromkeys(required)),
        tuple(dict.fromkeys(excluded)),
        tuple(seeker.told),
    )


def label(part: Query) -> str:
    """How the page names a part: a phrase in the quotation marks of Chinese, the rest as typed."""
    return f"“{part.text}”" if isinstance(part, Phrase) else render(part)


def patterns_of(node: Node) -> Iterator[Pattern]:
    """The patterns that a node wants in passages, those under a Not left out."""
    if isinstance(node, Has):
        yield node.pattern
    elif isinstance(node, AnyOf | AllOf):
        for part in node.nodes:
            yield from patterns_of(part)


def _first_of_each(clauses: list[Clause]) -> tuple[Clause, ...]:
    first: dict[Node, Clause] = {}
    for clause in clauses:
        first.setdefault(clause.node, clause)
    return tuple(first.values())


def _is_condition(part: Query) -> bool:
    """Whether a part speaks of fields alone, so that it is strict."""
    if isinstance(part, All | Any):
        return all(map(_is_condition, part.parts))
    return isinstance(part, Condition) or (isinstance(part, Without) and _is_condition(part.part))


@dataclass
class _Seeker:
    """Turns parts into nodes; collects stop words, lone punctuation and what there is to tell."""

    analyzer: Analyzer
    max_expansions: int
    stops: list[Clause] = field(default_factory=list)
    bare_marks: list[str] = field(default_factory=list)
    told: list[Diagnostic] = field(default_factory=list)
    leaves: dict[Node, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether there was more to look for than is looked for."""
        return len(self.leaves) > MOST_WANTED

    def words(self, text: str) -> list[Clause]:
        """A clause for each wanted word of a text; stop words are set aside."""
        clauses = [Clause(word, Has(phrase(units))) for word, units in self._cut(text)]
        if not clauses:
            self.bare_marks.append(text)
        is_stop = [self.analyzer.is_stop(fold(clause.label)) for clause in clauses]
        self.stops += [clause for clause, stops in zip(clauses, is_stop, strict=True) if stops]
        return [clause for clause, stops in zip(clauses, is_stop, strict=True) if not stops]

    def node(self, part: Query, *, is_wanted: bool = True) -> Node | None:
        """What holds where the part holds; None if there is nothing to look for.

        What is not wanted is meant as it was typed: -芯片设计 leaves out 芯片设计, not every
        document that has 芯片 somewhere and 设计 elsewhere.
        """
        if isinstance(part, All | Any):
            nodes = [self.node(each, is_wanted=is_wanted) for each in part.parts]
            return _joined(AllOf if isinstance(part, All) else AnyOf, nodes)
        if isinstance(part, Without):
            node = self.node(part.part, is_wanted=False)
            return Not(node) if node else None
        if isinstance(part, Condition):
            return self._condition(part)
        if isinstance(part, Text) and is_wanted:
            return self._any_words(part.text, Has)
        return self._counted(self._leaf(part, Has))

    def tell_empty(self, part: Query) -> None:
        self.told.append(diagnostic("punctuation_only", text=render(part)))

    def _counted(self, leaf: Node | None) -> Node | None:
        """The leaf, unless too many others came before it."""
        if leaf is None:
            return None
        number = self.leaves.setdefault(leaf, len(self.leaves))
        return leaf if number < MOST_WANTED else None

    def _leaf(self, part: Text | Phrase | Wild | Near, has: Leaves) -> Node | None:
        if isinstance(part, Wild):
            return has(wild_pattern(part.text, self.analyzer))
        units = self.analyzer.units(part.text)
        if isinstance(part, Near):
            return _joined(AnyOf, [has(pattern) for pattern in self._near(part.text, units)])
        units = units if isinstance(part, Phrase) else bare(units)
        return has(phrase(units)) if units else None

    def _near(self, text: str, units: tuple[str, ...]) -> tuple[Pattern, ...]:
        if n_characters(units) < LEAST_FOR_NEAR:
            self.told.append(diagnostic("fuzzy_too_short", text=text))
            return (phrase(units),)
        # Four patterns for each unit at most, counted before they are made.
        longest = self.max_expansions // 4
        if len(units) > longest:
            self.told.append(diagnostic("fuzzy_too_long", text=text, limit=longest))
            return (phrase(units),)
        return near_patterns(units)

    def _any_words(self, text: str, has: Leaves) -> Node | None:
        """All words of a text, without its stop words if it has others."""
        cut = self._cut(text)
        kept = [units for word, units in cut if not self.analyzer.is_stop(fold(word))]
        texts = kept or [units for _, units in cut]
        return _joined(AllOf, [self._counted(has(phrase(units))) for units in texts])

    def _condition(self, condition: Condition) -> Node | None:
        name, value = condition.field, condition.value
        if name == "title":
            if condition.is_quoted:
                return self._counted(TitleHas(phrase(self.analyzer.units(value))))
            titled, told = leaf(value)
            self.told.extend(told)
            if isinstance(titled, Text):
                return self._any_words(value, TitleHas)
            return self._counted(self._leaf(titled, TitleHas))
        if name in VALUE_NAMES:
            found = named_value(name, value)
            return self._counted(FieldIs(name, (found,)) if found else None)
        if name in ("year", "date"):
            days = date_range(value)
            return self._counted(FieldRange(name, days.low, days.high) if days else None)
        text = number_key(value) if name == "number" else fold(value)
        return self._counted(FieldHas(name, text))

    def _cut(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """The words of a text as typed, each with its units."""
        folded, offsets = fold_with_offsets(text)
        cut = []
        at = 0
        for word in self.analyzer.wanted(text):
            start = max(folded.find(word, at), at)
            at = start + len(word)
            units = self.analyzer.units(word)
            if any(map(is_wordlike_unit, units)):
                span = offsets.to_source(Span(start, at))
                cut.append((text[span.start : span.end], units))
        return cut


def _joined(join: type[AllOf] | type[AnyOf], nodes: list[Node | None] | list[Node]) -> Node | None:
    kept = tuple(dict.fromkeys(node for node in nodes if node is not None))
    if len(kept) < 2:
        return kept[0] if kept else None
    return join(kept)
