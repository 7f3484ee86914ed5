"""Python values as bytes and back: what a segment or a table of contents may name is a closed list.

A pickle can call whatever it names. Values of plain types name nothing; beyond them only Whoosh's
own classes, this package's segment, and the plain value types of the standard library are found,
and what the opener of the index adds.
"""

import importlib
import io
import pickle
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Collection
from typing import Any

from whoosh_columnar.errors import ForeignName

_PROTOCOL = 4
_OF_THE_STANDARD_LIBRARY = frozenset(
    {
        "builtins.bool",
        "builtins.bytearray",
        "builtins.bytes",
        "builtins.complex",
        "builtins.dict",
        "builtins.float",
        "builtins.frozenset",
        "builtins.int",
        "builtins.list",
        "builtins.object",
        "builtins.range",
        "builtins.set",
        "builtins.slice",
        "builtins.str",
        "builtins.tuple",
        "collections.OrderedDict",
        "collections.defaultdict",
        "collections.deque",
        "copyreg._reconstructor",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
        "decimal.Decimal",
        "fractions.Fraction",
        "re._compile",
        "uuid.UUID",
        "_codecs.encode",
        "array._array_reconstructor",
        "array.array",
    }
)
# Classes of these modules, and functions of the second list (stemmers, mostly), make up schemas
# and segments. Not all of Whoosh: some of its functions find and call others by name.
_MODULES_OF_CLASSES = (
    "whoosh.analysis",
    "whoosh.codec",
    "whoosh.columns",
    "whoosh.fields",
    "whoosh.formats",
    "whoosh.lang",
    "whoosh.support.charset",
    "whoosh_columnar.field_types",
    "whoosh_columnar.segment",
    "whoosh_columnar.codec",
)
_MODULES_OF_FUNCTIONS = ("whoosh.analysis", "whoosh.lang")


def dumps(value: object) -> bytes:
    """Write a value; equal values of plain types give equal bytes."""
    return pickle.dumps(value, _PROTOCOL)


def loads(content: bytes, trusted: Collection[str] | None, place: str) -> Any:
    """Read a value.

    trusted: modules whose names may be found too; None for any (Whoosh's own way).
    Raises ForeignName, which says in which place it stands.
    """
    if trusted is None:
        return pickle.loads(content)
    return load(io.BytesIO(content), trusted, place)


def load(file: Any, trusted: Collection[str], place: str) -> Any:
    """Read the next value of a file, like `loads`."""
    return _Reader(file, trusted, place).load()


class _Reader(pickle.Unpickler):
    def __init__(self, file: Any, trusted: Collection[str], place: str) -> None:
        super().__init__(file)
        self._trusted = tuple(trusted)
        self._place = place

    def find_class(self, module: str, name: str) -> Any:
        """Give what a pickle names, if it may name it."""
        # Whoosh pickles by a protocol that calls them as Python 2 did.
        module, name = NAME_MAPPING.get((module, name), (IMPORT_MAPPING.get(module, module), name))
        if _is_within(module, self._trusted) or f"{module}.{name}" in _OF_THE_STANDARD_LIBRARY:
            return super().find_class(module, name)
        is_ours = _is_within(module, _MODULES_OF_CLASSES)
        if is_ours and "." not in name:
            found = getattr(importlib.import_module(module), name, None)
            # What a module imported from elsewhere is not its own.
            if getattr(found, "__module__", "") == module and (
                isinstance(found, type) or _is_within(module, _MODULES_OF_FUNCTIONS)
            ):
                return found
        raise ForeignName(place=self._place, name=f"{module}.{name}")


def _is_within(module: str, packages: Collection[str]) -> bool:
    return any(module == each or module.startswith(each + ".") for each in packages)
