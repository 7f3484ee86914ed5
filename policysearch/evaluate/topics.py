"""Judged questions as files hold them: one JSON object a line, beside the documents they speak of.

queries.dev.jsonl     {"id", "question", "keywords": "甲；乙", "relevant": ["law-057#第五十四条"]}
questions.dev.jsonl   {"id", "question", "relevant": ["ncp-015758c21692"]}
laws.jsonl, policy.jsonl   the documents, given to a build as they are
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policysearch.errors import DamagedSource, WrongOption

_TOPIC_FILES = ("queries.dev.jsonl", "questions.dev.jsonl")
_CORPUS_FILES = ("laws.jsonl", "policy.jsonl")


@dataclass(frozen=True, slots=True)
class Topic:
    """A judged question.

    texts: what is asked, by form: `question` and, where there are any, `keywords`.
    relevant: ids of documents, or of articles as `id#第五十四条`.
    """

    id: str
    texts: tuple[tuple[str, str], ...]
    relevant: tuple[str, ...]

    def text(self, form: str) -> str:
        """What is asked in a form, or ""."""
        return dict(self.texts).get(form, "")


def corpus_of(directory: Path) -> Path:
    """The file of the documents that the questions of a folder speak of."""
    return _first(directory, _CORPUS_FILES)


def read_topics(directory: Path) -> tuple[Topic, ...]:
    """Read the judged questions of a folder; raise DamagedSource at a line that is none."""
    path = _first(directory, _TOPIC_FILES)
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(_topic(path, number, line) for number, line in enumerate(lines, 1) if line)


def is_by_article(topics: Sequence[Topic]) -> bool:
    """Whether the judgments name articles rather than documents."""
    return any("#" in relevant for topic in topics for relevant in topic.relevant)


def _topic(path: Path, number: int, line: str) -> Topic:
    try:
        raw = json.loads(line)
        texts = {"question": raw["question"], "keywords": raw.get("keywords", "")}
        keywords = " ".join(texts["keywords"].split("；"))
        return Topic(
            id=str(raw["id"]),
            texts=tuple(
                (form, text)
                for form, text in (("question", texts["question"]), ("keywords", keywords))
                if text
            ),
            relevant=tuple(map(str, raw["relevant"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{path.name}, line {number}: not a judged question ({error!r})"
        raise DamagedSource(reason=reason) from error


def _first(directory: Path, names: Sequence[str]) -> Path:
    for name in names:
        if (directory / name).is_file():
            return directory / name
    raise WrongOption(
        name="DIR", value=str(directory), allowed=f"a folder that holds {' or '.join(names)}"
    )
