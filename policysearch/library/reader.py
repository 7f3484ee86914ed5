"""`Library`: interpret → backend → texts → snippets → page, on whichever generation is current."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from policysearch.analysis.analyzer import default_analyzer
from policysearch.errors import IndexDamaged, IndexOutdated, UnknownDocument
from policysearch.library.following import Follower
from policysearch.library.opened import Generation, open_generation
from policysearch.library.original import Original, read_original
from policysearch.library.present import Presenter, presentable
from policysearch.library.request import Filters, Request
from policysearch.library.resolution import resolution
from policysearch.model import (
    FACET_FIELDS,
    BuildReport,
    Document,
    DocumentView,
    Passage,
    Resolution,
    ResultPage,
    Status,
)
from policysearch.query.interpret import Interpretation, interpret
from policysearch.settings import Settings
from policysearch.storage.ledger import Ledger
from policysearch.storage.pointer import Pointer

N_TEXTS_AT_ONCE = 256


class Library:
    """An index that answers; follows new generations by itself and may be used from any thread."""

    def __init__(self, index: str | Path = "index", *, settings: Settings | None = None) -> None:
        self.index = Path(index)
        self._settings = settings or Settings()
        self._follower: Follower[Generation] = Follower(
            Pointer(self.index).number,
            lambda number: open_generation(
                self.index, number, max_expansions=self._settings.max_expansions
            ),
        )

    @classmethod
    def open(cls, index: str | Path = "index", *, settings: Settings | None = None) -> "Library":
        """Open the index; raise IndexUnavailable where none answers."""
        library = cls(index, settings=settings)
        with library._reading():
            return library

    def close(self) -> None:
        """Release the index as soon as readings under way have ended."""
        self._follower.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def search(
        self,
        query: str = "",
        *,
        exact: str = "",
        filters: Filters | None = None,
        sort: str = "relevance",
        by: str = "document",
        page: int = 1,
        size: int = 10,
        facets: bool = True,
        snippets: bool = True,
    ) -> ResultPage:
        """Answer a query in the query language, or `exact`, a phrase as it stands; with neither,
        all documents that the filters let through.

        Without `facets` none are counted; without `snippets` each is a whole text, unmarked.
        Raises WrongOption for an option that is not known; any text is a query.
        """
        request = Request.checked(query, exact, filters, sort=sort, by=by, page=page, size=size)
        interpretation = self._interpret(request, FACET_FIELDS if facets else ())
        with self._reading() as opened:
            presenter = Presenter.of(opened.store, interpretation, with_snippets=snippets)
            return presenter.result_page(
                request,
                opened.searcher.search(presentable(interpretation.plan)),
                fingerprint=opened.imprint.fingerprint,
                generation=opened.imprint.number,
            )

    def passages(
        self, query: str = "", *, exact: str = "", filters: Filters | None = None, skip: int = 0
    ) -> Iterator[Passage]:
        """Every passage that has at least one wanted word, in order of document id and place.

        Lazily, from one generation; `skip` passes over the first ones without reading their texts.
        """
        request = Request.checked(query, exact, filters, by="passage")
        interpretation = self._interpret(request, ())
        return self._passages(interpretation, skip)

    def document(self, document_id: str) -> Document:
        """A whole document; raise UnknownDocument where there is none."""
        with self._reading() as opened:
            return opened.store.document(document_id) or self._unknown(document_id)

    def read(self, document_id: str, query: str = "", *, exact: str = "") -> DocumentView:
        """A document with the words of a query marked in all of its passages."""
        request = Request.checked(query, exact)
        interpretation = self._interpret(request, ())
        with self._reading() as opened:
            presenter = Presenter.of(opened.store, interpretation)
            return presenter.document_view(document_id) or self._unknown(document_id)

    def resolve(self, link: str) -> Resolution:
        """Where a permanent link, or a document's id, leads now.

        Raises UnknownDocument (`was_held` in its details: it is gone, else it never was) or, for a
        passage that never was, UnknownAnchor.
        """
        with self._reading() as opened, Ledger.open(self.index) as ledger:
            return resolution(opened.store, ledger, link)

    def original(self, document_id: str) -> Original:
        """The file that a document was read from; raise OriginalChanged or OriginalGone."""
        with self._reading() as opened:
            summary = opened.store.summary(document_id) or self._unknown(document_id)
            return read_original(summary, opened.imprint.locations, index=self.index)

    def verify(self) -> None:
        """Read every file of the current generation; raise IndexDamaged at the first fault."""
        with self._reading() as opened:
            opened.verify()

    @property
    def fingerprint(self) -> str:
        """The short name of all that answers depend on: sources, analyzer, schema."""
        with self._reading() as opened:
            return opened.imprint.fingerprint

    @property
    def status(self) -> Status:
        """What is indexed."""
        with self._reading() as opened:
            return opened.status

    @property
    def report(self) -> BuildReport:
        """What the build of this generation did."""
        with self._reading() as opened:
            return opened.report

    @contextmanager
    def _reading(self) -> Iterator[Generation]:
        """Lend the current generation; what is wrong with it is said of the index, not of a file
        that nobody outside knows."""
        try:
            with self._follower.reading() as opened:
                yield opened
        except (IndexDamaged, IndexOutdated) as error:
            raise type(error)(**(error.details | {"path": self.index})) from error

    def _interpret(self, request: Request, facets: tuple[str, ...]) -> Interpretation:
        return interpret(
            request.query,
            exact=request.exact,
            filters=request.filters,
            sort=request.sort,
            by=request.by,
            page=request.page,
            size=request.size,
            analyzer=default_analyzer(),
            limits=self._settings,
            facets=facets,
        )

    def _passages(self, interpretation: Interpretation, skip: int) -> Iterator[Passage]:
        with self._reading() as opened:
            pairs = islice(opened.searcher.passages(interpretation.plan), skip, None)
            while batch := list(islice(pairs, N_TEXTS_AT_ONCE)):
                yield from (passage for passage, _ in opened.store.passages(batch))

    def _unknown(self, document_id: str) -> NoReturn:
        with Ledger.open(self.index) as ledger:
            raise UnknownDocument(id=document_id, was_held=ledger.known(document_id))
