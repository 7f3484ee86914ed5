"""Where the bytes of a segment are, and what other layouts of its postings would take.

python -m benchmarks.segment_sizes FILE.col
"""

import argparse
import io
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from whoosh_columnar.packing import gaps_of, write_rows
from whoosh_columnar.postings import Bounds, Numbers, PostingsFile
from whoosh_columnar.segment_file import SegmentFile, SegmentFileWriter

MEGA = 1e6


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("file", type=Path)
    file = SegmentFile.open(arguments.parse_args().file)
    sizes = Counter[str]()
    for name in file.names:
        field, _, array = name.rpartition("/")
        sizes[f"{field}/{'.'.join(array.split('.')[:2])}"] += file.array(name).nbytes
    print(f"{'whole file':32}{file.n_bytes / MEGA:8.2f} MB")
    for name, size in sizes.most_common(24):
        print(f"{name:32}{size / MEGA:8.2f}")
    for name in file.header["fields"]:
        print(
            f"\n{name:16}{'numbers':>12}{'4 bytes':>9}{'widths':>9}{'patches':>9}{'bits':>9}   MB"
        )
        for part, (values, bounds) in rows_of(PostingsFile(file, f"{name}/field")).items():
            shown = (
                4 * len(values),
                packed(values, bounds, patches=False),
                packed(values, bounds, patches=True),
                bit_packed(values, bounds),
            )
            columns = "".join(f"{size / MEGA:9.2f}" for size in shown)
            print(f"  {part:14}{len(values):12,}{columns}")


def rows_of(file: PostingsFile) -> dict[str, tuple[Numbers, Bounds]]:
    """What is packed, and positions as gaps within a posting, which is not how they are kept."""
    whole = file.all()
    rows = {
        "docs": (gaps_of(whole.docs, whole.ptr[:-1]), whole.ptr),
        "tf": (whole.tf - np.int32(1), whole.ptr),
    }
    if whole.positions is not None:
        ends = np.concatenate([[0], np.cumsum(whole.tf, dtype=np.int64)])
        rows["positions"] = whole.positions, ends[whole.ptr]
        rows["positions, gaps"] = gaps_of(whole.positions, ends[:-1]), ends[whole.ptr]
    return rows


def packed(values: Numbers, bounds: Bounds, *, patches: bool) -> int:
    """What rows take as they are written, their entries included."""
    sink = io.BytesIO()
    write_rows(SegmentFileWriter(sink), "", values, bounds, patches=patches)
    return len(sink.getbuffer())


def bit_packed(values: Numbers, bounds: Bounds) -> int:
    """What rows would take in blocks of 128 numbers, each in the bits of its largest number.

    Counted beside them: a byte for each block's width, four for where each row begins.
    """
    sizes = np.diff(bounds)
    n_blocks = -(-sizes // 128)
    first_blocks = np.cumsum(n_blocks) - n_blocks
    within = np.arange(int(n_blocks.sum()), dtype=np.int64) - np.repeat(first_blocks, n_blocks)
    starts = np.repeat(bounds[:-1], n_blocks) + 128 * within
    lengths = np.diff(starts, append=len(values))
    bits: npt.NDArray[np.float64] = np.ceil(np.log2(np.maximum.reduceat(values, starts) + 1.0))
    return int(np.ceil(bits * lengths / 8).sum()) + len(starts) + 4 * len(sizes)


if __name__ == "__main__":
    main()
