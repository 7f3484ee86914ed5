"""Count the misses of quoted searches against a scan: 0 is the promise (docs/query-language.md,
"Exact").

    python -m benchmarks.exactness --index DIR [--samples 2000] [--seed 1] NAME=PREFIX…

For each NAME=PREFIX, substrings of 1-12 characters are drawn from the canonical texts of the
documents whose
folder begins with PREFIX. The oracle knows nothing of grams: it writes each passage's units as one
character
each and looks for the phrase's characters; the pieces of a cut passage are read on.
"""

import argparse
import random
import time
from collections.abc import Iterator
from itertools import pairwise

from policysearch import Library
from policysearch.analysis.analyzer import default_analyzer
from policysearch.model import Document

LONGEST = 12


class Scan:
    """Every passage of the library as a string with one character a unit."""

    def __init__(self, documents: Iterator[Document]) -> None:
        analyzer = default_analyzer()
        self._units = analyzer.units
        self._alphabet: dict[str, str] = {}
        self._runs: list[tuple[str, list[tuple[int, tuple[str, int]]]]] = []
        for document in documents:
            run, pieces = "", []
            for passage in document.passages:
                if not passage.record.continues and pieces:
                    self._runs.append((run, pieces))
                    run, pieces = "", []
                pieces.append((len(run), (document.id, passage.ordinal)))
                run += self._written(passage.text)
            if pieces:
                self._runs.append((run, pieces))

    def _written(self, text: str) -> str:
        alphabet = self._alphabet
        return "".join(
            alphabet.setdefault(u, chr(0x20000 + len(alphabet))) for u in self._units(text)
        )

    def find(self, phrase: str) -> set[tuple[str, int]]:
        """The passages in which the phrase begins."""
        wanted = self._written(phrase)
        if not wanted:
            return set()
        found = set()
        for run, pieces in self._runs:
            at = run.find(wanted)
            while at >= 0:
                found.add(next(key for start, key in reversed(pieces) if start <= at))
                at = run.find(wanted, at + 1)
        return found


def every_document(library: Library) -> Iterator[Document]:
    """All documents of the library, page by page."""
    page = library.search(size=1000, sort="oldest", facets=False)
    for number in range(1, page.n_pages + 1):
        hits = library.search(size=1000, sort="oldest", facets=False, page=number).hits
        yield from (library.document(hit.document.id) for hit in hits)


def substrings(documents: list[Document], count: int, seed: int) -> Iterator[str]:
    """Random substrings, each document weighted by its length; blanks alone are no phrase and are
    drawn again."""
    chosen = random.Random(seed)
    weights = [len(document.text) for document in documents]
    drawn = 0
    while drawn < count:
        document = chosen.choices(documents, weights)[0]
        start = chosen.randrange(len(document.text))
        phrase = document.text[start : start + chosen.randint(1, LONGEST)]
        if default_analyzer().units(phrase):
            drawn += 1
            yield phrase


def main() -> None:
    """Compare and print one line a group; exit 1 on any difference."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("groups", nargs="+", metavar="NAME=PREFIX")
    arguments.add_argument("--index", default="index")
    arguments.add_argument("--samples", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    misses = 0
    with Library.open(given.index) as library:
        documents = list(every_document(library))
        scan = Scan(iter(documents))
        for group in given.groups:
            name, prefix = group.split("=", 1)
            chosen = [
                document for document in documents if document.summary.folder.startswith(prefix)
            ]
            misses += compare(name, chosen, scan, library, given.samples, given.seed)
    raise SystemExit(misses > 0)


def compare(
    name: str, documents: list[Document], scan: Scan, library: Library, samples: int, seed: int
) -> int:
    """How many of the substrings are answered otherwise than the scan says."""
    misses, passages, spent = 0, 0, 0.0
    for phrase in substrings(documents, samples, seed):
        expected = scan.find(phrase)
        begun = time.perf_counter()
        found = [
            (passage.document.id, passage.ordinal) for passage in library.passages(exact=phrase)
        ]
        spent += time.perf_counter() - begun
        counted = library.search(exact=phrase, by="passage", size=1, facets=False).total.passages
        ordered = all(left < right for left, right in pairwise(found))
        passages += len(expected)
        if (
            set(found) != expected
            or len(found) != len(expected)
            or counted != len(expected)
            or not ordered
        ):
            misses += 1
            print(f"{phrase!r}: scan {len(expected)}, found {len(found)}, total {counted}")
    print(
        f"{name}: {samples} substrings of {len(documents)} documents, {passages} passages,"
        f" {misses} misses; {1000 * spent / samples:.1f} ms each"
    )
    return misses


if __name__ == "__main__":
    main()
