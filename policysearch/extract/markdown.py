"""Markdown with front matter: CommonMark's blocks, less what would lose text of Chinese documents.

Indented text is a paragraph and not code, `[1]: …` is a paragraph and not a definition, the
number of an ordered item is text (it is a law's own), `《<关于…>》` is no tag.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.token import Token

from policysearch.errors import SourceError
from policysearch.extract import plain
from policysearch.extract.encoding import decode
from policysearch.extract.html import blocks_of_fragment
from policysearch.model import Block, Extract, Place
from policysearch.text.characters import HAN
from policysearch.text.clean import LINE_ENDS, OUTER_SPACES, split_lines
from policysearch.text.joining import begins_paragraph, ends_clause

CELLS = " | "
# markdown-it drops what is nested deeper, without a word.
_DEEPEST = 100
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_LONGEST_FRONT_MATTER = 65536
_YAML = "tag:yaml.org,2002:"
_KEY = re.compile(r"^[\w\u4e00-\u9fff][\w\u4e00-\u9fff -]{0,40}:", re.M)
_NOTE = re.compile(r"\[\^[^\]\n]{1,40}\]:[ \t]*")
# What an inline parser would look at; a paragraph without any of it is its own text.
_INLINE = re.compile(r"[\\`*_\[\]<>&~!]|https?:")
# CommonMark takes **“甲”**乙 for text, because it asks for a space that Chinese has not.
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
# What stands in angle brackets and is no element of HTML is text: <AI>.
_TAG = re.compile(
    r"</?(a|abbr|b|big|blockquote|br|center|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre"
    r"|s|section|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|var)\b",
    re.I,
)
_SQUARE_END = re.compile(f"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’…—]")

_PARSER = (
    MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST})
    .enable(["table", "strikethrough"])
    .disable(["code", "reference"])
)


# Where a line begins with what may be markup of blocks, but for plain headings.
_MARKED = re.compile(
    r"^[ \t]*(?:[-+*_=<>`~|:]|[0-9]{1,9}[.)]|[ \t]#|#(?!#{0,5}[ \t][^#\n]*$))", re.M
)
_PARAGRAPH = Token("paragraph_open", "p", 1)
_HEADINGS = tuple(Token("heading_open", f"h{level}", 1) for level in range(1, 7))


class _FrontMatter(yaml.SafeLoader):
    """Values as they are written, for `structure` to judge one by one; none, yes and no are told
    from text, so that they are no titles.

    An alias is refused: a few lines of them stand for gigabytes.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, written) for tag, written in known if tag in (_YAML + "null", _YAML + "bool")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias", problem_mark=mark)
        return super().compose_node(parent, index)


def _as_written(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _yes_or_no(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> bool | str:
    written = _as_written(loader, node)
    return loader.bool_values.get(written.lower(), written)


for _tag in ("int", "float", "timestamp", "binary"):
    _FrontMatter.add_constructor(_YAML + _tag, _as_written)
_FrontMatter.add_constructor(_YAML + "bool", _yes_or_no)


def extract(content: bytes, *, first_line: int = 1) -> Iterator[Extract | SourceError]:
    """Yield the one document of a Markdown file."""
    text = "\n".join(split_lines(decode(content).text))
    given, warnings, body, n_lines = _front_matter(text)
    first_line += n_lines
    content_hash = sha256(content).hexdigest()
    marked = _without_comments(body)
    tokens = _tokens(marked)
    if tokens is None:
        warnings += (f"it is nested deeper than {_DEEPEST} levels and was read as plain text",)
        read = plain.read(body.split("\n"), first_line=first_line, content_hash=content_hash)
        yield replace(read, given=given, given_as="front matter", warnings=warnings)
        return
    repairs: Counter[str] = Counter()
    yield Extract(
        blocks=tuple(_blocks(marked, tokens, first_line, repairs)),
        given=given,
        given_as="front matter",
        repairs=dict(+repairs),
        warnings=warnings,
        content_hash=content_hash,
    )


def _front_matter(text: str) -> tuple[dict[str, object], tuple[str, ...], str, int]:
    """Split front matter from the text: its values, what to tell of it, the rest, the lines
    before that.

    What stands between two rules and has no key in it is text.
    """
    match = _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER)
    written = match[1] or "" if match else ""
    if match is None or (written.strip() and not _KEY.search(written)):
        return {}, (), text, 0
    rest = text[match.end() :]
    n_lines = text.count("\n", 0, match.end())
    try:
        value = yaml.load(written, _FrontMatter)
    except (yaml.YAMLError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        if isinstance(error, yaml.reader.ReaderError):
            line = written.count("\n", 0, error.position) + 2
        return (
            {},
            (f"the front matter does not parse (line {line}) and was left out",),
            rest,
            n_lines,
        )
    if value is None:
        return {}, (), rest, n_lines
    if not isinstance(value, dict):
        return {}, ("the front matter is not a list of keys and was left out",), rest, n_lines
    return {str(key): value for key, value in value.items()}, (), rest, n_lines


def _without_comments(text: str) -> str:
    """Drop comments but not their line ends; one that is never closed is text.

    By hand, because a pattern looks for the end of each of them anew.
    """
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join(parts) + text[at:].replace("<!--", "\\<!--")


def _blocks(
    body: str, tokens: Sequence[Token], first_line: int, repairs: Counter[str]
) -> Iterator[Block]:
    lines = body.split("\n")
    items: list[str] = []
    header = ""
    row: list[str] = []
    for at, token in enumerate(tokens):
        place = Place("line", token.map[0] + first_line) if token.map else None
        if token.type == "list_item_open":
            # CommonMark knows `1)` and `1.`; the bullet is markup, the number is text.
            items.append(f"{token.info}{token.markup} " if token.info else "")
        elif token.type == "list_item_close":
            items.pop()
        elif token.type == "inline" and tokens[at - 1].type == "heading_open":
            level = int(tokens[at - 1].tag[1:])
            if text := _text(token).strip():
                yield Block("heading", text, level=level, place=place)
        elif token.type == "inline" and tokens[at - 1].type == "paragraph_open":
            repairs[OUTER_SPACES] += _outer(lines, token)
            number = items[-1] if items else ""
            if items:
                items[-1] = ""
            yield from _paragraphs(token, number, bool(items), place, repairs)
        elif token.type == "inline":
            row.append(" ".join(_text(token).split("\n")).strip())
        elif token.type == "tr_close":
            joined = CELLS.join(row)
            header = header or joined
            yield Block("row", joined, header=header, place=place)
            row = []
        elif token.type == "table_open":
            header = ""
        elif token.type == "fence":
            yield from _fenced(token, first_line)
        elif token.type == "html_block":
            yield from blocks_of_fragment(token.content, place)


def _tokens(body: str) -> Sequence[Token] | None:
    """Parse blocks, and inline markup only where there may be some: most laws have none.

    None if they are nested too deep to be parsed without loss.
    """
    body = body.replace("\x00", "\ufffd")
    tokens: list[Token] = []
    env: dict[str, object] = {}
    if _MARKED.search(body):
        _PARSER.block.parse(body, _PARSER, env, tokens)
    else:
        tokens = _flat(body.split("\n"))
    for token in tokens:
        if token.level >= _DEEPEST - 1:
            return None
        if token.type == "inline" and _INLINE.search(token.content):
            children: list[Token] = []
            _PARSER.inline.parse(token.content, _PARSER, env, children)
            token.children = children
    return tokens


def _flat(lines: Sequence[str]) -> list[Token]:
    """Give what the parser gives for headings and paragraphs alone, but for their closing tokens.

    Most laws are no more than these, and it takes ten times as long for them.
    """
    tokens: list[Token] = []
    first = 0
    for at, line in enumerate((*lines, "")):
        is_blank = not line.strip(" \t")
        if not is_blank and not line.startswith("#"):
            continue
        if at > first:
            tokens += _PARAGRAPH, _inline("\n".join(lines[first:at]), first, at)
        if not is_blank:
            words = line.lstrip("#")
            tokens += _HEADINGS[len(line) - len(words) - 1], _inline(words, at, at + 1)
        first = at + 1
    return tokens


def _inline(content: str, first: int, end: int) -> Token:
    return Token("inline", "", 0, content=mdTrim(content), map=[first, end])


def _paragraphs(
    token: Token, number: str, is_item: bool, place: Place | None, repairs: Counter[str]
) -> Iterator[Block]:
    """Make paragraphs of one block: its lines are joined where a sentence runs on, and only
    there.
    """
    kind = "item" if is_item else "paragraph"
    text = number + _text(token)
    if note := _NOTE.match(text):
        yield Block("note", text[note.end() :].strip(), place=place)
        return
    run = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            continue
        if run and not ends_clause(run) and not begins_paragraph(stripped):
            is_latin = not _SQUARE_END.match(run[-1]) and not _SQUARE_END.match(stripped[0])
            run += (" " if is_latin else "") + stripped
            repairs[LINE_ENDS] += 1
            continue
        if run:
            yield Block(kind, run, place=place)
        run = stripped
    if run:
        yield Block(kind, run, is_bold=_is_bold(token), place=place)


def _text(token: Token) -> str:
    """The text of inline content, its markup gone; a hard or soft break is a line end."""
    if not token.children:
        return token.content
    parts = []
    for child in token.children:
        if child.type in ("text", "text_special", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image":
            parts.append(child.content)
        elif child.type == "html_inline":
            tag = _TAG.match(child.content)
            if tag is None:
                parts.append(child.content)
            elif tag[1].lower() == "br":
                parts.append("\n")
    return _EMPHASIS.sub(r"\2", "".join(parts))


def _is_bold(token: Token) -> bool:
    children = [child for child in token.children or () if child.content or child.type != "text"]
    return (
        len(children) >= 3
        and children[0].type == "strong_open"
        and children[-1].type == "strong_close"
        and sum(child.type == "strong_open" for child in children) == 1
    )


def _fenced(token: Token, first_line: int) -> Iterator[Block]:
    start = (token.map[0] if token.map else 0) + first_line + 1
    for at, line in enumerate(token.content.split("\n"), start):
        if line.strip():
            yield Block("paragraph", line.strip(), place=Place("line", at))


def _outer(lines: Sequence[str], token: Token) -> int:
    """How many spaces stand around the lines of a paragraph."""
    start, end = token.map or (0, 0)
    return sum(len(line) - len(line.strip()) for line in lines[start:end])
