from pathlib import Path

import msgspec

from policysearch.model import FileOutcome
from policysearch.storage.cache import CACHE, Cache, cache_key
from tests.builders import a_document

FAILURE = FileOutcome(
    "corpus", "a.jsonl", "failed", "damaged_source", "It is damaged.", 0, "line 3"
)
DOCUMENT = msgspec.json.encode(a_document("甲。", "乙。", title="题目"))
READING = ((DOCUMENT, DOCUMENT), (FAILURE,))


def test_a_reading_comes_back_as_it_was_put(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("key", READING)
        assert cache.get("key") == READING
    with Cache(tmp_path) as cache:
        assert cache.get("key") == READING
        assert cache.get("another") is None


def test_keys_differ_by_version_place_and_content() -> None:
    parts = ("1", "corpus", "a.md", "c0ffee")
    others = [(*parts[:n], "x", *parts[n + 1 :]) for n in range(4)]
    assert len({cache_key(*one) for one in (parts, *others)}) == 5


def test_only_what_is_named_is_kept(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        for key in "abc":
            cache.put(key, READING)
        cache.keep_only(iter("bb"))
        assert [cache.get(key) for key in "abc"] == [None, READING, None]
        cache.keep_only("b")
        assert cache.get("b") == READING


def test_a_damaged_cache_is_begun_anew(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("key", READING)
    for file in (tmp_path / CACHE).iterdir():
        file.write_bytes(b"nothing of a database" * 500)
    with Cache(tmp_path) as cache:
        assert cache.get("key") is None
        cache.put("key", READING)
        assert cache.get("key") == READING


def test_a_damaged_reading_is_not_there(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache._connection.execute("INSERT INTO readings VALUES ('key', x'00')")
        assert cache.get("key") is None


def test_the_cache_may_be_deleted(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.put("key", READING)
    for file in (tmp_path / CACHE).iterdir():
        file.unlink()
    (tmp_path / CACHE).rmdir()
    with Cache(tmp_path) as cache:
        assert cache.get("key") is None
