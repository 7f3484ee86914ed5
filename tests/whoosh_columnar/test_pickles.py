"""An index from elsewhere runs no program: its pickles name harmless things of a closed list."""

import datetime
import os
import pickle
import zlib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import analysis, fields, formats
from whoosh.filedb.filestore import RamStorage

from tests.whoosh_columnar.small_index import a_schema, a_small_index, answers
from whoosh_columnar.errors import ForeignName
from whoosh_columnar.field_types import Grams
from whoosh_columnar.index import ColumnarIndex, open_dir
from whoosh_columnar.pickles import dumps, loads
from whoosh_columnar.segment import ColumnarSegment

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
    | st.dates() | st.datetimes() | st.times() | st.timedeltas() | st.decimals(allow_nan=False)
    | st.fractions() | st.uuids() | st.complex_numbers(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner)
    | st.frozensets(st.integers()) | st.sets(st.text()),
    max_leaves=8,
)  # fmt: skip


class Calls:
    """Pickles as a call of anything."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


def named(module: str, name: str) -> bytes:
    """A pickle that gives whatever has this name."""
    return b"\x80\x04" + b"".join(
        b"\x8c" + bytes([len(part)]) + part for part in (module.encode(), name.encode())
    ) + b"\x93."  # fmt: skip


@settings(deadline=None)
@given(PLAIN)
def test_plain_values_come_back(value: Any):
    found = loads(dumps(value), (), "here")
    assert found == value and type(found) is type(value)


def test_the_values_of_an_index_come_back():
    values: tuple[Any, ...] = (
        a_schema(), Grams(stored=True), fields.TEXT(analyzer=analysis.StemmingAnalyzer()),
        fields.NGRAMWORDS(), fields.DATETIME(sortable=True), formats.Characters(),
        Decimal("1.5"), Fraction(1, 3), UUID(int=5), datetime.UTC,
    )  # fmt: skip
    for value in values:
        assert type(loads(dumps(value), (), "here")) is type(value)
    segment = ColumnarSegment("MAIN")
    segment.set_doc_count(9)
    segment.delete_document(3)
    found = loads(dumps(segment), (), "here")
    assert list(found.deleted_docs()) == [3] and found.doc_count_all() == 9


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "exec"),
        ("builtins", "getattr"), ("builtins", "__import__"), ("subprocess", "Popen"),
        ("operator", "attrgetter"), ("functools", "partial"), ("pickle", "loads"),
        ("importlib", "import_module"), ("shutil", "rmtree"), ("io", "open"), ("pathlib", "Path"),
        ("numpy", "load"), ("whoosh.index", "open_dir"), ("whoosh.util", "find_object"),
        ("whoosh.compat", "pickle"), ("whoosh.fields", "sys"), ("whoosh.fields", "fnmatch.os"),
        ("whoosh.fields", "Schema.items"), ("whoosh.filedb.filestore", "FileStorage"),
        ("whoosh_columnar.index", "open_dir"), ("whoosh_columnar.pickles", "importlib"),
        ("whoosh_columnar.segment", "np"), ("whoosh_columnar.pickles", "loads"),
        ("whoosh_columnarx", "anything"), ("whooshx", "anything"), ("nowhere", "nothing"),
    ],
)  # fmt: skip
def test_nothing_else_is_named(module: str, name: str):
    with pytest.raises(ForeignName, match="trusted="):
        loads(named(module, name), (), "here")


def test_old_protocols_are_read_the_same_way():
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        content = pickle.dumps(Calls(os.getcwd), protocol)
        with pytest.raises(ForeignName):
            loads(content, (), "here")


def test_the_error_names_the_place_and_the_way():
    with pytest.raises(ForeignName) as error:
        loads(named("my.analyzers", "Mine"), (), "_MAIN_1.toc")
    sentence = str(error.value)
    assert "_MAIN_1.toc" in sentence and "my.analyzers.Mine" in sentence
    assert "trusted=('my.analyzers',)" in sentence


def test_a_trusted_module_is_trusted_with_what_is_below_it_and_no_other():
    content = dumps(Calls(named, "a", "b"))
    here = __name__
    assert loads(content, (here,), "there") == named("a", "b")
    assert loads(content, (here.rpartition(".")[0],), "there") == named("a", "b")
    with pytest.raises(ForeignName):
        loads(content, (here[:-1],), "there")


def test_contents_that_would_run_a_program_are_refused(tmp_path: Path):
    folder = tmp_path / "index"
    a_small_index(folder)
    (contents,) = folder.glob("*.toc")
    sound = contents.read_bytes()
    witness = tmp_path / "it ran"
    harm = pickle.dumps(Calls(os.mkdir, str(witness)), 2)
    # In the place of the list of segments, with a checksum that holds.
    start = sound.rindex(b"\x80", 0, sound.index(b"ColumnarSegment"))
    content = sound[:start] + harm + b"\x89WHTOC\r\n"
    contents.write_bytes(content + zlib.crc32(content).to_bytes(4, "little"))
    with pytest.raises(ForeignName, match=contents.name):
        open_dir(folder)
    assert not witness.exists()
    contents.write_bytes(sound)
    assert answers(open_dir(folder))


def test_a_stored_value_that_would_run_a_program_is_refused(tmp_path: Path):
    witness = tmp_path / "it ran"
    storage = RamStorage()
    schema = fields.Schema(note=fields.STORED())
    with ColumnarIndex.create(storage, schema).writer() as writer:
        writer.add_document(note=Calls(os.mkdir, str(witness)))
    with ColumnarIndex(storage).reader() as reader, pytest.raises(ForeignName):
        reader.stored_fields(0)
    assert not witness.exists()
    with ColumnarIndex(storage, trusted=("posix", "nt")).reader() as reader:
        reader.stored_fields(0)
    assert witness.exists()


class OwnAnalyzer(analysis.Analyzer):
    def __call__(self, value: str, **options: Any) -> Any:
        return analysis.SpaceSeparatedTokenizer()(value, **options)


def test_an_analyzer_of_one_s_own_is_trusted_by_name(tmp_path: Path):
    schema = fields.Schema(text=fields.TEXT(analyzer=OwnAnalyzer()), value=fields.STORED())
    ColumnarIndex.create(storage := RamStorage(), schema)
    with pytest.raises(ForeignName, match="OwnAnalyzer"):
        ColumnarIndex(storage)
    index = ColumnarIndex(storage, trusted=(__name__,))
    with index.writer() as writer:
        writer.add_document(text="a b", value=np.float64(1.5).item())
    with index.reader() as reader:
        assert reader.doc_frequency("text", "b") == 1
        assert reader.stored_fields(0) == {"value": 1.5}
