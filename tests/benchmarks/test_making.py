import random
from pathlib import Path

from benchmarks.engines import making
from benchmarks.engines.streams import KINDS, read_queries, read_streams


def test_a_data_set_is_made_once_and_holds_what_the_analyzer_says(
    shared_data: Path, tmp_path: Path
) -> None:
    rows = "1\t民法典\t2020-05-28\t合同无效。\n2\tgov\t\t劳动合同应当登记。\n"
    for name in "AB":
        (tmp_path / f"{name}.tsv").write_text(rows, encoding="utf-8")
    folder = making.made("A", shared_data, tmp_path)
    streams = read_streams(folder)
    assert streams.words.joined() == ["合同 无效", "劳动 合同 劳动合同 应当 登记"]
    assert streams.units.joined_grams()[0] == "合\x1f同 同\x1f无 无\x1f效 效\x1f。 。\x1f"
    assert (streams.categories, streams.dates) == (["民法典", "gov"], [20200528, 0])
    assert all(read_queries(folder, kind) for kind in KINDS)
    assert making.made("A", shared_data, tmp_path) == folder


def test_phrases_are_runs_of_two_to_eight_han_characters_of_a_passage() -> None:
    text = "第3条　合同无效的，应当登记；其他"
    runs = making._runs(iter([("law", "", text)]), random.Random(1))
    assert len(runs) == making.N_PHRASES
    assert all(run in text and 2 <= len(run) <= 8 for run in runs)
