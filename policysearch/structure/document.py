"""From an extract to a document: clean, structure, lay out, read the facts, name everything."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from policysearch.identity import document_id
from policysearch.model import (
    DATE_FACTS,
    Document,
    DocumentSummary,
    Evidence,
    Extract,
    Fact,
)
from policysearch.structure.abstract import with_abstract
from policysearch.structure.dates import agree
from policysearch.structure.given import given_facts, given_id
from policysearch.structure.headings import with_structure
from policysearch.structure.metadata import facts_of_text
from policysearch.structure.parts import Part, parts_of
from policysearch.structure.passages import lay_out
from policysearch.structure.run_on import parted
from policysearch.text.document_number import number_key
from policysearch.text.fold import fold

# A title is looked for among so many first parts.
_HEAD = 6
# Spaces and the like that a title may hold more than its repetition at the head of the text.
_MARGIN = 40
# Facts whose disagreement between source and text is told; kinds, levels and issuers differ by
# habit.
_DISPUTED = ("title", "document_number", *DATE_FACTS)


def structure(extract: Extract, *, root: str, path: str, content_hash: str) -> Document:
    """Make a document of what an extractor found.

    root, path: the corpus' name and the file in it, "/" between parts.  Pure: the same extract
    gives the same document.
    """
    parts, repairs = parts_of(extract)
    given, warnings = given_facts(extract.given, extract.given_as)
    parts, has_title = _with_given(parts, given)
    parts = with_structure(list(parted(with_abstract(parts))), has_title=has_title)
    text, records = lay_out(parts)
    read = facts_of_text(text, records)
    facts, disputes = _merged(given, read)
    if not extract.member and "title" not in facts:
        facts["title"] = Fact(_file_title(path), Evidence("file"))
    elif "title" not in facts:
        facts["title"] = Fact(f"{_file_title(path)} {extract.member}", Evidence("file"))
    source_id = given_id(extract.given)
    place = f"{path}#{extract.member}" if extract.member and source_id is None else path
    summary = DocumentSummary(
        id=document_id(root, place, source_id),
        title=facts["title"].values[0],
        root=root,
        path=path,
        member=extract.member,
        source_id=source_id or "",
        facts=facts,
        content_hash=content_hash,
        n_passages=len(records),
        n_characters=len(text),
    )
    return Document(
        summary=summary,
        text=text,
        records=records,
        repairs=dict(repairs),
        warnings=(*extract.warnings, *warnings, *disputes),
    )


def _with_given(parts: list[Part], given: Mapping[str, Fact]) -> tuple[list[Part], bool]:
    """Put title, kicker and abstract that the source gives apart before the text, unless it
    begins so.
    """
    ahead: list[Part] = []
    has_title = False
    if title := given.get("title"):
        parts, has_title = _with_title(parts, title.values[0])
    for kind in ("kicker", "abstract"):
        if fact := given.get(kind):
            words = fold(fact.values[0])
            if not any(_folds_to(part.text, words) for part in parts[:4]):
                ahead.append(Part(kind, fact.values[0]))
    if has_title:
        at = next(at for at, part in enumerate(parts) if part.kind == "title")
        return [*parts[: at + 1], *ahead, *parts[at + 1 :]], True
    return [*ahead, *parts], False


def _with_title(parts: list[Part], title: str) -> tuple[list[Part], bool]:
    if not parts:
        return [Part("title", title)], True
    folded = fold(title)
    for at, part in enumerate(parts[:_HEAD]):
        is_ahead = at == 0 or part.kind in ("heading", "title")
        if is_ahead and _folds_to(part.text, folded):
            return [*parts[:at], part._replace(kind="title", rank=0), *parts[at + 1 :]], True
    first = parts[0]
    if first.text.startswith(title) and first.text[len(title)].isspace():
        rest = first._replace(text=first.text[len(title) :], is_run_on=True)
        return [first._replace(kind="title", text=title, rank=0), rest, *parts[1:]], True
    if _begins(first.text, folded):
        return parts, False
    return [Part("title", title), *parts], True


def _folds_to(text: str, folded: str) -> bool:
    return _begins(text, folded) and fold(text) == folded


def _begins(text: str, folded: str) -> bool:
    """Whether a text, folded, begins so; that it does not is seen at its beginning, as a rule.

    What the beginning folds to, all of it begins with.
    """
    beginning = fold(text[: len(folded) + _MARGIN])
    if not (folded.startswith(beginning) or beginning.startswith(folded)):
        return False
    return beginning.startswith(folded) or fold(text).startswith(folded)


def _merged(
    given: Mapping[str, Fact], read: Mapping[str, Fact]
) -> tuple[dict[str, Fact], tuple[str, ...]]:
    """Put given facts over those of the text; name each disagreement."""
    facts = {**read, **given}
    disputes = []
    for name in _DISPUTED:
        if name in given and name in read and not _agree(name, given[name], read[name]):
            facts[name] = replace(given[name], others=(read[name],))
            disputes.append(dispute(name, given[name], read[name]))
    return facts, tuple(disputes)


def dispute(name: str, given: Fact, read: Fact) -> str:
    """The warning of a fact that the text states otherwise."""
    return f"{name} is given as {given.values[0]}, the text says {read.values[0]}"


def _agree(name: str, given: Fact, read: Fact) -> bool:
    one, other = given.values[0], read.values[0]
    if name in DATE_FACTS:
        return agree(one, other)
    if name == "document_number":
        return number_key(one) == number_key(other)
    one, other = fold(one), fold(other)
    return one.startswith(other) or other.startswith(one)


def _file_title(path: Sequence[str] | str) -> str:
    name = str(path).rpartition("/")[2]
    return name.rpartition(".")[0] or name
