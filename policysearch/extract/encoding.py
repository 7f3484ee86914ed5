"""Decide in what encoding a text file is, strictly: a wrong byte is damage, not `�`.

The order is byte order mark, zero bytes (UTF-16 without a mark), strict UTF-8, then GB18030 (of
which GBK and GB2312 are parts) against Big5 by the share of frequent characters. Declarations
inside the file are not asked, because they lie.
"""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass

from policysearch.errors import DamagedSource

_MARKS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# The most frequent characters of running text, simplified and traditional; about a third of any.
_FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上个国和也子时道说出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三"
    "小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从业为工政产市部务理新关实区现动全企机展技应加制民本地高开科创"
    "這來個國時說於後對過發見從無還學進種將業為務產動關實區現機應開創當與經會們長點體東車話問題處電號單報書記員萬總統陳員灣"
    "，。、；：“”《》（）「」"
)
_SAMPLE = 65536
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a\x1b")
# A text in the right encoding has a share of frequent characters far above the first figure;
# below the second, valid UTF-8 but for a few bytes is taken for damaged UTF-8, not for another
# encoding.
_LEAST_FREQUENT = 0.04


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """Decode a text file; raises DamagedSource where no encoding fits."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_strict(content[len(mark) :], encoding), encoding)
    if utf16 := _utf16_without_mark(content[:_SAMPLE]):
        try:
            return Decoded(content.decode(utf16), utf16)
        except UnicodeDecodeError:
            pass
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        wrong = error
    if _is_mostly_utf8(content[:_SAMPLE]):
        raise DamagedSource(reason=_wrong_byte(content, wrong.start, "UTF-8"))
    decoded = [found for encoding in ("gb18030", "big5hkscs") if (found := _try(content, encoding))]
    if not decoded:
        raise DamagedSource(reason=_wrong_byte(content, wrong.start, "UTF-8, GB18030 or Big5"))
    return max(decoded, key=lambda found: frequency(found.text[:_SAMPLE]))


def looks_binary(head: bytes) -> bool:
    """Whether the beginning of a file holds what no text holds: zero bytes that are not
    UTF-16's.
    """
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_LE, BOM_UTF32_BE)):
        return False
    if _utf16_without_mark(head):
        return False
    return _n_control(head) > max(1, len(head) // 50)


def frequency(text: str) -> float:
    """The share of frequent characters among those that are not ASCII."""
    others = [char for char in text if char > "\x7f"]
    return sum(char in _FREQUENT for char in others) / len(others) if others else 0.0


def _n_control(head: bytes) -> int:
    return len(head) - len(head.translate(None, _CONTROL))


def _try(content: bytes, encoding: str) -> Decoded | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return Decoded(text, encoding)


def _strict(content: bytes, encoding: str) -> str:
    # Lone surrogates in UTF-16 are repaired and counted later; an odd byte at the end is damage.
    errors = "surrogatepass" if encoding.startswith("utf-16") else "strict"
    try:
        return content.decode(encoding, errors)
    except UnicodeDecodeError as error:
        raise DamagedSource(reason=_wrong_byte(content, error.start, encoding.upper())) from None


def _utf16_without_mark(head: bytes) -> str:
    """Tell UTF-16 by its zero bytes: those of ASCII, line ends at least, stand on one side only."""
    head = head[: len(head) // 2 * 2]
    if len(head) < 4:
        return ""
    low, high = head[0::2], head[1::2]
    n_low, n_high = low.count(0), high.count(0)
    for n_zero, n_other, ascii_side, encoding in (
        (n_high, n_low, low, "utf-16-le"),
        (n_low, n_high, high, "utf-16-be"),
    ):
        if not n_zero or n_zero <= 8 * n_other:
            continue
        is_ascii = n_zero >= 0.4 * len(low) and not _n_control(head.replace(b"\x00", b""))
        if is_ascii or (b"\n" in ascii_side and _reads_chinese(head, encoding)):
            return encoding
    return ""


def _reads_chinese(head: bytes, encoding: str) -> bool:
    return frequency(head.decode(encoding, "ignore")) > _LEAST_FREQUENT


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether a text is UTF-8 with a few bytes wrong."""
    text = head.decode("utf-8", "replace")
    others = [char for char in text if char > "\x7f"]
    n_wrong = text.count("\ufffd")
    return len(others) > 20 and n_wrong <= 0.05 * len(others) and frequency(text) > _LEAST_FREQUENT


def _wrong_byte(content: bytes, at: int, encodings: str) -> str:
    return f"byte 0x{content[at]:02X} at {at} is not {encodings}"
