from pathlib import Path

from benchmarks.stages import Stages
from policysearch import DocumentHit, Library
from tests.small_library import build_library


def test_the_steps_end_in_the_snippets_of_the_page(tmp_path: Path) -> None:
    build_library(tmp_path)
    with Library.open(tmp_path / "index") as library, Stages.open(tmp_path / "index") as stages:
        for query in ("算力 补贴", "人工智能", "没有这样的词", ""):
            steps = dict(stages.steps(query))
            assert list(steps) == ["read the query", "backend", "store", "snippets"]
            shown = [
                snippet
                for hit in library.search(query).hits
                if isinstance(hit, DocumentHit)
                for snippet in (hit.title, *(each.snippet for each in hit.passages))
            ]
            assert steps["snippets"]() == shown
