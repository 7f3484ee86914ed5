"""The value of a posting in each kind of field: its bytes in Whoosh's format and their meaning."""

import struct
from typing import Any

from whoosh_columnar.rows import Bounds

_COUNT = struct.Struct("!I")


class NoValues:
    """Of a field that only knows which records have a term."""

    def encoded(self, place: int, format_: Any) -> bytes:
        """The bytes of the posting at this place."""
        return b""

    def decoded(self, place: int, astype: str, format_: Any) -> Any:
        """The meaning of the posting at this place."""
        return format_.decode_as(astype, b"")


class Frequencies:
    """Of a field that keeps how often a term stands in a record."""

    def __init__(self, frequencies: list[int]) -> None:
        self._frequencies = frequencies

    def encoded(self, place: int, format_: Any) -> bytes:
        return _COUNT.pack(self._frequencies[place])

    def decoded(self, place: int, astype: str, format_: Any) -> Any:
        if astype == "frequency":
            return self._frequencies[place]
        return format_.decode_as(astype, self.encoded(place, format_))


class Positions:
    """Of a field that keeps where a term stands in a record."""

    def __init__(self, positions: list[int], bounds: Bounds) -> None:
        """bounds: posting i has positions[bounds[i]:bounds[i + 1]]."""
        self._positions = positions
        self._bounds: list[int] = bounds.tolist()

    def encoded(self, place: int, format_: Any) -> bytes:
        encoded: bytes = format_.encode(self._of(place))
        return encoded

    def decoded(self, place: int, astype: str, format_: Any) -> Any:
        if astype == "positions":
            return self._of(place)
        return format_.decode_as(astype, self.encoded(place, format_))

    def _of(self, place: int) -> list[int]:
        return self._positions[self._bounds[place] : self._bounds[place + 1]]


class EncodedValues:
    """Of a field whose format's bytes are kept as they are."""

    def __init__(self, values: list[bytes]) -> None:
        self._values = values

    def encoded(self, place: int, format_: Any) -> bytes:
        return self._values[place]

    def decoded(self, place: int, astype: str, format_: Any) -> Any:
        return format_.decode_as(astype, self._values[place])
