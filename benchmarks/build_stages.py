"""Say where the CPU time of a build goes: each stage by itself in one process, then a whole build.

    python -m benchmarks.build_stages [--jobs N] CORPUS…

A build runs the stages of its workers beside each other; what it costs more than the stages' sum
(processes, imports, progress) is the last row but one.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.build import PeakMemory
from policysearch import Settings, build
from policysearch.analysis.analyzer import Analyzer
from policysearch.backends.entries import analysed
from policysearch.backends.registry import backend
from policysearch.build.analysing import CHARACTERS, parts
from policysearch.corpus import Source, content_hash, list_sources, roots
from policysearch.errors import SourceError
from policysearch.extract.port import Limits, extract
from policysearch.model import Document, Extract
from policysearch.storage import generation
from policysearch.storage.cache import Cache
from policysearch.storage.ledger import Ledger
from policysearch.storage.records import Held
from policysearch.storage.store import Store
from policysearch.storage.writing import StoreWriter
from policysearch.structure.document import structure

# stage → who does it in a build
STAGES = {
    "list and hash files": "main",
    "read and extract": "workers",
    "structure": "workers",
    "hand over": "both",
    "hash documents": "main",
    "cache": "main",
    "store": "main",
    "tokenizer's dictionary": "main",
    "analyse": "workers",
    "index": "main",
    "ledger": "main",
    "verify": "main",
    "seal and sync": "main",
}


class Clock:
    """CPU seconds of this process by stage."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done inside to a stage."""
        begun = time.process_time()
        yield
        self.seconds[name] += time.process_time() - begun  # type: ignore[assignment]


def run_stages(corpus: Sequence[str], index: Path) -> Clock:
    """Do what a build does, one stage after the other."""
    clock = Clock()
    generation.prepare(index)
    number, draft = generation.begin(index)
    with clock.stage("list and hash files"):
        sources = list_sources(roots(corpus), now_ns=time.time_ns()).sources
        for source in sources:
            content_hash(source)
    library = draft / generation.LIBRARY
    with StoreWriter.begun(library, None) as writer, Cache(index) as cached:
        for source in sources:
            _read(source, writer, cached, clock)
        with clock.stage("store"):
            writer.save()
    with Store.open(library) as store:
        _index(store, draft / generation.SEARCH, clock)
        with clock.stage("ledger"), Ledger.continued(index) as ledger:
            ledger.note(number, (), store.noted(store.ids()))
            ledger.commit()
        with clock.stage("verify"):
            store.verify()
    with clock.stage("verify"):
        backend(Settings().backend).verify(draft / generation.SEARCH)
    with clock.stage("seal and sync"):
        generation.publish(index, number, draft)
    return clock


def _read(source: Source, writer: StoreWriter, cached: Cache, clock: Clock) -> None:
    texts: list[bytes] = []
    members = extract(source.location, limits=Limits())
    while True:
        with clock.stage("read and extract"):
            try:
                extracted = next(members, None)
            except SourceError:
                extracted = None
        if extracted is None:
            break
        if not isinstance(extracted, Extract):
            continue
        with clock.stage("structure"):
            made = structure(
                extracted, root=source.root, path=source.path, content_hash=extracted.content_hash
            )
        with clock.stage("hand over"):
            texts.append(msgspec.json.encode(made))
            document = msgspec.json.decode(texts[-1], type=Document)
        with clock.stage("hash documents"):
            held = Held.of(document, len(texts))
        with clock.stage("store"):
            writer.put(document, held)
    with clock.stage("cache"):
        cached.put(f"{source.root}/{source.path}", (tuple(texts), ()))


def _index(store: Store, target: Path, clock: Clock) -> None:
    analyzer = Analyzer()  # not the one that the build has made ready
    with clock.stage("tokenizer's dictionary"):
        analyzer.prepare()
    with clock.stage("index"):
        writer = backend(Settings().backend).writer(target)
    for part in parts(tuple(store.ids()), store.sizes(), CHARACTERS):
        with clock.stage("analyse"):
            batch = analysed(list(store.texts(part)), analyzer)
        with clock.stage("index"):
            writer.add_batch(batch)
    with clock.stage("index"):
        writer.commit()


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("corpus", nargs="+")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="policysearch-") as folder:
        before = os.times()
        with PeakMemory() as peak:
            report = build(given.corpus, Path(folder) / "built", jobs=given.jobs)
        after = os.times()
        clock = run_stages(given.corpus, Path(folder) / "staged")
    own, workers = (sum(after[at : at + 2]) - sum(before[at : at + 2]) for at in (0, 2))
    total = own + workers
    print("| stage | in a build | CPU s | share |")
    print("| --- | --- | --: | --: |")
    for name, who in STAGES.items():
        seconds = clock.seconds[name]
        print(f"| {name} | {who} | {seconds:.2f} | {seconds / total:.0%} |")
    rest = total - sum(clock.seconds.values())
    print(
        f"| rest: processes, their imports and messages | both | {rest:.2f} | {rest / total:.0%} |"
    )
    print(f"| a whole build | main {own:.1f}, workers {workers:.1f} | {total:.2f} | 100% |")
    print(
        f"\n{report.n_characters:,} characters, {report.n_documents:,} documents, "
        f"{report.n_passages:,} passages, {given.jobs} workers, {report.seconds:.1f} s, "
        f"peak memory of all processes {peak.megabytes:.0f} MB"
    )


if __name__ == "__main__":
    main()
