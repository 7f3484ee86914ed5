"""Writes the folders that `streams.py` reads: passages cut once, by the product's analyzer."""

import json
import os
import random
import re
import subprocess
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.engines.streams import KINDS, Streams, read_streams
from policysearch.analysis.analyzer import Analyzer

HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
N_PHRASES, N_PREFIXES, N_FACETS, N_SORTS, N_LONG = 300, 100, 100, 100, 20
WORDS_OF_LONG = 500


def made(name: str, data: Path, cache: Path) -> Path:
    """The folder of data set A, B or C, written now unless it stands in the cache.

    data: holds tools/make_passages.py and data/.
    """
    analyzer = Analyzer()
    folder = cache / f"{name}-{analyzer.version}"
    if folder.exists():
        return folder
    unfinished = cache / f"{folder.name}.{os.getpid()}"
    unfinished.mkdir(parents=True)
    _write_streams(unfinished, passages(name, data, cache), analyzer)
    queries = _queries(read_streams(unfinished), passages("B", data, cache), data, analyzer)
    for kind in KINDS:
        lines = "".join(" ".join(query) + "\n" for query in queries[kind])
        (unfinished / f"{kind}.queries").write_text(lines, encoding="utf-8")
    unfinished.rename(folder)
    return folder


def passages(name: str, data: Path, cache: Path) -> Iterator[tuple[str, str, str]]:
    """(category, ISO date or "", text) of every passage of a data set."""
    table = cache / f"{name}.tsv"
    if not table.exists():
        program = [sys.executable, str(data / "tools/make_passages.py"), name]
        cache.mkdir(parents=True, exist_ok=True)
        table.write_bytes(subprocess.run(program, check=True, stdout=subprocess.PIPE).stdout)
    with table.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            _, category, date, text = line.rstrip("\n").split("\t", 3)
            yield category, date, text


def _write_streams(folder: Path, rows: Iterator[tuple[str, str, str]], analyzer: Analyzer) -> None:
    streams: dict[str, Callable[[str], Sequence[str]]] = {
        "words": analyzer.words,
        "units": analyzer.units,
    }
    numbers: dict[str, dict[str, int]] = {name: {} for name in streams}
    tokens, lengths = ({name: array("i") for name in streams} for _ in range(2))
    columns = []
    for category, date, text in rows:
        columns.append(f"{category}\t{int(date.replace('-', '') or 0)}\n")
        for name, cut in streams.items():
            known = numbers[name]
            row = [known.setdefault(term, len(known)) for term in cut(text)]
            tokens[name].extend(row)
            lengths[name].append(len(row))
    (folder / "columns.tsv").write_text("".join(columns), encoding="utf-8")
    for name in streams:
        terms = "".join(term + "\n" for term in numbers[name])
        (folder / f"{name}.terms").write_text(terms, encoding="utf-8", newline="\n")
        (folder / f"{name}.tokens").write_bytes(tokens[name].tobytes())
        (folder / f"{name}.lengths").write_bytes(lengths[name].tobytes())


def _queries(
    streams: Streams, of_b: Iterator[tuple[str, str, str]], data: Path, analyzer: Analyzer
) -> dict[str, list[list[str]]]:
    chosen = random.Random(1)
    topics = (data / "data/stard/queries.dev.jsonl").read_text(encoding="utf-8").splitlines()
    judged = [json.loads(line) for line in topics]
    questions = [distinct(analyzer.words(topic["question"])) for topic in judged]
    keywords = [
        distinct(analyzer.words(topic["keywords"].replace("；", " ")))
        for topic in judged
        if topic["keywords"]
    ]
    questions, keywords = ([query for query in some if query] for some in (questions, keywords))
    chosen.shuffle(questions)
    chosen.shuffle(keywords)
    ((largest, _),) = Counter(streams.categories).most_common(1)
    # Of the others, one is as likely as it is large.
    others = [category for category in streams.categories if category != largest] or [largest]
    narrow = chosen.choices(others, k=N_FACETS)
    return {
        "or": questions,
        "and": keywords,
        "phrase": [list(analyzer.units(run)) for run in _runs(of_b, chosen)],
        "prefix": _prefixes(streams.words.terms, chosen),
        "facet": [[largest, *query] for query in questions[:N_FACETS]],
        "narrow": [[one, *query] for one, query in zip(narrow, questions, strict=False)],
        "sort": questions[-N_SORTS:],
        "long": [_many_words(streams, chosen) for _ in range(N_LONG)],
    }


def distinct(words: Sequence[str]) -> list[str]:
    """Words in order, each once."""
    return list(dict.fromkeys(words))


def _runs(rows: Iterator[tuple[str, str, str]], chosen: random.Random) -> list[str]:
    """Runs of 2-8 Han characters, each from a random passage."""
    texts = [text for _, _, text in rows]
    runs: list[str] = []
    while len(runs) < N_PHRASES:
        found = HAN_RUN.findall(chosen.choice(texts))
        if found:
            run = chosen.choice(found)
            length = chosen.randint(2, min(8, len(run)))
            start = chosen.randint(0, len(run) - length)
            runs.append(run[start : start + length])
    return runs


def _prefixes(words: list[str], chosen: random.Random) -> list[list[str]]:
    """The first character or two of random words that go on."""
    longer = [word for word in words if len(word) > 1]
    prefixes: dict[str, None] = {}
    while len(prefixes) < min(N_PREFIXES, len(longer)):
        word = chosen.choice(longer)
        prefixes[word[: chosen.randint(1, min(2, len(word) - 1))]] = None
    return [[prefix] for prefix in prefixes]


def _many_words(streams: Streams, chosen: random.Random) -> list[str]:
    """The distinct words of passages that follow each other: a page pasted as a query."""
    words: dict[int, None] = {}
    bounds = streams.words.bounds()
    at = chosen.randrange(streams.n_passages)
    for _ in range(streams.n_passages):
        words.update(dict.fromkeys(streams.words.tokens[bounds[at] : bounds[at + 1]]))
        if len(words) >= WORDS_OF_LONG:
            break
        at = (at + 1) % streams.n_passages
    return [streams.words.terms[word] for word in list(words)[:WORDS_OF_LONG]]
