"""What every view asks for: the library, the settings, the words of the reader's language."""

import threading
from typing import cast

from flask import current_app, g, request

from policysearch import Library, Settings
from webapp.holdings import Holdings, survey
from webapp.urls import SearchState, read_search
from webapp.wording import Wording, wording

EXTENSION = "policysearch"


class LazyLibrary:
    """Opens the library at the first request that needs it, and again until there is one.

    So the server starts before the first build and needs no restart after it. Thread safe.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._library: Library | None = None
        self._surveyed: tuple[str, int, Holdings] | None = None

    def get(self) -> Library:
        """The open library; raises IndexUnavailable while there is none."""
        with self._lock:
            if self._library is None:
                self._library = Library.open(self.settings.index, settings=self.settings)
            return self._library

    def holdings(self) -> Holdings:
        """What the library holds, asked once for each generation."""
        library = self.get()
        status = library.status
        key = (status.fingerprint, status.generation)
        surveyed = self._surveyed
        if surveyed is None or surveyed[:2] != key:
            surveyed = self._surveyed = (*key, survey(library))
        return surveyed[2]

    def close(self) -> None:
        """Release the library's files."""
        with self._lock:
            if self._library is not None:
                self._library.close()
            self._library = None


def current_library() -> Library:
    """The library of this app; raises IndexUnavailable while there is none."""
    return _held().get()


def current_holdings() -> Holdings:
    """What the library of this app holds; raises IndexUnavailable while there is none."""
    return _held().holdings()


def current_settings() -> Settings:
    """The settings of this app."""
    return _held().settings


def current_search() -> SearchState:
    """The search that this request's address stands for."""
    return read_search(request.args, longest=current_settings().max_query_length)


def current_wording() -> Wording:
    """The words of the language chosen for this request."""
    return wording(cast(str, g.get("lang", "zh")))


def _held() -> LazyLibrary:
    return cast(LazyLibrary, current_app.extensions[EXTENSION])
