"""Stable names: document ids and anchors, made, parsed, and how an old one finds its passage.

An anchor is `<place>-<hash>`: where the passage stands and what it says, so that it can be found
again when one of the two has changed. Nothing here depends on anything outside the document.
"""

import re
import unicodedata
from base64 import b32encode
from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from policysearch.text.fold import fold
from policysearch.text.fold_all import END, codes_of, fold_all

# Below this a passage at the same place is another passage, not an edited one.
LEAST_SIMILARITY = 0.6
_ID_LENGTH = 10
_HASH_LENGTH = 6
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(one + other for one in _LETTERS for other in _LETTERS)
_GIVEN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PLACE = re.compile(
    r"(?:b[0-9]+)?(?:[tks]|h[0-9]+(?:p[0-9]+)?|a[0-9]+(?:z[0-9]+)?|x[0-9]+r[0-9]+|w[0-9]+r[0-9]+"
    r"|l[0-9]+p[0-9]+|n[0-9]+)(?:\.[0-9]+)?"
)
_ANCHOR = re.compile(f"({_PLACE.pattern})-([a-z2-7]{{{_HASH_LENGTH}}})")
_LINK = re.compile(f"/p/({_GIVEN_ID.pattern})(?:/({_ANCHOR.pattern}))?/?")
_PART = re.compile(r"([a-z.]+)([0-9]*)")
_SKETCH_SIZE = 32

Hashes = NDArray[np.uint32]


def document_id(root: str, path: str, given: str | None = None) -> str:
    """Name a document: the id that its source gives if it is fit for a URL, else a hash.

    Without a given id the hash is of the root's name and the path in it, in Unicode's composed
    form, so that a corpus copied to macOS keeps its ids.
    """
    if given:
        return given if _GIVEN_ID.fullmatch(given) else _base32(f"id\0{given}", _ID_LENGTH)
    return _base32(unicodedata.normalize("NFC", f"{root}\0{path}"), _ID_LENGTH)


def passage_hash(text: str) -> str:
    """Hash what a passage says: six base32 characters of the folded text."""
    return _hash(fold(text))


def passage_hashes(texts: Sequence[str]) -> list[str]:
    """The `passage_hash` of each of many texts, none of which holds U+0000."""
    return list(map(_hash, fold_all(texts).split(END)[:-1]))


def make_anchor(place: str, text: str) -> str:
    """Name a passage by its place and its text."""
    return join_anchor(place, passage_hash(text))


def join_anchor(place: str, text_hash: str) -> str:
    """Name a passage by its place and the hash of its text."""
    return f"{place}-{text_hash}"


def parse_anchor(anchor: str) -> tuple[str, str] | None:
    """Split an anchor into place and hash; None if it is not one."""
    match = _ANCHOR.fullmatch(anchor)
    return (match[1], match[2]) if match else None


def parse_link(link: str) -> tuple[str, str] | None:
    """Split `/p/<id>/<anchor>` into id and anchor ("" without one); None if it is no such link."""
    match = _LINK.fullmatch(link)
    return (match[1], match[2] or "") if match else None


def resolve(
    anchor: str, present: Sequence[str], similar: Callable[[str], float]
) -> tuple[str, str]:
    """Find where the passage of an old anchor stands now: (anchor now, how).

    how: `same`; `moved` (the same words at another place, the nearest if there are several);
    `edited` (the same place, and `similar`, given the anchor there, says at least 0.6); `gone`,
    with "".
    """
    if anchor in present:
        return anchor, "same"
    parsed = parse_anchor(anchor)
    if parsed is None:
        return "", "gone"
    place, text_hash = parsed
    moved = [now for now in present if now.endswith(f"-{text_hash}")]
    if moved:
        return min(moved, key=lambda now: _distance(place, now.rpartition("-")[0])), "moved"
    for now in present:
        if now.startswith(f"{place}-") and similar(now) >= LEAST_SIMILARITY:
            return now, "edited"
    return "", "gone"


def sketch(text: str) -> bytes:
    """Keep what is needed to tell later whether another text is alike: at most 128 bytes.

    The 32 smallest of the 32-bit hashes of the folded text's neighbouring characters (bottom-k
    sketch, Broder 1997).
    """
    codes = np.frombuffer(fold(text).encode("utf-32-le", "replace"), dtype="<u4")
    if len(codes) < 2:
        codes = np.concatenate((codes, np.zeros(2 - len(codes), dtype="<u4")))
    hashes = np.unique(_mix(codes[:-1] * np.uint32(0x9E3779B1) ^ _mix(codes[1:])))
    return hashes[:_SKETCH_SIZE].astype("<u4").tobytes()


def sketches(texts: Sequence[str]) -> list[bytes]:
    """The `sketch` of each of many texts, none of which holds U+0000: a tenth of the time."""
    codes = codes_of(fold_all(texts))
    is_end = codes == ord(END)
    is_pair = ~(is_end[:-1] | is_end[1:])
    number = np.cumsum(is_end, dtype=np.int64)[:-1][is_pair]
    hashes = _mix(codes[:-1] * np.uint32(0x9E3779B1) ^ _mix(codes[1:]))[is_pair]
    # The share of a text's hashes that holds twice as many as are kept: less than half to sort.
    n_pairs = np.bincount(number, minlength=len(texts))
    share = np.minimum(2 * _SKETCH_SIZE / np.maximum(n_pairs, 1), 1.0)
    is_small = hashes <= (share * 0xFFFFFFFF).astype(np.uint32)[number]
    # A text's number above, so that one sort brings all texts' hashes in order.
    keys = np.sort(number[is_small].astype(np.uint64) << np.uint64(32) | hashes[is_small])
    keys = keys[np.diff(keys, prepend=np.uint64(2**64 - 1)) != 0]
    ends = np.searchsorted(keys, np.arange(1, len(texts) + 1, dtype=np.uint64) << np.uint64(32))
    n_found = np.diff(ends, prepend=0)
    is_whole = (n_found >= _SKETCH_SIZE) | ((share == 1.0) & (n_found > 0))
    least = keys.astype("<u4").tobytes()
    return [
        least[4 * (end - n) : 4 * (end - n + min(n, _SKETCH_SIZE))] if whole else sketch(text)
        for text, end, n, whole in zip(
            texts, ends.tolist(), n_found.tolist(), is_whole.tolist(), strict=True
        )
    ]


def similarity(sketch_a: bytes, sketch_b: bytes) -> float:
    """Estimate the Dice coefficient of two texts' neighbouring characters from their sketches.

    Exact for texts of at most 32 different pairs; otherwise with a standard error near 0.08.
    """
    a = frozenset(np.frombuffer(sketch_a, dtype="<u4").tolist())
    b = frozenset(np.frombuffer(sketch_b, dtype="<u4").tolist())
    if not a or not b:
        return 0.0
    is_whole = len(a) < _SKETCH_SIZE and len(b) < _SKETCH_SIZE
    union = sorted(a | b)
    sample = union if is_whole else union[:_SKETCH_SIZE]
    jaccard = sum(value in a and value in b for value in sample) / len(sample)
    return 2 * jaccard / (1 + jaccard)


def _mix(values: Hashes) -> Hashes:
    """The finalizer of MurmurHash3: every bit of the input moves every bit of the output."""
    mixed = values ^ (values >> np.uint32(16))
    mixed = mixed * np.uint32(0x85EBCA6B)
    mixed = mixed ^ (mixed >> np.uint32(13))
    mixed = mixed * np.uint32(0xC2B2AE35)
    return np.asarray(mixed ^ (mixed >> np.uint32(16)), dtype=np.uint32)


def _hash(folded: str) -> str:
    """The first six characters of `_base32`, by pairs of them: a third of the time."""
    digest = sha256(folded.encode("utf-8", "surrogatepass")).digest()
    bits = int.from_bytes(digest[:4]) >> 2
    return _PAIRS[bits >> 20] + _PAIRS[bits >> 10 & 0x3FF] + _PAIRS[bits & 0x3FF]


def _base32(text: str, length: int) -> str:
    digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest[: -(-length * 5 // 8)]).decode("ascii")[:length].lower()


def _distance(place: str, other: str) -> tuple[int, ...]:
    """Compare two places number by number; places of another kind are farther than any of the
    same.
    """
    ours, theirs = _PART.findall(place), _PART.findall(other)
    kinds = [kind for kind, _ in ours], [kind for kind, _ in theirs]
    gaps = [abs(int(a or 0) - int(b or 0)) for (_, a), (_, b) in zip(ours, theirs, strict=False)]
    return (kinds[0] != kinds[1], *gaps)
