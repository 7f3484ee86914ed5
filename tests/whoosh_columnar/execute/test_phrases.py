import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from whoosh import query as queries
from whoosh import searching
from whoosh.fields import Schema
from whoosh.filedb.filestore import RamStorage

from tests.whoosh_columnar.pairs import is_executed
from whoosh_columnar.batch import Batch, Stream
from whoosh_columnar.field_types import Grams
from whoosh_columnar.index import ColumnarIndex

# Few units, so that runs repeat within a record and across records.
UNITS = "甲乙丙"


def an_index(parts: list[list[list[int]]], units: list[str], continues: list[list[bool]]) -> Any:
    """One segment for each part, of records that are lists of units."""
    index = ColumnarIndex.create(RamStorage(), Schema(grams=Grams()), "MAIN")
    for records, goes_on in zip(parts, continues, strict=True):
        tokens = np.array([unit for record in records for unit in record], dtype=np.int32)
        lengths = np.array([len(record) for record in records], dtype=np.int32)
        stream = Stream(units, tokens, lengths, continues=np.array(goes_on, dtype=np.bool_))
        writer = index.writer()
        writer.add_batch(Batch(len(records), {"grams": stream}))
        writer.commit(merge=False)
    return index


def a_phrase(units: list[str]) -> Any:
    return queries.Phrase("grams", [a + "\x1f" + b for a, b in pairwise(units)])


def found(searcher: Any, units: list[str]) -> list[int]:
    results = searcher.search(a_phrase(units), limit=None)
    assert is_executed(results)
    return sorted(doc for _, doc in results.top_n)


@pytest.mark.parametrize("n_segments", [1, 3])
@pytest.mark.parametrize("n_units", [1, 2, 3])
def test_a_run_is_found_where_a_scan_finds_it(n_segments: int, n_units: int) -> None:
    rng = random.Random(n_segments)
    parts = [
        [[rng.randrange(n_units) for _ in range(rng.choice((0, 1, 2, 5, 200)))] for _ in range(40)]
        for _ in range(n_segments)
    ]
    searcher = an_index(parts, list(UNITS), [[False] * 40] * n_segments).searcher()
    texts = ["".join(UNITS[unit] for unit in record) for part in parts for record in part]
    for _ in range(300):
        size = rng.randint(2, 9)
        units = [UNITS[rng.randrange(n_units)] for _ in range(size)]
        run = "".join(units)
        assert found(searcher, units) == [n for n, text in enumerate(texts) if run in text]
        ends = [n for n, text in enumerate(texts) if text.endswith(run)]
        assert found(searcher, [*units, ""]) == ends


def test_in_records_that_go_on_arrays_and_matchers_agree() -> None:
    rng = random.Random(5)
    records = [[rng.randrange(3) for _ in range(rng.randint(0, 6))] for _ in range(200)]
    continues = [n > 0 and rng.random() < 0.5 for n in range(200)]
    searcher = an_index([records], list(UNITS), [continues]).searcher()
    for _ in range(300):
        units = [rng.choice(UNITS) for _ in range(rng.randint(2, 7))]
        if rng.random() < 0.2:
            units.append("")
        expected = searching.Searcher.search(searcher, a_phrase(units), limit=None)
        assert found(searcher, units) == sorted(doc for _, doc in expected.top_n)


def test_units_above_16_bits_are_found() -> None:
    units = [chr(0x20000 + n) for n in range(70_000)]
    records = [list(range(70_000)), [69_998, 69_999, 1], [65_535, 65_536, 0]]
    searcher = an_index([records], units, [[False] * 3]).searcher()
    assert found(searcher, units[65_530:65_540]) == [0]
    assert found(searcher, [units[69_998], units[69_999]]) == [0, 1]
    assert found(searcher, [units[65_535], units[65_536], units[0]]) == [2]
    assert found(searcher, [units[69_999], ""]) == [0]
