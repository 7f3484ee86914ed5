"""No measure of the judged questions may fall below its floor; floors only rise."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from policysearch import Library, build
from policysearch.evaluate import evaluate

# By folder of the test data, its documents, and form of the questions.
FLOORS: Mapping[tuple[str, str], Mapping[str, Mapping[str, float]]] = {
    ("stard", "laws.jsonl"): {
        "question": {"nDCG@10": 0.405, "R@100": 0.70},
        "keywords": {"nDCG@10": 0.402, "R@100": 0.735},
    },
    ("policy", "policy.jsonl"): {"question": {"nDCG@10": 0.92, "R@100": 0.999}},
}


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "documents"), FLOORS)
def test_no_measure_falls_below_its_floor(
    shared_data: Path, tmp_path: Path, folder: str, documents: str
):
    judged = shared_data / "data" / folder
    build([judged / documents], tmp_path / "index")
    with Library.open(tmp_path / "index") as library:
        found = {each.form: each.values for each in evaluate(library, judged)}
    fallen = [
        f"{form} {measure}: {found[form][measure]:.4f} < {floor}"
        for form, floors in FLOORS[folder, documents].items()
        for measure, floor in floors.items()
        if found[form][measure] < floor
    ]
    assert fallen == []
