"""The table of contents, which is a pickle and names classes."""

from pathlib import Path

import pytest

from policysearch.backends.registry import backend
from policysearch.backends.whoosh.files import write_list
from policysearch.errors import IndexOutdated
from tests.builders import a_build, a_corpus


def test_a_class_that_is_no_more_means_an_outdated_index(tmp_path: Path) -> None:
    a_corpus(tmp_path, {"a.md": "# 题目\n\n正文。\n"})
    number = a_build(tmp_path, backend="whoosh").generation
    engine = backend("whoosh")
    directory = tmp_path / "index" / "generations" / str(number) / "search"
    (contents,) = directory.glob("*.toc")
    written = contents.read_bytes()
    assert b"PlacesField" in written
    contents.write_bytes(written.replace(b"PlacesField", b"AnotherName"))
    write_list(directory, engine.version)
    with pytest.raises(IndexOutdated, match=r"python build_index\.py --full"):
        engine.searcher(directory)
