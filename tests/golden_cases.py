"""The golden cases: `tests/golden/<format>/<case>/` holds a source and what is made of it.

`python -m tests.golden_cases` rewrites every `expected.json`; read the difference first.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from policysearch.extract.port import Limits, extract
from policysearch.model import Document, Extract, Fact
from policysearch.structure.document import structure

FOLDER = Path(__file__).parent / "golden"
EXPECTED = "expected.json"


def cases() -> Iterator[Path]:
    """Every folder that holds a source, in order."""
    yield from sorted(path.parent for path in FOLDER.glob("*/*/source.*"))


def present(case: Path) -> list[dict[str, object]]:
    """Show what is made of a case's source: its documents, and its errors as their messages."""
    (source,) = case.glob("source.*")
    shown = []
    for found in extract(source, limits=Limits()):
        if isinstance(found, Extract):
            document = structure(found, root="golden", path=source.name, content_hash="")
            shown.append(_document(document))
        else:
            shown.append({"error": str(found)})
    return shown


def _document(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title,
        "facts": {name: _fact(document, fact) for name, fact in document.summary.facts.items()},
        "passages": [
            {
                "anchor": passage.anchor,
                "kind": passage.record.kind,
                "path": list(passage.heading_path),
                "text": passage.text,
            }
            for passage in document.passages
        ],
        "repairs": dict(document.repairs),
        "warnings": list(document.warnings),
    }


def _fact(document: Document, fact: Fact) -> list[object]:
    span = fact.evidence.span
    words = document.text[span.start : span.end] if span else ""
    value = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    return [value, fact.evidence.kind, words]


def main() -> None:
    """Rewrite what is expected of every case."""
    for case in cases():
        shown = json.dumps(present(case), ensure_ascii=False, indent=1)
        (case / EXPECTED).write_text(shown + "\n", "utf-8")


if __name__ == "__main__":
    main()
