"""Which segments a commit merges: never more than four are left, and few bytes are written anew.

A search walks every segment, and at four it costs at most half more than at one (measured; at
eight, twice). The large ones are kept and small ones are merged with what is new, so that a commit
of a few records costs as much as the small ones hold.
"""

from collections.abc import Sequence
from typing import Any

MAX_SEGMENTS = 4
# A segment is merged with the next larger one while that has less than eight times its bytes, ...
_RATIO = 8
# ... but large ones only where there are too many: a build that was flushed in parts stays so.
_LARGE_BYTES = 16 << 20
# A place is left for what is small; else each commit would merge two large ones.
_MAX_LARGE = MAX_SEGMENTS - 1


def at_most_four(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's shape of a policy, for a ColumnarWriter; its default."""
    alive = [segment for segment in segments if segment.doc_count()]
    sizes = [writer.size_of(segment) for segment in alive]
    groups = grouped([*sizes, writer.pending_bytes] if writer.pending_bytes else sizes)
    kept: list[Any] = []
    for group in groups:
        chosen = [alive[number] for number in group if number < len(alive)]
        if len(chosen) < len(group):
            writer.take_segments(chosen)
        elif len(chosen) > 1 or chosen[0].deleted_count() * 2 > chosen[0].doc_count_all():
            kept += writer.merged(chosen)
        else:
            kept += chosen
    return kept


def grouped(sizes: Sequence[int]) -> list[list[int]]:
    """Which of these are to become one: lists of their places, ascending within each."""
    groups = sorted((size, [place]) for place, size in enumerate(sizes))
    while len(groups) > 1:
        n_large = sum(size >= _LARGE_BYTES for size, _ in groups)
        first = 0
        if len(groups) <= MAX_SEGMENTS:
            if n_large > _MAX_LARGE:
                first = len(groups) - n_large
            elif groups[1][0] >= min(_LARGE_BYTES, _RATIO * groups[0][0]):
                break
        (size, places), (other_size, others) = groups[first : first + 2]
        groups[first : first + 2] = [(size + other_size, sorted(places + others))]
        groups.sort()
    return sorted((places for _, places in groups))
