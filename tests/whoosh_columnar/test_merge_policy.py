"""Never more than four segments, the large ones left alone, little written anew."""

import random
from pathlib import Path

import pytest

from tests.whoosh_columnar.small_index import a_schema, add, keys
from whoosh_columnar import create_in
from whoosh_columnar.merge_policy import MAX_SEGMENTS, grouped

MB = 1 << 20


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []),
        ([5], [[0]]),
        ([100 * MB, 1000], [[0], [1]]),
        ([100 * MB, 1000, 1000], [[0], [1, 2]]),
        ([100 * MB, 7000, 1000], [[0], [1, 2]]),
        ([100 * MB, 9000, 1000], [[0], [1], [2]]),
        ([50 * MB, 50 * MB, 50 * MB], [[0], [1], [2]]),
        ([50 * MB, 60 * MB, 50 * MB, 1000], [[0], [1], [2], [3]]),
        ([50 * MB, 60 * MB, 50 * MB, 70 * MB], [[0, 2], [1], [3]]),
        ([100 * MB, 64_000, 8000, 900, 100], [[0], [1], [2], [3, 4]]),
    ],
)
def test_what_is_merged(sizes: list[int], groups: list[list[int]]):
    assert grouped(sizes) == groups


def test_every_place_is_in_one_group_and_there_are_at_most_four():
    chooser = random.Random(11)
    for _ in range(500):
        sizes = [int(10 ** chooser.uniform(0, 9)) for _ in range(chooser.randrange(30))]
        groups = grouped(sizes)
        assert sorted(place for group in groups for place in group) == list(range(len(sizes)))
        assert len(groups) <= MAX_SEGMENTS


def test_many_small_commits_write_each_byte_a_few_times():
    segments = [100 * MB]
    written = 0
    for _ in range(1000):
        groups = grouped([*segments, 10_000])
        sizes = [sum([*segments, 10_000][place] for place in group) for group in groups]
        written += sum(size for size, group in zip(sizes, groups, strict=True) if len(group) > 1)
        segments = sizes
    assert written < 25 * 1000 * 10_000


def test_an_index_has_at_most_four_segments_after_any_commit(tmp_path: Path):
    index = create_in(tmp_path, a_schema())
    chooser = random.Random(5)
    n = 0
    for _ in range(25):
        size = chooser.choice([1, 2, 40])
        add(index, range(n, n + size))
        n += size
        assert len(index._segments()) <= MAX_SEGMENTS
    assert keys(index) == list(range(n))


def test_a_segment_that_is_mostly_deleted_is_written_anew(tmp_path: Path):
    index = create_in(tmp_path, a_schema())
    add(index, range(10))
    writer = index.writer()
    writer.delete_many(list(range(6)))
    writer.commit()
    assert [segment.doc_count_all() for segment in index._segments()] == [4]
    assert keys(index) == [6, 7, 8, 9]
