"""Random records and random trees of queries over them, the same for every run."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from whoosh import query as queries
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import RefBytesColumn
from whoosh.fields import DATETIME, ID, KEYWORD, NUMERIC, TEXT, Schema

from whoosh_columnar.field_types import Grams

VOCABULARY = [f"{first}{second}" for first in "甲乙丙丁戊己" for second in "一二三四五"]
SEPARATOR = "\x1f"


def a_schema() -> Schema:
    return Schema(
        text=TEXT(analyzer=SpaceSeparatedTokenizer()),
        words=KEYWORD(scorable=True),
        title=TEXT(analyzer=SpaceSeparatedTokenizer(), field_boost=2.5),
        grams=Grams(),
        tag=ID(sortable=RefBytesColumn()),
        year=NUMERIC(sortable=True),
        day=DATETIME(sortable=True),
    )


def some_records(n: int, seed: int) -> list[dict[str, Any]]:
    """Records with few distinct words, so that many scores are equal; some fields are missing."""
    rng = random.Random(seed)
    weights = [1 / (place + 1) for place in range(len(VOCABULARY))]
    records = []
    for _ in range(n):
        words = rng.choices(VOCABULARY, weights, k=rng.choice((1, 2, 3, 8, 20, 60)))
        if rng.random() < 0.01:
            words += [VOCABULARY[0]] * 300
        record: dict[str, Any] = {"text": " ".join(words), "words": " ".join(words[:12])}
        record["grams"] = "".join(words)
        record["title"] = " ".join(words[:2])
        if rng.random() < 0.9:
            record["tag"] = rng.choice("红黄蓝")
        if rng.random() < 0.8:
            record["year"] = rng.choice((1949, 1978, 2001, 2001, 2023, -5))
            record["day"] = datetime(max(1, record["year"]), 1, 1)
        if rng.random() < 0.05:
            del record["words"]
        records.append(record)
    return records


class Trees:
    """Makes queries of all kinds that are executed over arrays."""

    def __init__(self, records: list[dict[str, Any]], seed: int) -> None:
        self._records = records
        self._rng = random.Random(seed)
        self._leaves: tuple[Callable[[], Any], ...] = (
            self.term,
            self.term,
            self.phrase,
            self.run,
            self.prefix,
            self.wildcard,
            self.regex,
            self.fuzzy,
            self.dates,
            self.numbers,
            self.tags,
            self.every,
            self.constant,
        )

    def queries(self, n: int) -> Iterator[Any]:
        """All kinds in turn, but for negations by themselves."""
        kinds = (*self._leaves, self.any_of, self.all_of, self.maybe, self.nested)
        for number in range(n):
            yield kinds[number % len(kinds)]()

    def term(self) -> Any:
        field = self._rng.choice(("text", "words", "title", "tag"))
        word = self._rng.choice((*VOCABULARY, "没有", "红") if field != "tag" else "红黄绿")
        return queries.Term(field, word, boost=self._boost())

    def phrase(self) -> Any:
        words = self._record()["text"].split()
        size = self._rng.randint(1, 5)
        start = self._rng.randrange(len(words))
        run = words[start : start + size]
        if self._rng.random() < 0.2:
            run.append(self._rng.choice(VOCABULARY))
        return queries.Phrase("text", run, boost=self._boost())

    def run(self) -> Any:
        """A phrase of grams, sometimes up to the end of the record."""
        units = self._record()["grams"]
        start = self._rng.randrange(len(units))
        ends = [*units[start + 1 : start + self._rng.randint(1, 8)]]
        if start + len(ends) + 1 == len(units):
            ends.append("")
        grams = [a + SEPARATOR + b for a, b in zip([units[start], *ends], ends, strict=False)] or [
            units[start] + SEPARATOR
        ]
        return queries.Phrase("grams", grams, boost=self._boost())

    def prefix(self) -> Any:
        return queries.Prefix(self._rng.choice(("text", "title")), self._rng.choice("甲乙丙庚"))

    def wildcard(self) -> Any:
        return queries.Wildcard("words", self._rng.choice(("?一", "甲*", "*三", "己?")))

    def regex(self) -> Any:
        return queries.Regex("text", self._rng.choice(("甲[一二]", "[丙丁].", "己四|乙三")))

    def fuzzy(self) -> Any:
        word = self._rng.choice((*VOCABULARY, "甲九", "庚一"))
        return queries.FuzzyTerm("text", word, prefixlength=self._rng.choice((0, 1)))

    def dates(self) -> Any:
        years = sorted(self._rng.choices((1949, 1978, 2000, 2001, 2024), k=2))
        start, end = (datetime(year, 1, 1) for year in years)
        return queries.DateRange("day", start, self._rng.choice((end, None)))

    def numbers(self) -> Any:
        start, end = sorted(self._rng.choices((-5, 0, 1949, 1977, 2001, 2022, 2023), k=2))
        return queries.NumericRange(
            "year",
            self._rng.choice((start, None)),
            self._rng.choice((end, None)),
            startexcl=self._rng.random() < 0.3,
            boost=self._rng.choice((1.0, 2.5)),
        )

    def tags(self) -> Any:
        return queries.TermRange("tag", "红", "蓝", endexcl=self._rng.random() < 0.5)

    def every(self) -> Any:
        return queries.Every(self._rng.choice((None, "words", "year")), boost=self._boost())

    def constant(self) -> Any:
        return queries.ConstantScoreQuery(self.any_of(), score=self._rng.choice((0.5, 2.0)))

    def any_of(self) -> Any:
        leaves = [self._leaf() for _ in range(self._rng.randint(0, 6))]
        return queries.Or(leaves, boost=self._boost())

    def all_of(self) -> Any:
        leaves = [self._leaf() for _ in range(self._rng.randint(1, 3))]
        if self._rng.random() < 0.4:
            leaves.append(queries.Not(self.term()))
        return queries.And(leaves, boost=self._boost())

    def maybe(self) -> Any:
        return queries.AndMaybe(self._leaf(), self._leaf())

    def without(self) -> Any:
        return queries.Not(self._leaf())

    def nested(self, depth: int = 3) -> Any:
        parts = [
            self.nested(depth - 1) if depth and self._rng.random() < 0.4 else self._leaf()
            for _ in range(self._rng.randint(2, 3))
        ]
        kind = self._rng.choice((queries.And, queries.Or, queries.Or))
        return kind(parts, boost=self._boost())

    def _leaf(self) -> Any:
        return self._rng.choice(self._leaves[:-1])()

    def _record(self) -> dict[str, Any]:
        return self._rng.choice(self._records)

    def _boost(self) -> float:
        return self._rng.choice((1.0, 1.0, 1.0, 2.0, 0.25))
