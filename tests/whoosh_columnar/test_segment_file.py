"""A file of arrays gives back what was written, or says which file is damaged."""

import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.whoosh_columnar.files import NAME, written, written_arrays
from whoosh_columnar.errors import FormatOutdated, SegmentDamaged
from whoosh_columnar.segment_file import ALIGNMENT, CHUNK_BYTES, VERSION, SegmentFile

DTYPES = ("u1", "<u2", "<u4", "<u8", "i1", "<i2", "<i4", "<i8", "<f4", "<f8", "?", ">i4", ">f8")
ARRAYS = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.sampled_from(DTYPES).flatmap(lambda dtype: hnp.arrays(dtype, st.integers(0, 70))),
    max_size=6,
)
TRAILER_BYTES = 32
SMALL = written_arrays(
    {
        "bytes": np.arange(70, dtype=np.uint8),
        "empty": np.empty(0, dtype=np.int32),
        "numbers": np.array([0, -1, 1 << 62], dtype=np.int64),
    },
    {"说明": ["值", 1, None]},
)


def flipped(content: bytes, place: int, bits: int = 1) -> bytes:
    changed = bytearray(content)
    changed[place] ^= bits
    return bytes(changed)


def read_all(content: bytes) -> None:
    SegmentFile(content, NAME).verify()


@settings(deadline=None)
@given(ARRAYS)
def test_every_array_comes_back_as_it_was(arrays):
    file = SegmentFile(written_arrays(arrays), NAME)
    assert file.names == tuple(arrays)
    for name, array in arrays.items():
        found = file.array(name)
        assert found.dtype == array.dtype.newbyteorder("<")
        assert found.tobytes() == array.astype(found.dtype).tobytes()
        assert file.length(name) == len(array) and name in file
        assert not found.flags.writeable
    file.verify()


@settings(deadline=None)
@given(ARRAYS, st.data())
def test_a_part_is_a_slice_of_the_whole(arrays, data):
    file = SegmentFile(written_arrays(arrays), NAME)
    for name, array in arrays.items():
        start = data.draw(st.integers(0, len(array)))
        stop = data.draw(st.integers(start, len(array)))
        expected = array[start:stop].astype(array.dtype.newbyteorder("<"))
        assert file.part(name, start, stop).tobytes() == expected.tobytes()


@pytest.mark.parametrize("n_chunks", [1, 2])
@pytest.mark.parametrize("beyond", [-ALIGNMENT - 1, -ALIGNMENT, -1, 0, 1, ALIGNMENT])
def test_an_array_may_end_anywhere_about_the_end_of_a_chunk(n_chunks, beyond):
    array = np.arange(n_chunks * CHUNK_BYTES + beyond, dtype=np.uint32).astype(np.uint8)
    content = written_arrays({"first": array, "second": array})
    file = SegmentFile(content, NAME)
    file.verify()
    assert np.array_equal(file.array("second"), array)
    damaged = SegmentFile(flipped(content, ALIGNMENT + len(array) - 1), NAME)
    with pytest.raises(SegmentDamaged, match="`first`"):
        damaged.part("first", len(array) - 1, len(array))


def test_arrays_are_aligned_in_a_mapped_file(tmp_path: Path):
    (tmp_path / NAME).write_bytes(SMALL)
    file = SegmentFile.open(tmp_path / NAME)
    for name in file.names:
        assert file.array(name).__array_interface__["data"][0] % ALIGNMENT == 0
    assert file.n_bytes == len(SMALL)


def test_the_header_comes_back():
    assert SegmentFile(SMALL, NAME).header == {"说明": ["值", 1, None]}


def test_a_file_cut_off_anywhere_is_damaged(tmp_path: Path):
    for length in range(len(SMALL)):
        with pytest.raises(SegmentDamaged, match=re.escape(NAME)):
            SegmentFile(SMALL[:length], NAME)
    path = tmp_path / NAME
    for length in (0, 1, ALIGNMENT, len(SMALL) - 1):
        path.write_bytes(SMALL[:length])
        with pytest.raises(SegmentDamaged, match=re.escape(NAME)):
            SegmentFile.open(path)


def test_bytes_before_or_after_are_damage():
    for content in (SMALL + b"\0", SMALL + SMALL, b"\0" + SMALL, SMALL[ALIGNMENT:]):
        with pytest.raises(SegmentDamaged, match=re.escape(NAME)):
            SegmentFile(content, NAME)


@pytest.mark.parametrize("bits", [0x01, 0x80, 0xFF])
def test_any_changed_byte_is_found(bits):
    for place in range(len(SMALL)):
        with pytest.raises(SegmentDamaged, match=re.escape(NAME)):
            read_all(flipped(SMALL, place, bits))


def test_a_changed_byte_is_found_at_the_first_use_of_its_array():
    for name, place in (("bytes", ALIGNMENT), ("numbers", 3 * ALIGNMENT)):
        file = SegmentFile(flipped(SMALL, place), NAME)
        with pytest.raises(SegmentDamaged, match=f"`{name}`"):
            file.array(name)
        with pytest.raises(SegmentDamaged, match=f"`{name}`"):
            file.part(name, 0, 1)
        for other in set(file.names) - {name}:
            file.array(other)


def test_damage_elsewhere_in_an_array_does_not_hinder_a_part():
    array = np.arange(CHUNK_BYTES, dtype=np.uint32)  # four chunks
    per_chunk = len(array) // 4
    content = flipped(written_arrays({"a": array}), ALIGNMENT + 2 * CHUNK_BYTES)
    file = SegmentFile(content, NAME)
    assert np.array_equal(file.part("a", 0, 2 * per_chunk), array[: 2 * per_chunk])
    assert np.array_equal(file.part("a", 3 * per_chunk, len(array)), array[3 * per_chunk :])
    assert len(file.part("a", 2 * per_chunk, 2 * per_chunk)) == 0
    for start, stop in ((2 * per_chunk - 1, 2 * per_chunk + 1), (0, len(array))):
        with pytest.raises(SegmentDamaged):
            file.part("a", start, stop)


def test_verify_reads_again_what_was_sound_before(tmp_path: Path):
    path = tmp_path / NAME
    path.write_bytes(SMALL)
    file = SegmentFile.open(path)
    file.verify()
    with path.open("r+b") as changing:
        changing.seek(ALIGNMENT)
        changing.write(b"\xff")
    with pytest.raises(SegmentDamaged, match="`bytes`"):
        file.verify()


@pytest.mark.parametrize("version", [0, VERSION + 1, 1 << 31])
def test_another_version_is_refused_by_its_number(version):
    trailer = bytearray(SMALL[-TRAILER_BYTES:])
    trailer[20:24] = version.to_bytes(4, "little")
    trailer[24:28] = bytes(4)
    trailer[24:28] = zlib.crc32(trailer).to_bytes(4, "little")
    with pytest.raises(FormatOutdated, match=f"{NAME} is of format {version}, .* {VERSION}: build"):
        SegmentFile(SMALL[:-TRAILER_BYTES] + bytes(trailer), NAME)


def test_a_file_of_something_else_is_damaged(tmp_path: Path):
    for content in (b"", b"PK\3\4", b"\0" * 4096, bytes(range(256)) * 16):
        path = tmp_path / NAME
        path.write_bytes(content)
        with pytest.raises(SegmentDamaged, match=f"^Segment {NAME} is damaged .*: build the index"):
            SegmentFile.open(path)


def test_a_missing_file_is_the_system_s_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        SegmentFile.open(tmp_path / NAME)


def test_a_name_is_used_once():
    with pytest.raises(AssertionError):
        written(lambda writer: [writer.add("a", np.zeros(1, np.int8)) for _ in range(2)])


def test_an_array_outlives_the_closing_and_the_mapping_ends_with_it(tmp_path: Path):
    path = tmp_path / NAME
    path.write_bytes(SMALL)
    file = SegmentFile.open(path)
    array = file.array("bytes")
    file.close()
    assert array.sum() == sum(range(70))
    assert str(path) in Path("/proc/self/maps").read_text()
    del array
    assert str(path) not in Path("/proc/self/maps").read_text()


def test_threads_find_the_same_damage_and_the_same_numbers():
    array = np.arange(64 * CHUNK_BYTES // 4, dtype=np.uint32)
    content = written_arrays({"a": array, "b": array})
    file = SegmentFile(flipped(content, len(content) // 4), NAME)

    def read(number: int) -> bool:
        start = number * 1000
        assert np.array_equal(file.part("b", start, start + 999), array[start : start + 999])
        with pytest.raises(SegmentDamaged):
            file.array("a")
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, range(200)))
