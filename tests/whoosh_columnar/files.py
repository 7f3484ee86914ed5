"""Files of arrays in memory."""

import io
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from whoosh_columnar.segment_file import SegmentFile, SegmentFileWriter

NAME = "MAIN_test.col"
NO_HEADER: Mapping[str, object] = {}


def written(
    fill: Callable[[SegmentFileWriter], object], header: Mapping[str, object] = NO_HEADER
) -> bytes:
    """The bytes of a file that this filled."""
    file = io.BytesIO()
    writer = SegmentFileWriter(file)
    fill(writer)
    writer.finish(header)
    return file.getvalue()


def written_arrays(
    arrays: Mapping[str, npt.NDArray[np.generic]], header: Mapping[str, object] = NO_HEADER
) -> bytes:
    """The bytes of a file of these arrays."""

    def fill(writer: SegmentFileWriter) -> None:
        for name, array in arrays.items():
            writer.add(name, array)

    return written(fill, header)


def reopened(fill: Callable[[SegmentFileWriter], object]) -> SegmentFile:
    """The file that this filled, to be read."""
    return SegmentFile(written(fill), NAME)
