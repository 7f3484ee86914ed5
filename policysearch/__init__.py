"""Search a folder of Chinese policy documents and follow each answer to the exact passage.

The names below are the whole public surface; all else is private. `build` is loaded when it is
first asked for, so that a program that only searches never loads the libraries that read files.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from policysearch.answers import (
    DocumentAnswer,
    FactAnswer,
    PassageAnswer,
    PassagesAnswer,
    ProblemAnswer,
    SearchAnswer,
    StatusAnswer,
    WholeDocumentAnswer,
    document_answer,
    json_bytes,
    passage_answer,
    schemas,
    search_answer,
    status_answer,
)
from policysearch.catalogue import LANGUAGES, Catalogue, language
from policysearch.catalogue import load as load_catalogue
from policysearch.errors import (
    BackendError,
    BackendUnreachable,
    BuildError,
    CorpusDropped,
    CorpusMissing,
    DamagedSource,
    EncryptedSource,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnavailable,
    IndexUnwritable,
    LimitExceeded,
    NoEarlierGeneration,
    NotFound,
    OriginalChanged,
    OriginalGone,
    PlanUnsupported,
    PolicySearchError,
    RemovalRefused,
    SettingsError,
    SourceError,
    SourceUnreadable,
    UnknownAnchor,
    UnknownDocument,
    UnsupportedFormat,
    WrongOption,
)
from policysearch.library import Library, Original
from policysearch.model import (
    DATE_FACTS,
    FACET_FIELDS,
    FACT_KEYS,
    FILTER_FIELDS,
    FORMS,
    KINDS,
    LEVELS,
    SORTS,
    STATUSES,
    VIEWS,
    BuildReport,
    Diagnostic,
    Document,
    DocumentHit,
    DocumentSummary,
    DocumentView,
    Evidence,
    Facet,
    FacetValue,
    Fact,
    FileOutcome,
    Highlight,
    Passage,
    PassageHit,
    PassageRecord,
    Place,
    Resolution,
    ResultPage,
    Segment,
    Snippet,
    Span,
    Status,
    Total,
    WordCount,
)
from policysearch.settings import Settings

if TYPE_CHECKING:
    from policysearch.build import build

__all__ = [
    "DATE_FACTS",
    "FACET_FIELDS",
    "FACT_KEYS",
    "FILTER_FIELDS",
    "FORMS",
    "KINDS",
    "LANGUAGES",
    "LEVELS",
    "SORTS",
    "STATUSES",
    "VIEWS",
    "BackendError",
    "BackendUnreachable",
    "BuildError",
    "BuildReport",
    "Catalogue",
    "CorpusDropped",
    "CorpusMissing",
    "DamagedSource",
    "Diagnostic",
    "Document",
    "DocumentAnswer",
    "DocumentHit",
    "DocumentSummary",
    "DocumentView",
    "EncryptedSource",
    "Evidence",
    "Facet",
    "FacetValue",
    "Fact",
    "FactAnswer",
    "FileOutcome",
    "Highlight",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexUnavailable",
    "IndexUnwritable",
    "Library",
    "LimitExceeded",
    "NoEarlierGeneration",
    "NotFound",
    "Original",
    "OriginalChanged",
    "OriginalGone",
    "Passage",
    "PassageAnswer",
    "PassageHit",
    "PassageRecord",
    "PassagesAnswer",
    "Place",
    "PlanUnsupported",
    "PolicySearchError",
    "ProblemAnswer",
    "RemovalRefused",
    "Resolution",
    "ResultPage",
    "SearchAnswer",
    "Segment",
    "Settings",
    "SettingsError",
    "Snippet",
    "SourceError",
    "SourceUnreadable",
    "Span",
    "Status",
    "StatusAnswer",
    "Total",
    "UnknownAnchor",
    "UnknownDocument",
    "UnsupportedFormat",
    "WholeDocumentAnswer",
    "WordCount",
    "WrongOption",
    "build",
    "document_answer",
    "json_bytes",
    "language",
    "load_catalogue",
    "passage_answer",
    "schemas",
    "search_answer",
    "status_answer",
]


class _Package(ModuleType):
    """Importing the submodule `build` binds its name here: the public name is its function."""

    def __setattr__(self, name: str, value: object) -> None:
        is_submodule = name == "build" and isinstance(value, ModuleType)
        super().__setattr__(name, vars(value)["build"] if is_submodule else value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name != "build":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("policysearch.build").build


def __dir__() -> list[str]:
    return __all__
