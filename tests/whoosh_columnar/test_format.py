"""FORMAT.md is true: the bytes that it prints are the bytes that are written."""

import re
from pathlib import Path

import numpy as np
import pytest
from whoosh import columns, fields
from whoosh.filedb.filestore import RamStorage

import whoosh_columnar
from tests.whoosh_columnar.files import NAME, reopened
from whoosh_columnar.field_types import Grams
from whoosh_columnar.index import ColumnarIndex
from whoosh_columnar.packing import PackedRows, write_rows
from whoosh_columnar.segment_file import ALIGNMENT, CHUNK_BYTES, VERSION, SegmentFile

FORMAT = (Path(whoosh_columnar.__file__).parent / "FORMAT.md").read_text(encoding="utf-8")
PRINTED = re.compile(r"([0-9a-f]{4})  (?:\|(.*)\||((?:[0-9a-f]{2} ?)+))(?: .*)?")


def block(kind: str) -> list[str]:
    (found,) = re.findall(rf"```{kind}\n(.*?)```", FORMAT, re.DOTALL)
    return found.splitlines()


def printed_segment() -> bytes:
    """What the worked example says: at each place these bytes, and zeros between them."""
    content = bytearray()
    for line in block("segment"):
        match = PRINTED.fullmatch(line)
        assert match, line
        place, text, pairs = int(match[1], 16), match[2], match[3]
        assert len(content) <= place, f"{line}: {len(content):04x} was reached already"
        content += bytes(place - len(content))
        content += bytes.fromhex(pairs) if text is None else text.encode()
    return bytes(content)


def written_segment() -> bytes:
    schema = fields.Schema(
        title=fields.STORED(),
        units=Grams(),
        words=fields.KEYWORD(),
        year=fields.COLUMN(columns.NumericColumn("H")),
    )
    storage = RamStorage()
    writer = ColumnarIndex.create(storage, schema).writer()
    writer.add_document(title="a", units="政策", words="政策 法 法", year=2024)
    writer.add_document(units="策", words="法", year=2025)
    writer.commit()
    (name,) = (name for name in storage.list() if name.endswith(".col"))
    return bytes(storage.files[name])


def test_the_worked_example_is_what_is_written():
    printed, written = printed_segment(), written_segment()
    for place, (one, other) in enumerate(zip(printed, written, strict=False)):
        assert one == other, f"{place:04x}: {one:02x} is printed, {other:02x} is written"
    assert len(printed) == len(written)


def test_the_worked_example_is_read_as_it_is_explained():
    file = SegmentFile(printed_segment(), NAME)
    file.verify()
    assert file.header["fields"] == {"units": "grams", "words": "frequency"}
    for line in block("segment"):
        match = re.search(r" ((?:units|words|year|stored)[./]\S+) +(\[[0-9, ]+\])$", line)
        if match:
            assert str(file.array(match[1]).tolist()) == match[2]


def test_the_patched_row_is_what_is_written():
    row = np.ones(40, dtype=np.int32)
    row[2], row[39] = 770, 5
    file = reopened(lambda writer: write_rows(writer, "", row, np.array([0, 40])))
    lines = (line.split(maxsplit=1) for line in block("row"))
    assert {name: file.array(name).tobytes().hex(" ") for name in file.names} == dict(lines)
    found = PackedRows(file, "").row(0, 40)
    assert found is not None and found.tolist() == row.tolist()


@pytest.mark.parametrize(
    "said",
    [
        f"This is version **{VERSION}**.",
        f"a multiple of {ALIGNMENT} bytes",
        f"A **chunk** is {CHUNK_BYTES:,} bytes",
    ],
)
def test_the_numbers_are_those_of_the_program(said):
    assert said in FORMAT
