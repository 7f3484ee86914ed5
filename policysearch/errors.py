"""The tree of errors. Each message is one sentence that says what is wrong and what to do.

PolicySearchError
├── SettingsError
├── SourceError: UnsupportedFormat EncryptedSource DamagedSource LimitExceeded SourceUnreadable
├── BuildError: CorpusMissing CorpusDropped RemovalRefused NoEarlierGeneration IndexUnwritable
├── IndexUnavailable: IndexMissing IndexDamaged IndexOutdated IndexLocked
├── BackendError: BackendUnreachable PlanUnsupported
├── NotFound: UnknownDocument UnknownAnchor OriginalChanged OriginalGone
└── WrongOption
"""

from typing import ClassVar


class PolicySearchError(Exception):
    """The root: `code` is the stable key, `details` fill the message and its translations."""

    code: ClassVar[str] = "error"
    template: ClassVar[str] = "PolicySearch could not do this."

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.template.format(**details))

    def __reduce__(self) -> tuple[object, ...]:
        """Let errors cross from a worker process: made again from their details."""
        return _made_again, (type(self), self.details)


def _made_again(kind: type[PolicySearchError], details: dict[str, object]) -> PolicySearchError:
    return kind(**details)


class SettingsError(PolicySearchError):
    """A setting has a name or a value that is not known."""

    code = "settings"
    template = "Setting {name} is wrong: {reason}."


class SourceError(PolicySearchError):
    """One source cannot be read; the others are not affected."""

    code = "source"
    template = "{reason}."


class UnsupportedFormat(SourceError):
    """No extractor reads this kind of file."""

    code = "unsupported_format"
    template = "This kind of file ({format}) is not read: convert it to one of {known}."


class EncryptedSource(SourceError):
    """The file asks for a password."""

    code = "encrypted_source"
    template = "The file is encrypted: save it without a password."


class DamagedSource(SourceError):
    """The file's content contradicts its own format."""

    code = "damaged_source"
    template = "The file is damaged ({reason}): replace it with an intact copy."


class LimitExceeded(SourceError):
    """A limit on size, time, memory or output was met."""

    code = "limit_exceeded"
    template = (
        "The file meets the limit {limit} ({allowed}): "
        "raise POLICYSEARCH_{limit} or split the file."
    )


class SourceUnreadable(SourceError):
    """The operating system does not let us read the file."""

    code = "source_unreadable"
    template = "The file cannot be opened ({reason}): check its permissions."


class BuildError(PolicySearchError):
    """A build was refused or could not be finished; the previous index still answers."""

    code = "build"
    template = "The build stopped: {reason}."


class CorpusMissing(BuildError):
    """No root of the corpus is there."""

    code = "corpus_missing"
    template = "There is no corpus at {paths}: create the folder or name another with --corpus."


class CorpusDropped(BuildError):
    """The roots given leave out one that the index holds."""

    code = "corpus_dropped"
    template = "The index also holds {roots}, which --corpus leaves out: add them or say --replace."


class RemovalRefused(BuildError):
    """The build would lose more than a third of the documents."""

    code = "removal_refused"
    template = (
        "This build would remove {removed} of {total} documents: "
        "say --allow-removal if that is meant."
    )


class NoEarlierGeneration(BuildError):
    """There is only the generation that answers."""

    code = "no_earlier_generation"
    template = "The index in {path} has no earlier generation: build again to change what answers."


class IndexUnwritable(BuildError):
    """The new generation could not be written."""

    code = "index_unwritable"
    template = (
        "The index at {path} could not be written ({reason}): "
        "free space or check permissions, then build again."
    )


class IndexUnavailable(PolicySearchError):
    """There is no index that answers."""

    code = "index_unavailable"
    template = "The index cannot be used."


class IndexMissing(IndexUnavailable):
    """Nothing was built yet."""

    code = "index_missing"
    template = "No index in {path}: run `python build_index.py`."


class IndexDamaged(IndexUnavailable):
    """A file of the index is missing or is not what was written."""

    code = "index_damaged"
    template = "The index in {path} is damaged ({reason}): run `python build_index.py --full`."


class IndexOutdated(IndexUnavailable):
    """The index was built by another analyzer, dictionary, schema or backend."""

    code = "index_outdated"
    template = (
        "The index in {path} was built with another {what}: run `python build_index.py --full`."
    )


class IndexLocked(IndexUnavailable):
    """Another build holds the index."""

    code = "index_locked"
    template = "Another build holds the index in {path}: wait until it has ended."


class BackendError(PolicySearchError):
    """A backend failed."""

    code = "backend"
    template = "The backend failed: {reason}."


class BackendUnreachable(BackendError):
    """The backend's server does not answer."""

    code = "backend_unreachable"
    template = "The backend at {url} does not answer: start it or check the address."


class PlanUnsupported(BackendError):
    """The backend does not know a part of the plan."""

    code = "plan_unsupported"
    template = "This backend cannot answer {what}: ask in another way or use another backend."


class NotFound(PolicySearchError):
    """What was asked for is not in the library."""

    code = "not_found"
    template = "There is no such thing in the library."


class UnknownDocument(NotFound):
    """No document has this id now; `was_held` tells whether one ever had."""

    code = "unknown_document"
    template = "There is no document {id} in the library: search for its title."


class UnknownAnchor(NotFound):
    """The document has no such passage."""

    code = "unknown_anchor"
    template = "Document {id} has no passage {anchor}: open the document at its top."


class OriginalChanged(NotFound):
    """The file is not the one that was indexed."""

    code = "original_changed"
    template = (
        "The file {path} has changed since it was indexed: "
        "read the text that is held, or build again."
    )


class OriginalGone(NotFound):
    """The file is no longer where it was indexed."""

    code = "original_gone"
    template = (
        "The file {path} is no longer in its place: read the text that is held, or build again."
    )


class WrongOption(PolicySearchError):
    """A parameter of a call has a value that is not known."""

    code = "wrong_option"
    template = "{name} cannot be {value!r}: use {allowed}."
