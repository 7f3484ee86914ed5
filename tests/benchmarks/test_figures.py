import pytest

from benchmarks.engines.bars import BARS
from benchmarks.engines.figures import at, figure
from benchmarks.engines.measure import differences
from benchmarks.engines.streams import KINDS
from benchmarks.engines.tables import tables


def engines(**query_ms: float) -> dict[str, object]:
    """Figures of engines that differ in the time of each of two queries of a kind."""
    return {
        name: {
            "version": "1",
            "kinds": list(KINDS),
            "builds": [{"cpu": 2.0, "wall": 1.0, "peak": 50.0, "above": 20.0}],
            "first": [{"open_cpu": 4.0, "open_wall": 5.0, "start_cpu": 300.0}],
            "size": 10.0,
            "resident": 30.0,
            "anonymous": 20.0,
            "cpu": {kind: [[9e9, 9e9], [1000 * ms, 1000 * ms]] for kind in KINDS},
        }
        for name, ms in query_ms.items()
    }


def test_a_query_counts_with_its_median_over_the_rounds() -> None:
    assert at([[1000, 5000, 9000], [3000, 5000, 9000], [2000, 100_000, 9000]], "p50") == 5.0


def test_rounds_that_ended_early_count_with_the_queries_all_have() -> None:
    assert at([[1000, 3000, 70_000], [1000, 3000]], "p50") == 2.0


def test_the_first_round_of_queries_is_left_out() -> None:
    assert figure(engines(columnar=0.25), "columnar", "or", "p95") == pytest.approx(0.25)


def test_the_better_of_one_and_two_threads_is_the_best_of_tantivy() -> None:
    both = engines(tantivy=1, **{"tantivy-2": 1})
    both["tantivy-2"]["builds"][0]["wall"] = 0.7  # type: ignore[index]
    assert figure(both, "best of tantivy", "build_wall") == 0.7


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [(0.3, 1.0, "goal"), (0.8, 1.0, "pass"), (0.9, 1.0, "miss"), (0.04, 0.01, "pass (< 0.05 ms)")],
)
def test_a_bar_is_judged_by_the_ratio_or_by_the_least_time(
    ours: float, theirs: float, verdict: str
) -> None:
    figures = {
        "engines": engines(columnar=ours, tantivy=theirs),
        "missing": {},
        "differences": {},
    }
    rows = [line for line in tables("B", figures).split("\n") if line.startswith("| or p50 |")]
    assert [row.split(" | ")[-1] for row in rows] == [f"{verdict} |"]


def test_every_data_set_has_a_bar_for_each_kind_of_query_but_narrow_facets() -> None:
    assert {(bar.data_set, bar.measure) for bar in BARS} >= {
        (data_set, kind) for data_set in "ABC" for kind in KINDS if kind != "narrow"
    }


def test_differences_are_counted_against_the_first_engine() -> None:
    answers = {"or": {"one": [1, 2, 3], "two": [1, 2, 3], "three": [1, 0, 0]}}
    assert differences(answers) == {"or": {"two": [0, 3], "three": [2, 3]}}
