"""One generation, opened for reading, or refused with the command that mends it."""

from dataclasses import dataclass
from pathlib import Path

from policysearch.analysis.analyzer import default_analyzer
from policysearch.backends.port import Backend, Searcher
from policysearch.backends.registry import backend
from policysearch.errors import IndexOutdated, SettingsError
from policysearch.model import BuildReport, Status
from policysearch.storage import generation
from policysearch.storage.records import Imprint
from policysearch.storage.store import Store


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation, open: its texts, its search index, and what it was made with."""

    store: Store
    searcher: Searcher
    imprint: Imprint
    report: BuildReport
    engine: Backend

    @property
    def status(self) -> Status:
        """What is indexed."""
        return Status(
            generation=self.imprint.number,
            fingerprint=self.imprint.fingerprint,
            built_at=self.imprint.built_at,
            n_documents=self.report.n_documents,
            n_passages=self.report.n_passages,
            n_characters=self.report.n_characters,
            backend=self.imprint.backend,
            analyzer=self.imprint.analyzer,
            schema=self.imprint.schema,
            corpora=self.report.corpora,
        )

    def verify(self) -> None:
        """Read every file; raise IndexDamaged at the first that is not what was written."""
        complete = self.store.path.parent
        generation.verify(complete)
        self.store.verify()
        self.engine.verify(complete / generation.SEARCH)

    def close(self) -> None:
        """Release its files."""
        self.searcher.close()
        self.store.close()


def open_generation(index: Path, number: int, *, max_expansions: int) -> Generation:
    """Open a complete generation; raise IndexUnavailable if it is not whole or not ours to read."""
    complete = generation.folder(index, number)
    generation.check_sizes(complete)
    store = Store.open(complete / generation.LIBRARY)
    try:
        imprint, report = store.imprint, store.report()
        engine = _engine(index, imprint, max_expansions)
        searcher = engine.searcher(complete / generation.SEARCH)
    except BaseException:
        store.close()
        raise
    return Generation(store, searcher, imprint, report, engine)


def _engine(index: Path, imprint: Imprint, max_expansions: int) -> Backend:
    """The backend that wrote the index, if this program still reads what it wrote."""
    if imprint.analyzer != default_analyzer().version:
        raise IndexOutdated(path=index, what="analyzer")
    try:
        engine = backend(imprint.backend, max_expansions=max_expansions)
    except SettingsError as error:
        raise IndexOutdated(path=index, what="backend") from error
    if imprint.backend_version != engine.version:
        raise IndexOutdated(path=index, what="backend")
    return engine
