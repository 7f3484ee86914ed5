"""Whoosh answers as the oracle does, on random entries, changes and plans: counts, facets, orders.

The alphabet is tiny, so that phrases overlap, run over pieces and tie often.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from policysearch.analysis.grams import grams
from policysearch.analysis.pattern import AnyUnit, Gap, Pattern, Unit, UnitNear, UnitPrefix
from policysearch.backends.port import (
    Backend,
    DocumentEntry,
    DocumentMatch,
    Matches,
    PassageEntry,
    Searcher,
)
from policysearch.backends.registry import backend
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
    Plan,
    ScoringTerms,
    TitleHas,
)

UNITS = ("甲", "乙", "丙", "a", "ab", "b1", "12.8", "，")
DATES = ("", "2023", "2024", "2024-02", "2024-02-03", "2025-12-31")
FIELDS = {
    "kind": ("law", "plan"),
    "issuer": ("甲局", "乙局", "甲乙局"),
    "number": ("甲20241", "乙2"),
}

unit = st.sampled_from(UNITS)
text = st.lists(unit, max_size=7).map(tuple)
passage = st.builds(PassageEntry, text, text, st.booleans())
fields = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple)
        for name, values in FIELDS.items()
    },
)


@st.composite
def entries(draw: st.DrawFn) -> list[DocumentEntry]:
    ids = draw(st.lists(st.sampled_from("fghijklm"), unique=True, max_size=6))
    return [
        DocumentEntry(
            each,
            draw(st.sampled_from(DATES)),
            draw(text),
            tuple(draw(st.lists(passage, max_size=4))),
            draw(fields),
        )
        for each in ids
    ]


element = st.one_of(
    unit.map(Unit),
    unit.map(Unit),
    st.sampled_from(("a", "b", "1", "甲")).map(UnitPrefix),
    st.sampled_from(("a", "b", "c1", "乙")).map(UnitNear),
    st.just(AnyUnit()),
    st.integers(0, 3).map(Gap),
)
pattern = st.lists(element, min_size=1, max_size=5).map(tuple).map(Pattern)
field_node = st.one_of(
    st.sampled_from([(name, v) for name, vs in FIELDS.items() for v in vs]).map(
        lambda pair: FieldIs(pair[0], (pair[1],))
    ),
    st.sampled_from(("2023", "2024")).map(lambda year: FieldIs("year", (year,))),
    st.builds(
        FieldRange,
        st.sampled_from(("year", "date")),
        st.sampled_from(DATES),
        st.sampled_from(DATES),
    ),
)
leaf = st.one_of(
    pattern.map(Has),
    pattern.map(Has),
    pattern.map(TitleHas),
    field_node,
    st.builds(FieldHas, st.sampled_from(("issuer", "number")), st.sampled_from(("甲", "乙", ""))),
)
node: st.SearchStrategy[Node] = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(AnyOf),
        st.lists(inner, max_size=3).map(tuple).map(AllOf),
        inner.map(Not),
    ),
    max_leaves=4,
)
plan = st.builds(
    Plan,
    wanted=st.lists(node.map(lambda each: Clause("", each)), max_size=3).map(tuple),
    required=st.lists(node, max_size=1).map(tuple),
    excluded=st.lists(node, max_size=1).map(tuple),
    filters=st.lists(field_node, max_size=2).map(tuple),
    literal=st.none() | pattern,
    terms=st.builds(
        ScoringTerms, st.lists(unit, max_size=5).map(grams), st.lists(unit, max_size=3).map(tuple)
    ),
    by=st.sampled_from(("document", "passage")),
    is_grouped=st.booleans(),
    sort=st.sampled_from(("relevance", "newest", "oldest")),
    facets=st.just(("year", "kind", "issuer", "number")),
    offset=st.integers(0, 2),
    limit=st.sampled_from((1, 3, 100)),
    n_best=st.integers(0, 3),
)


def write(engine: Backend, directory: Path, states: Sequence[Sequence[DocumentEntry]]) -> Searcher:
    """Bring an index through states, each by one commit that replaces what it holds again."""
    held: dict[str, DocumentEntry] = {}
    for state in states:
        writer = engine.writer(directory)
        coming = {entry.id: entry for entry in state}
        for document_id in held:
            if held[document_id] != coming.get(document_id):
                writer.delete(document_id)
        for document_id, entry in coming.items():
            if held.get(document_id) != entry:
                writer.add(entry)
        writer.commit()
        held = coming
    return engine.searcher(directory)


def scores(matches: Matches) -> list[float]:
    found = []
    for hit in matches.hits:
        found.append(hit.score)
        if isinstance(hit, DocumentMatch):
            found += [passage.score for passage in hit.passages]
    return found


@settings(max_examples=80, deadline=None)
@given(st.lists(entries(), min_size=1, max_size=7), st.lists(plan, min_size=1, max_size=6))
def test_whoosh_answers_as_the_oracle(states: list[list[DocumentEntry]], plans: list[Plan]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for max_expansions in (1000, 1):
            whoosh = write(
                backend("whoosh", max_expansions=max_expansions),
                Path(folder) / f"whoosh{max_expansions}",
                states,
            )
            memory = write(
                backend("memory", max_expansions=max_expansions),
                Path(folder) / f"memory{max_expansions}",
                states[-1:],
            )
            assert (whoosh.n_documents, whoosh.n_passages) == (
                memory.n_documents,
                memory.n_passages,
            )
            for each in plans:
                expected, found = memory.search(each), whoosh.search(each)
                assert found == expected
                assert list(whoosh.passages(each)) == list(memory.passages(each))
            whoosh.close()
