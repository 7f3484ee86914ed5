"""What every backend answers: one class per engine subclasses BackendContract and adds nothing."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from policysearch.analysis.grams import grams
from policysearch.analysis.pattern import (
    AnyUnit,
    Gap,
    Pattern,
    Unit,
    UnitNear,
    UnitPrefix,
    phrase,
)
from policysearch.backends.entries import batch_of
from policysearch.backends.port import (
    Backend,
    DocumentEntry,
    DocumentMatch,
    Matches,
    PassageEntry,
    PassageMatch,
    Searcher,
)
from policysearch.errors import IndexDamaged
from policysearch.query.plan import (
    AllOf,
    AnyOf,
    Clause,
    FieldHas,
    FieldIs,
    FieldRange,
    Has,
    Not,
    Plan,
    ScoringTerms,
    TitleHas,
)

Open = Callable[..., Searcher]


def units(text: str) -> tuple[str, ...]:
    """Cut a text as written for tests: blanks part runs of ASCII, other characters stand alone."""
    cut: list[str] = []
    for part in text.split(" "):
        cut += [part] if part.isascii() else list(part)
    return tuple(unit for unit in cut if unit)


def a_passage(text: str, *, continues: bool = False) -> PassageEntry:
    folded = units(text)
    words = tuple(a + b for a, b in itertools.pairwise(folded))
    return PassageEntry(folded, words, continues)


def a_document(
    id: str,
    *passages: str | PassageEntry,
    date: str = "",
    title: str = "",
    **fields: tuple[str, ...],
) -> DocumentEntry:
    entries = (each if isinstance(each, PassageEntry) else a_passage(each) for each in passages)
    return DocumentEntry(id, date, units(title), tuple(entries), fields)


def has(text: str) -> Has:
    return Has(phrase(units(text)))


def wanted(*texts: str) -> tuple[Clause, ...]:
    return tuple(Clause(text, has(text)) for text in texts)


def terms(text: str) -> ScoringTerms:
    folded = units(text)
    pairs = tuple(a + b for a, b in itertools.pairwise(folded))
    return ScoringTerms(grams(folded)[:-1], pairs)


def documents(matches: Matches) -> list[str]:
    return [hit.document_id for hit in matches.hits]


def passages(matches: Matches) -> list[tuple[str, int]]:
    return [(hit.document_id, hit.ordinal) for hit in matches.hits if isinstance(hit, PassageMatch)]


def first_document(matches: Matches) -> DocumentMatch:
    hit = matches.hits[0]
    assert isinstance(hit, DocumentMatch)
    return hit


def write(backend: Backend, directory: Path, entries: Sequence[DocumentEntry]) -> None:
    writer = backend.writer(directory)
    for entry in entries:
        writer.add(entry)
    writer.commit()


PARK = a_document(
    "park",
    "苏州工业园区发布人工智能行动计划",
    "园区支持人工智能企业建设应用场景",
    "场景应用于制造业",
    date="2024-05-01",
    title="园区人工智能行动计划",
    kind=("plan",),
    issuer=("苏州工业园区管理委员会",),
    level=("区",),
    number=("苏园管202411",),
    folder=("corpus", "corpus/park"),
)
LAW = a_document(
    "law",
    "第一条为了规范数据处理活动",
    "第二条数据处理包括数据的收集和存储",
    date="2021",
    title="数据法",
    kind=("law",),
    level=("国家",),
    folder=("corpus",),
)
CASE = a_document(
    "case",
    "企业用人工智能识别缺陷",
    "漏检率低于 0.2 %",
    "ai 芯片用于 main 板",
    title="缺陷识别案例",
    kind=("case",),
    issuer=("甲公司", "乙公司"),
    folder=("corpus", "corpus/case"),
)


class BackendContract:
    """Subclasses give the fixture `backend`."""

    @pytest.fixture
    def backend(self) -> Backend:
        pytest.fail("the subclass of this contract gives no backend")

    @pytest.fixture
    def opened(self, backend: Backend, tmp_path: Path) -> Open:
        def open_with(*entries: DocumentEntry) -> Searcher:
            write(backend, tmp_path / "index", entries)
            return backend.searcher(tmp_path / "index")

        return open_with

    @pytest.fixture
    def searcher(self, opened: Open) -> Searcher:
        return opened(PARK, LAW, CASE)

    # what a pattern finds

    def test_a_batch_is_added_as_each_of_its_entries(self, backend: Backend, tmp_path: Path):
        write(backend, tmp_path / "one", [PARK, LAW, CASE])
        writer = backend.writer(tmp_path / "batches")
        writer.add_batch(batch_of([PARK, LAW]))
        writer.add_batch(batch_of([]))
        writer.add_batch(batch_of([CASE]))
        with pytest.raises(ValueError, match="park"):
            writer.add_batch(batch_of([PARK]))
        writer.commit()
        for plan in (Plan(wanted("人工智能")), Plan(wanted("数据", "处理")), Plan(wanted("%"))):
            found, expected = (
                backend.searcher(tmp_path / name).search(plan) for name in ("batches", "one")
            )
            assert documents(found) == documents(expected)
            assert found.n_passages == expected.n_passages > 0

    def test_an_empty_index_finds_nothing_and_counts_zero(self, opened: Open) -> None:
        searcher = opened()
        matches = searcher.search(
            Plan(wanted=wanted("数据"), facets=("year", "kind"), terms=terms("数据"))
        )
        assert (searcher.n_documents, searcher.n_passages) == (0, 0)
        assert (matches.hits, matches.n_documents, matches.n_passages) == ((), 0, 0)
        assert dict(matches.facets) == {"year": (), "kind": ()}

    def test_counts_of_the_index_are_of_documents_and_passages(self, searcher: Searcher) -> None:
        assert (searcher.n_documents, searcher.n_passages) == (3, 8)

    def test_a_phrase_needs_its_units_side_by_side_and_in_order(self, searcher: Searcher) -> None:
        assert list(searcher.passages(Plan(required=(has("应用场景"),)))) == [("park", 1)]
        assert list(searcher.passages(Plan(required=(has("应用场"),)))) == [("park", 1)]
        assert list(searcher.passages(Plan(required=(has("景应用"),)))) == [("park", 2)]
        assert list(searcher.passages(Plan(required=(has("场景制造"),)))) == []

    def test_one_unit_is_found_wherever_it_stands(self, searcher: Searcher) -> None:
        assert list(searcher.passages(Plan(required=(has("用"),)))) == [
            ("case", 0), ("case", 2), ("park", 1), ("park", 2),
        ]  # fmt: skip
        assert list(searcher.passages(Plan(required=(has("ai"),)))) == [("case", 2)]
        assert list(searcher.passages(Plan(required=(has("2"),)))) == []

    def test_an_unknown_unit_finds_nothing(self, searcher: Searcher) -> None:
        for text in ("猫", "猫狗", "数猫据", "人工智能猫"):
            assert searcher.search(Plan(wanted=wanted(text))).n_documents == 0

    def test_units_may_be_words_that_an_engine_uses_itself(self, opened: Open) -> None:
        names = ("units", "words", "unit", "word", "gram", "phrase", "document")
        searcher = opened(a_document("one", *(f"{name} 甲 乙" for name in names), "甲 乙"))
        for _ in range(2):
            for at, name in enumerate(names):
                plan = Plan(
                    required=(has(f"{name} 甲"),), terms=terms(f"{name} 甲 乙"), by="passage"
                )
                assert passages(searcher.search(plan)) == [("one", at)]

    def test_a_phrase_does_not_cross_passages(self, opened: Open) -> None:
        searcher = opened(a_document("one", "人工", "智能", "智", "能"))
        assert list(searcher.passages(Plan(required=(has("人工智能"),)))) == []
        assert list(searcher.passages(Plan(required=(has("智能"),)))) == [("one", 1)]

    def test_a_phrase_runs_on_into_the_pieces_of_a_cut_passage(self, opened: Open) -> None:
        searcher = opened(
            a_document(
                "cut",
                "甲乙",
                a_passage("丙", continues=True),
                a_passage("丁戊", continues=True),
                "己庚",
            )
        )
        assert list(searcher.passages(Plan(required=(has("乙丙丁戊"),)))) == [("cut", 0)]
        assert list(searcher.passages(Plan(required=(has("丙丁"),)))) == [("cut", 1)]
        assert list(searcher.passages(Plan(required=(has("戊己"),)))) == []
        assert list(searcher.passages(Plan(required=(has("丁戊己庚"),)))) == []

    def test_a_phrase_reads_across_an_empty_piece(self, opened: Open) -> None:
        searcher = opened(
            a_document("cut", "甲", a_passage("", continues=True), a_passage("乙", continues=True))
        )
        assert list(searcher.passages(Plan(required=(has("甲乙"),)))) == [("cut", 0)]

    def test_a_first_passage_that_continues_nothing_stands_alone(self, opened: Open) -> None:
        searcher = opened(
            a_document("one", "甲乙"), a_document("two", a_passage("丙丁", continues=True))
        )
        assert list(searcher.passages(Plan(required=(has("乙丙"),)))) == []
        assert list(searcher.passages(Plan(required=(has("丙丁"),)))) == [("two", 0)]

    def test_overlapping_occurrences_all_count(self, opened: Open) -> None:
        searcher = opened(a_document("one", "哈哈哈哈", "哈"))
        [count] = searcher.search(Plan(wanted=wanted("哈哈"))).clauses
        assert (count.documents, count.occurrences) == (1, 3)
        assert searcher.search(Plan(literal=phrase(units("哈")))).n_literal == 5

    def test_any_unit_stands_for_exactly_one(self, searcher: Searcher) -> None:
        def find(*elements: Unit | AnyUnit) -> list[tuple[str, int]]:
            return list(searcher.passages(Plan(required=(Has(Pattern(elements)),))))

        assert find(Unit("人"), AnyUnit(), Unit("智")) == [("case", 0), ("park", 0), ("park", 1)]
        assert find(Unit("人"), AnyUnit(), Unit("能")) == []
        assert find(Unit("计"), Unit("划"), AnyUnit()) == []
        assert find(Unit("行"), Unit("动"), AnyUnit()) == [("park", 0)]

    def test_a_gap_stands_for_up_to_its_most(self, searcher: Searcher) -> None:
        def find(most: int) -> list[tuple[str, int]]:
            pattern = Pattern((Unit("园"), Unit("区"), Gap(most), Unit("企"), Unit("业")))
            return list(searcher.passages(Plan(required=(Has(pattern),))))

        assert find(5) == []
        assert find(6) == [("park", 1)]

    def test_gaps_and_wildcards_stay_inside_their_passage(self, opened: Open) -> None:
        searcher = opened(
            a_document("one", "甲乙", "丙丁", a_passage("戊己", continues=True), "庚"),
            a_document("two", "辛"),
        )
        for first, last, found in (
            ("乙", "丙", []), ("甲", "丁", []), ("丁", "己", [("one", 1)]), ("己", "辛", []),
        ):  # fmt: skip
            pattern = Pattern((Unit(first), Gap(4), Unit(last)))
            assert list(searcher.passages(Plan(required=(Has(pattern),)))) == found
        across = Pattern((Unit("甲"), AnyUnit(), Unit("丙")))
        assert list(searcher.passages(Plan(required=(Has(across),)))) == []
        after = Pattern((Unit("庚"), AnyUnit()))
        assert list(searcher.passages(Plan(required=(Has(after),)))) == []

    def test_a_prefix_is_of_ascii_units_only(self, opened: Open) -> None:
        searcher = opened(a_document("one", "maing 板", "main 板", "马板", "ma"))
        pattern = Pattern((UnitPrefix("main"), Unit("板")))
        assert list(searcher.passages(Plan(required=(Has(pattern),)))) == [("one", 0), ("one", 1)]
        assert list(searcher.passages(Plan(required=(Has(Pattern((UnitPrefix("马"),))),)))) == []
        assert list(searcher.passages(Plan(required=(Has(Pattern((UnitPrefix("ma"),))),)))) == [
            ("one", 0), ("one", 1), ("one", 3),
        ]  # fmt: skip

    def test_a_near_unit_is_one_edit_away(self, opened: Open) -> None:
        searcher = opened(a_document("one", "chip", "chips", "ship", "chop 板", "shop", "芯"))
        pattern = Pattern((UnitNear("chip"),))
        assert list(searcher.passages(Plan(required=(Has(pattern),)))) == [
            ("one", 0), ("one", 1), ("one", 2), ("one", 3),
        ]  # fmt: skip

    def test_a_title_is_searched_apart_from_the_text(self, searcher: Searcher) -> None:
        assert documents(searcher.search(Plan(required=(TitleHas(phrase(units("案例"))),)))) == [
            "case"
        ]
        assert documents(searcher.search(Plan(required=(has("案例"),)))) == []
        pattern = Pattern((Unit("园"), Unit("区"), Gap(4), Unit("行"), AnyUnit()))
        assert documents(searcher.search(Plan(required=(TitleHas(pattern),)))) == ["park"]

    # clauses, groups, restrictions

    def test_a_document_matches_with_one_wanted_clause_and_is_full_with_all(
        self, searcher: Searcher
    ) -> None:
        matches = searcher.search(
            Plan(wanted=wanted("人工智能", "缺陷", "猫"), terms=terms("人工智能缺陷"))
        )
        missing = {
            hit.document_id: hit.missing for hit in matches.hits if isinstance(hit, DocumentMatch)
        }
        assert missing == {"park": (1, 2), "case": (2,)}
        assert (matches.n_documents, matches.n_full, matches.n_passages) == (2, 0, 3)

    def test_words_of_a_document_may_stand_in_several_passages(self, searcher: Searcher) -> None:
        both = wanted("行动计划", "制造业")
        by_document = searcher.search(Plan(wanted=both))
        by_passage = searcher.search(Plan(wanted=both, by="passage"))
        assert (by_document.n_full, by_document.n_passages) == (1, 2)
        assert (by_passage.n_documents, by_passage.n_full, by_passage.n_passages) == (1, 0, 2)
        assert [hit.missing for hit in first_document(by_document).passages] == [(1,), (0,)]

    def test_all_of_holds_by_document_across_passages(self, searcher: Searcher) -> None:
        both = AllOf((has("行动计划"), has("制造业")))
        plan = Plan(wanted=(Clause("both", both),))
        matches = searcher.search(plan)
        assert (matches.n_documents, matches.n_passages) == (1, 2)
        assert list(searcher.passages(plan)) == []
        assert matches.clauses[0].occurrences == 2

    def test_any_of_counts_places_once(self, searcher: Searcher) -> None:
        either = AnyOf((has("数据"), Has(Pattern((Unit("数"), AnyUnit())))))
        [count] = searcher.search(Plan(wanted=(Clause("either", either),))).clauses
        assert (count.documents, count.occurrences) == (1, 3)

    def test_excluded_leaves_out_documents_or_passages(self, searcher: Searcher) -> None:
        plan = Plan(wanted=wanted("人工智能"), excluded=(has("应用场景"),))
        assert documents(searcher.search(plan)) == ["case"]
        assert list(searcher.passages(plan)) == [("case", 0), ("park", 0)]

    def test_not_turns_a_node_round(self, searcher: Searcher) -> None:
        plan = Plan(required=(Not(has("人工智能")),))
        assert documents(searcher.search(plan)) == ["law"]
        assert list(searcher.passages(plan)) == [
            ("case", 1), ("case", 2), ("law", 0), ("law", 1), ("park", 2),
        ]  # fmt: skip

    def test_a_clause_of_the_document_is_had_by_all_its_passages(self, searcher: Searcher) -> None:
        plan = Plan(wanted=(Clause("law", FieldIs("kind", ("law",))), *wanted("缺陷")))
        matches = searcher.search(plan)
        assert (matches.n_documents, matches.n_passages) == (2, 3)
        assert [clause.occurrences for clause in matches.clauses] == [0, 1]
        assert list(searcher.passages(plan)) == [("case", 0), ("law", 0), ("law", 1)]

    def test_nothing_wanted_matches_all_by_date(self, searcher: Searcher) -> None:
        matches = searcher.search(Plan())
        assert documents(matches) == ["park", "law", "case"]
        assert (matches.n_documents, matches.n_full, matches.n_passages) == (3, 3, 8)
        assert [hit.ordinal for hit in first_document(matches).passages] == [0, 1, 2]

    def test_clause_counts_are_given_with_and_without_restrictions(
        self, searcher: Searcher
    ) -> None:
        plan = Plan(wanted=wanted("人工智能"), filters=(FieldIs("kind", ("case",)),))
        [count] = searcher.search(plan).clauses
        assert (count.documents, count.occurrences) == (2, 3)
        assert (count.filtered_documents, count.filtered_occurrences) == (1, 1)

    def test_literal_occurrences_are_counted_where_they_begin(self, searcher: Searcher) -> None:
        plan = Plan(wanted=wanted("数据"), literal=phrase(units("数据处理")))
        matches = searcher.search(plan)
        assert matches.n_literal == 2
        hit = first_document(matches)
        assert (hit.literal, sorted(p.literal for p in hit.passages)) == (2, [1, 1])
        assert searcher.search(Plan(wanted=wanted("数据"))).n_literal is None

    # fields

    @pytest.mark.parametrize(
        ("node", "found"),
        [
            (FieldIs("kind", ("law", "case")), ["law", "case"]),
            (FieldIs("year", ("2024",)), ["park"]),
            (FieldIs("issuer", ("乙公司",)), ["case"]),
            (FieldIs("issuer", ("公司",)), []),
            (FieldIs("folder", ("corpus",)), ["park", "law", "case"]),
            (FieldIs("folder", ("corpus/park",)), ["park"]),
            (FieldIs("region", ("苏州",)), []),
            (FieldIs("nonsense", ("x",)), []),
            (FieldHas("issuer", "工业园区"), ["park"]),
            (FieldHas("issuer", "甲公司乙公司"), []),
            (FieldHas("number", "苏园管2024"), ["park"]),
            (FieldHas("number", "2024"), []),
            (FieldRange("date", "2021-06", "2021-06"), ["law"]),
            (FieldRange("date", "2024-05-02", ""), []),
            (FieldRange("date", "", "2024-05-01"), ["park", "law"]),
            (FieldRange("year", "2022", "2024"), ["park"]),
            (FieldRange("date", "2024-05", "2024-05"), ["park"]),
            (FieldRange("year", "", ""), ["park", "law"]),
            (FieldRange("year", "2025", "2020"), []),
        ],
    )
    def test_a_field_narrows_the_documents(
        self, searcher: Searcher, node: FieldIs | FieldHas | FieldRange, found: list[str]
    ) -> None:
        assert documents(searcher.search(Plan(required=(node,)))) == found

    def test_a_facet_counts_documents_without_its_own_filter(self, searcher: Searcher) -> None:
        plan = Plan(
            wanted=wanted("人工智能"),
            filters=(FieldIs("kind", ("case",)),),
            facets=("kind", "year", "issuer", "region"),
        )
        facets = {field: dict(values) for field, values in searcher.search(plan).facets.items()}
        assert facets == {
            "kind": {"plan": 1, "case": 1},
            "year": {},
            "issuer": {"甲公司": 1, "乙公司": 1},
            "region": {},
        }

    def test_a_range_is_the_filter_of_its_own_facet(self, searcher: Searcher) -> None:
        plan = Plan(filters=(FieldRange("year", "2024", ""),), facets=("year", "kind"))
        facets = {field: dict(values) for field, values in searcher.search(plan).facets.items()}
        assert facets == {"year": {"2021": 1, "2024": 1}, "kind": {"plan": 1}}

    # order, windows, scores

    def test_a_passage_that_says_more_of_the_query_comes_first(self, searcher: Searcher) -> None:
        plan = Plan(
            wanted=wanted("人工智能", "应用场景"), terms=terms("人工智能应用场景"), by="passage"
        )
        hits = searcher.search(plan).hits
        assert (hits[0].document_id, hits[0].missing) == ("park", ())
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] > scores[1] > 0

    def test_sorts_by_date_put_documents_without_one_last(self, searcher: Searcher) -> None:
        assert documents(searcher.search(Plan(sort="newest"))) == ["park", "law", "case"]
        assert documents(searcher.search(Plan(sort="oldest"))) == ["law", "park", "case"]

    def test_ties_go_by_date_then_id_then_ordinal(self, opened: Open) -> None:
        searcher = opened(
            a_document("c", "甲乙", "甲乙", date="2020"),
            a_document("a", "甲乙"),
            a_document("b", "甲乙", date="2020"),
            a_document("d", "甲乙", date="2020-07"),
        )
        plan = Plan(wanted=wanted("甲乙"), terms=terms("甲乙"), by="passage")
        assert passages(searcher.search(plan)) == [
            ("d", 0), ("b", 0), ("c", 0), ("c", 1), ("a", 0),
        ]  # fmt: skip

    def test_grouped_puts_full_documents_first_in_every_sort(self, opened: Open) -> None:
        searcher = opened(
            a_document("part", "甲乙甲乙甲乙", date="2024"),
            a_document("full", "甲乙的丙丁的很长的一段话", date="2020"),
        )
        both = wanted("甲乙", "丙丁")
        for sort in ("relevance", "newest", "oldest"):
            plan = Plan(wanted=both, terms=terms("甲乙"), is_grouped=True, sort=sort)
            assert documents(searcher.search(plan)) == ["full", "part"]
        assert documents(searcher.search(Plan(wanted=both, sort="newest"))) == ["part", "full"]

    def test_passages_are_never_grouped(self, opened: Open) -> None:
        searcher = opened(a_document("one", "甲乙", "甲乙丙丁"))
        plan = Plan(wanted=wanted("甲乙", "丙丁"), by="passage", is_grouped=True)
        assert passages(searcher.search(plan)) == [("one", 0), ("one", 1)]

    def test_windows_join_to_the_whole_list(self, searcher: Searcher) -> None:
        plan = Plan(wanted=wanted("用"), by="passage", terms=terms("应用"), limit=100)
        whole = passages(searcher.search(plan))
        parts = []
        for offset in range(5):
            window = Plan(
                wanted=plan.wanted, by="passage", terms=plan.terms, offset=offset, limit=1
            )
            parts += passages(searcher.search(window))
        assert len(whole) == 4
        assert parts == whole

    def test_a_document_shows_at_most_its_best_passages(self, searcher: Searcher) -> None:
        plan = Plan(wanted=wanted("人工智能"), terms=terms("人工智能企业"), n_best=1)
        matches = searcher.search(plan)
        by_id = {hit.document_id: hit for hit in matches.hits if isinstance(hit, DocumentMatch)}
        assert [p.ordinal for p in by_id["park"].passages] == [1]
        assert by_id["park"].n_passages == 2

    def test_a_limit_of_none_still_counts(self, searcher: Searcher) -> None:
        matches = searcher.search(Plan(wanted=wanted("人工智能"), limit=0))
        assert (matches.hits, matches.n_documents) == ((), 2)

    def test_a_document_without_passages_is_found_by_its_fields(self, opened: Open) -> None:
        searcher = opened(a_document("bare", kind=("law",)), a_document("some", "甲"))
        matches = searcher.search(Plan(required=(FieldIs("kind", ("law",)),)))
        assert (documents(matches), matches.n_passages) == (["bare"], 0)

    # writing

    def test_a_deleted_document_is_gone_and_can_come_back_changed(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        write(backend, tmp_path, (PARK, LAW, CASE))
        writer = backend.writer(tmp_path)
        writer.delete("park")
        writer.delete("never was")
        writer.delete("law")
        writer.add(a_document("law", "新的条文", date="2025"))
        writer.commit()
        searcher = backend.searcher(tmp_path)
        assert (searcher.n_documents, searcher.n_passages) == (2, 4)
        assert documents(searcher.search(Plan())) == ["law", "case"]
        assert searcher.search(Plan(wanted=wanted("数据"))).n_documents == 0
        assert searcher.search(Plan(wanted=wanted("条文"))).n_documents == 1

    def test_a_document_added_and_deleted_in_one_go_is_not_there(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        writer = backend.writer(tmp_path)
        writer.add(PARK)
        writer.delete("park")
        writer.add(a_document("park", "别的"))
        writer.commit()
        searcher = backend.searcher(tmp_path)
        assert searcher.n_passages == 1
        assert searcher.search(Plan(wanted=wanted("别的"))).n_documents == 1

    def test_an_id_is_given_once(self, backend: Backend, tmp_path: Path) -> None:
        write(backend, tmp_path, (PARK,))
        writer = backend.writer(tmp_path)
        with pytest.raises(ValueError, match="park"):
            writer.add(PARK)
        writer.cancel()

    def test_nothing_is_seen_before_commit_or_after_cancel(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        write(backend, tmp_path, (PARK,))
        writer = backend.writer(tmp_path)
        writer.add(LAW)
        writer.delete("park")
        assert documents(backend.searcher(tmp_path).search(Plan())) == ["park"]
        writer.cancel()
        assert documents(backend.searcher(tmp_path).search(Plan())) == ["park"]
        write(backend, tmp_path, (LAW,))
        assert backend.searcher(tmp_path).n_documents == 2

    def test_an_open_searcher_keeps_its_state(self, backend: Backend, tmp_path: Path) -> None:
        write(backend, tmp_path, (PARK, LAW))
        before = backend.searcher(tmp_path)
        writer = backend.writer(tmp_path)
        writer.delete("park")
        writer.commit()
        assert before.search(Plan(wanted=wanted("人工智能"))).n_documents == 1
        assert backend.searcher(tmp_path).search(Plan(wanted=wanted("人工智能"))).n_documents == 0

    def test_all_documents_can_be_deleted(self, backend: Backend, tmp_path: Path) -> None:
        write(backend, tmp_path, (PARK, LAW))
        writer = backend.writer(tmp_path)
        writer.delete("park")
        writer.delete("law")
        writer.commit()
        assert backend.searcher(tmp_path).search(Plan(facets=("kind",))).n_documents == 0

    def test_a_changed_index_answers_as_one_built_at_once(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        write(backend, tmp_path / "changed", (CASE, a_document("gone", "人工智能的数据"), PARK))
        writer = backend.writer(tmp_path / "changed")
        writer.delete("gone")
        writer.delete("park")
        writer.add(LAW)
        writer.add(PARK)
        writer.commit()
        write(backend, tmp_path / "whole", (LAW, PARK, CASE))
        changed, whole = (backend.searcher(tmp_path / name) for name in ("changed", "whole"))
        for by in ("document", "passage"):
            plan = Plan(
                wanted=wanted("人工智能", "数据"),
                terms=terms("人工智能数据"),
                by=by,
                facets=("kind",),
            )
            assert changed.search(plan) == whole.search(plan)

    def test_a_copy_can_be_continued_without_touching_its_source(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        write(backend, tmp_path / "source", (PARK, LAW))
        held = {path.name: path.read_bytes() for path in (tmp_path / "source").iterdir()}
        backend.copy(tmp_path / "source", tmp_path / "target")
        backend.verify(tmp_path / "target")
        writer = backend.writer(tmp_path / "target")
        writer.delete("law")
        writer.add(CASE)
        writer.commit()
        assert documents(backend.searcher(tmp_path / "target").search(Plan())) == ["park", "case"]
        backend.verify(tmp_path / "source")
        for name, content in held.items():
            assert (tmp_path / "source" / name).read_bytes() == content, name
        assert documents(backend.searcher(tmp_path / "source").search(Plan())) == ["park", "law"]

    # damage

    def test_a_folder_without_an_index_is_damaged(self, backend: Backend, tmp_path: Path) -> None:
        with pytest.raises(IndexDamaged):
            backend.searcher(tmp_path)
        with pytest.raises(IndexDamaged):
            backend.verify(tmp_path / "missing")

    def test_verify_sees_a_flipped_byte_and_a_missing_file(
        self, backend: Backend, tmp_path: Path
    ) -> None:
        write(backend, tmp_path, (PARK, LAW, CASE))
        backend.verify(tmp_path)
        for path in sorted(tmp_path.iterdir()):
            content = path.read_bytes()
            if not content:
                continue
            flipped = bytearray(content)
            flipped[len(content) // 2] ^= 1
            path.write_bytes(flipped)
            with pytest.raises(IndexDamaged):
                backend.verify(tmp_path)
            path.unlink()
            with pytest.raises(IndexDamaged):
                backend.verify(tmp_path)
            path.write_bytes(content)
        backend.verify(tmp_path)

    def test_a_truncated_file_is_damage_not_a_crash(self, backend: Backend, tmp_path: Path) -> None:
        write(backend, tmp_path, (PARK, LAW, CASE))
        for path in sorted(tmp_path.iterdir()):
            content = path.read_bytes()
            if not content:
                continue
            path.write_bytes(content[: len(content) // 3])
            with pytest.raises(IndexDamaged):
                backend.searcher(tmp_path)
            path.write_bytes(content)
        assert backend.searcher(tmp_path).n_documents == 3

    # limits

    def test_any_text_can_be_a_unit(self, opened: Open) -> None:
        strange = ("𠮷", "\x00", "İ", "́", "é", "\ud800", "\uffff", "x" * 70_000)
        entry = DocumentEntry("one", "", strange, (PassageEntry(strange, strange),))
        searcher = opened(entry)
        for unit in strange:
            assert list(searcher.passages(Plan(required=(Has(phrase((unit,))),)))) == [("one", 0)]
        assert list(searcher.passages(Plan(required=(Has(phrase(strange)),)))) == [("one", 0)]

    def test_a_very_long_phrase_is_found(self, opened: Open) -> None:
        text = tuple(str(n) for n in range(3000))
        searcher = opened(DocumentEntry("one", "", (), (PassageEntry(text, ()),)))
        assert list(searcher.passages(Plan(required=(Has(phrase(text)),)))) == [("one", 0)]
        assert list(searcher.passages(Plan(required=(Has(phrase((*text, "x"))),)))) == []
