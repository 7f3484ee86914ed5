"""Files of another program or version are refused with the command that mends it."""

import pickle
import struct
import zlib
from pathlib import Path

import pytest

from policysearch.backends.registry import backend
from policysearch.backends.whoosh.files import write_list
from policysearch.errors import IndexDamaged, IndexOutdated
from tests.contracts.backend import PARK, write

TRAILER = struct.Struct("<QQIII4s")


def test_a_segment_of_another_version_means_an_outdated_index(tmp_path: Path) -> None:
    engine = backend("whoosh")
    write(engine, tmp_path, (PARK,))
    (segment,) = tmp_path.glob("*.col")
    content = segment.read_bytes()
    start, length, checksum, version, _, end = TRAILER.unpack(content[-TRAILER.size :])
    own = zlib.crc32(TRAILER.pack(start, length, checksum, version + 1, 0, end))
    trailer = TRAILER.pack(start, length, checksum, version + 1, own, end)
    segment.write_bytes(content[: -TRAILER.size] + trailer)
    write_list(tmp_path, engine.version)
    with pytest.raises(IndexOutdated, match=r"python build_index\.py --full"):
        engine.searcher(tmp_path)


def test_a_table_of_contents_that_names_other_programs_is_refused(tmp_path: Path) -> None:
    engine = backend("whoosh")
    write(engine, tmp_path, (PARK,))
    (contents,) = tmp_path.glob("*.toc")
    contents.write_bytes(contents.read_bytes()[:12] + pickle.dumps(Path("/")))
    write_list(tmp_path, engine.version)
    with pytest.raises(IndexDamaged, match="build_index"):
        engine.searcher(tmp_path)
