"""`.jsonl`: each line a document; `text` or `content` its body, well formed, its spaces as they
are.
"""

import json
from collections.abc import Iterator
from hashlib import sha256

from policysearch.errors import DamagedSource, SourceError
from policysearch.extract.encoding import decode
from policysearch.model import Block, Extract
from policysearch.text.clean import split_lines

BODY_KEYS = ("text", "content")
_MARK = b"\xef\xbb\xbf"


def extract(content: bytes, *, first_line: int = 1) -> Iterator[Extract | SourceError]:
    """Yield a document or an error for each line that is not blank; `member` is `line 12`."""
    if first_line == 1:
        content = _as_utf8(content)
    start = 0
    number = first_line
    while start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        line = content[start:end]
        if line.strip():
            yield _document(line, f"line {number}")
        start = end + 1
        number += 1


def _as_utf8(content: bytes) -> bytes:
    """JSON is UTF-8; what is in another encoding as a whole is read all the same."""
    if content.startswith(_MARK):
        return content[len(_MARK) :]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4096]:
        return decode(content).text.encode("utf-8", "surrogatepass")
    return content


def _document(line: bytes, member: str) -> Extract | SourceError:
    try:
        value = json.loads(_decoded(line))
    except DamagedSource as error:
        return DamagedSource(reason=f"{member}: {error.details['reason']}", member=member)
    except (ValueError, RecursionError) as error:
        return DamagedSource(reason=f"{member} is not JSON: {_said(error)}", member=member)
    if not isinstance(value, dict):
        return DamagedSource(reason=f"{member} is not a JSON object", member=member)
    body = next((value[key] for key in BODY_KEYS if isinstance(value.get(key), str)), None)
    if body is None:
        return DamagedSource(reason=f"{member} has neither `text` nor `content`", member=member)
    given = {key: given for key, given in value.items() if key not in BODY_KEYS}
    return Extract(
        blocks=tuple(Block("paragraph", text) for text in split_lines(body) if text.strip()),
        given=given,
        member=member,
        content_hash=sha256(line).hexdigest(),
    )


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return decode(line).text


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
