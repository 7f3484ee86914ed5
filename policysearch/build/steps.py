"""`build`: list, compare, read, index, check, seal; under a lock, beside the generation that
answers."""

import dataclasses
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from policysearch.analysis.analyzer import default_analyzer
from policysearch.backends.registry import backend
from policysearch.build.agenda import Agenda
from policysearch.build.draft import Draft
from policysearch.build.earlier import check_kept, earlier, locations, recorded_roots
from policysearch.build.indexing import Changes, changes, index_changes
from policysearch.build.reading import Reading, failure, read, reading_version, row_key
from policysearch.build.reporting import Found, report
from policysearch.build.work import Progress, Work
from policysearch.corpus import Root, list_sources, roots
from policysearch.errors import IndexUnwritable
from policysearch.model import BuildReport
from policysearch.settings import Settings
from policysearch.storage import generation
from policysearch.storage.cache import Cache
from policysearch.storage.ledger import Ledger
from policysearch.storage.lock import building
from policysearch.storage.records import Held, Imprint, fingerprint
from policysearch.storage.store import Store
from policysearch.storage.writing import StoreWriter

FIRST_CORPUS = "corpus"


def build(
    corpus: Sequence[str | Path] = (),
    index: str | Path = "index",
    *,
    jobs: int = 0,
    full: bool = False,
    replace: bool = False,
    allow_removal: bool = False,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring an index up to its corpus and report it; where nothing changed, nothing is written.

    corpus: `PATH` or `NAME=PATH`; empty: the settings' one, else what the index holds,
    else `corpus/`.
    full: read and index everything again.
    replace: the corpus may leave out a root that the index holds.
    allow_removal: more than a third of the documents may go.
    progress: told (done, total, stage); stages are `read`, `index`, `verify`.

    Raises BuildError, IndexLocked or SettingsError; whatever is raised, the earlier generation
    answers on.
    """
    settings, place = settings or Settings(), Path(index)
    with _writing_to(place), ExitStack() as opened:
        generation.prepare(place)
        opened.enter_context(building(place))
        before = earlier(place, opened)
        if before:
            generation.sweep(place)  # what a killed build left
        recorded = recorded_roots(place, before)
        work = Work(
            index=place,
            settings=settings,
            engine=backend(settings.backend),
            analyzer=default_analyzer(),
            before=before,
            recorded=recorded,
            roots=_roots(corpus or settings.corpus, recorded, may_drop=replace),
            is_full=full,
            jobs=jobs or settings.jobs or os.cpu_count() or 1,
            begun_at=datetime.now(UTC),
            tell=progress or _tell_nobody,
        )
        listing = list_sources(work.roots, now_ns=time.time_ns(), passing=place)
        todo = work.agenda(listing)
        found = Found(work.roots, todo.unchanged, listing.outcomes)
        if todo.is_empty and work.is_as_before(found):
            return work.unchanged(found)
        ledger = opened.enter_context(Ledger.continued(place))
        number, draft = generation.begin(place, after=ledger.last_number())
        opened.callback(generation.discard, draft)
        cached = opened.enter_context(Cache(place))
        held, found = _read(work, todo, found, cached, draft / generation.LIBRARY)
        if work.is_as_before(found):
            return work.unchanged(found)
        _note_lost_ledger(work, ledger)
        found = dataclasses.replace(found, moves=ledger.moves(held))
        if not allow_removal:
            work.check_loss(found)
        _index(work, found, draft)
        made = _finish(work, found, held, number, draft)
        _note(work, found, ledger, number, draft)
        generation.publish(place, number, draft)
        generation.sweep(place)
        cached.keep_only(row_key(row) for row in found.rows)
        return made


def _roots(
    given: Sequence[str | Path], recorded: tuple[Root, ...], *, may_drop: bool
) -> tuple[Root, ...]:
    if not given:
        return recorded or roots([FIRST_CORPUS])
    found = roots(given, recorded)
    if not may_drop:
        check_kept(recorded, found)
    return found


def _read(
    work: Work, todo: Agenda, found: Found, cached: Cache, library: Path
) -> tuple[Mapping[str, Held], Found]:
    """Write the library of a draft: what still holds, and what is read now. Return its documents
    too."""
    before, is_copy = work.before, not work.is_full
    with StoreWriter.begun(library, before.store.path if before and is_copy else None) as writer:
        draft = Draft(writer, before, is_copy=is_copy)
        for row in todo.unchanged:
            draft.keep(row)
        for row in todo.unlisted:
            draft.keep_stale(row)
        for source, error in todo.unreadable:
            draft.add(Reading(source, (), (failure(source, error),)))
        n_sources = len(todo.to_read)
        readings = read(todo.to_read, cached, jobs=work.jobs, settings=work.settings)
        for n_done, reading in enumerate(readings):
            work.tell(n_done, n_sources, "read")
            draft.add(reading)
        work.tell(n_sources, n_sources, "read")
        draft.close()
    rows = tuple(draft.rows.values())
    n_read = sum(draft.rows[source.key].status == "read" for source in todo.to_read)
    differing = changes(before.held if before else {}, draft.held)
    return draft.held, dataclasses.replace(found, rows=rows, n_read=n_read, changes=differing)


def _index(work: Work, found: Found, draft: Path) -> None:
    """Make the search index of a draft: that of the generation before with what changed, or a new
    one."""
    target, differing = draft / generation.SEARCH, found.changes
    with Store.open(draft / generation.LIBRARY) as store:
        if work.before and not work.reindexes:
            work.engine.copy(work.before.folder / generation.SEARCH, target)
        else:
            target.mkdir()
            differing = Changes(added=tuple(store.ids()))
        if differing or work.reindexes:
            index_changes(work.engine, target, store, differing, work.tell, jobs=work.jobs)


def _finish(
    work: Work, found: Found, held: Mapping[str, Held], number: int, draft: Path
) -> BuildReport:
    """Write down what the generation is, and read all of it once."""
    library = draft / generation.LIBRARY
    with Store.open(library) as store:
        totals = store.totals()
    work.tell(0, 1, "verify")
    revisions = ((document_id, one.revision) for document_id, one in held.items())
    name = fingerprint(revisions, work.versions)
    made = report(found, totals, number=number, fingerprint=name, begun_at=work.begun_at)
    backend_name, backend_version, analyzer, schema = work.versions
    imprint = Imprint(
        number=number,
        fingerprint=name,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        backend=backend_name,
        backend_version=backend_version,
        analyzer=analyzer,
        schema=schema,
        reading=reading_version(),
        locations=locations(work.index, work.roots),
    )
    with StoreWriter.continued(library) as writer:
        writer.finish(imprint, made)
    with Store.open(library) as store:
        store.verify()
    work.engine.verify(draft / generation.SEARCH)
    work.tell(1, 1, "verify")
    return made


def _note(work: Work, found: Found, ledger: Ledger, number: int, draft: Path) -> None:
    """Put what is new into the ledger, before the generation is published: no id is given
    unnoted."""
    with Store.open(draft / generation.LIBRARY) as store:
        new = (*found.changes.added, *found.changes.changed)
        ledger.note(number, locations(work.index, work.roots), store.noted(new))
    ledger.note_moves(found.moves)
    ledger.commit()


def _note_lost_ledger(work: Work, ledger: Ledger) -> None:
    """Begin a ledger that was deleted with what the generation before holds."""
    if work.before and ledger.is_empty():
        store, imprint = work.before.store, work.before.imprint
        ledger.note(imprint.number, imprint.locations, store.noted(store.ids()))


@contextmanager
def _writing_to(index: Path) -> Iterator[None]:
    """Say of a disk that is full or closed to us what it means: nothing has changed, and what to
    do."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise IndexUnwritable(path=index, reason=reason) from error


def _tell_nobody(n_done: int, n_all: int, stage: str) -> None:
    """Stand in for a progress that nobody asked for."""
