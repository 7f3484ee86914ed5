"""Which backend a name stands for."""

from policysearch.backends.memory import MemoryBackend
from policysearch.backends.port import Backend
from policysearch.backends.whoosh.backend import WhooshBackend
from policysearch.errors import SettingsError

DEFAULT_MAX_EXPANSIONS = 1000


def backend(name: str, *, max_expansions: int = DEFAULT_MAX_EXPANSIONS) -> Backend:
    """Make the backend of a name; max_expansions bounds what one prefix or near word stands for."""
    if name == "whoosh":
        return WhooshBackend(max_expansions=max_expansions)
    if name == "memory":
        return MemoryBackend(max_expansions=max_expansions)
    raise SettingsError(name="BACKEND", reason=f"{name!r} is not one of whoosh, memory")
