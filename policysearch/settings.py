"""One frozen object: environment `POLICYSEARCH_*` over `policysearch.toml` over defaults.

Nothing else reads the environment. `docs/settings.md` is made from the fields below by
`policysearch settings --markdown`.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from policysearch.errors import SettingsError

PREFIX = "POLICYSEARCH_"
FILE = "policysearch.toml"
BACKENDS = ("whoosh", "memory")

Value = str | int | bool | tuple[str, ...]
Reader = Callable[[str, object], Value]


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise SettingsError(name=name, reason="it must be a text")
    return value


def _folder(name: str, value: object) -> str:
    if not _text(name, value).strip():
        raise SettingsError(name=name, reason="it must name a folder")
    return str(value)


def _one_of(*allowed: str) -> Reader:
    def read(name: str, value: object) -> str:
        if value not in allowed:
            known = ", ".join(choice or '""' for choice in allowed)
            raise SettingsError(name=name, reason=f"it must be one of {known}")
        return str(value)

    return read


def _whole(least: int, most: int = 2**31 - 1) -> Reader:
    def read(name: str, value: object) -> int:
        try:
            number = int(value) if isinstance(value, str) else value
        except ValueError:
            number = None
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            raise SettingsError(
                name=name, reason=f"it must be a whole number from {least} to {most}"
            )
        return number

    return read


def _yes_or_no(name: str, value: object) -> bool:
    spelled = {
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
        "": False,
    }
    known = value if isinstance(value, bool) else spelled.get(str(value).lower())
    if known is None:
        raise SettingsError(name=name, reason="it must be true or false")
    return known


def _list(separator: str) -> Reader:
    def read(name: str, value: object) -> tuple[str, ...]:
        parts = value.split(separator) if isinstance(value, str) else value
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            raise SettingsError(name=name, reason="it must be a list of texts")
        return tuple(part.strip() for part in parts if part.strip())

    return read


def _address(name: str, value: object) -> str:
    address = _text(name, value).rstrip("/")
    if address and not address.startswith(("http://", "https://")):
        raise SettingsError(name=name, reason="it must begin with http:// or https://")
    return address


def _says(read: Reader, about: str) -> Mapping[str, object]:
    return MappingProxyType({"read": read, "about": about})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; `origins` tells where each that is no default came from."""

    index: str = field(default="index", metadata=_says(_folder, "folder of the index"))
    corpus: tuple[str, ...] = field(
        default=(),
        metadata=_says(
            _list(os.pathsep),
            "folders and files to build from, separated as in PATH, `NAME=PATH` to name one; "
            "none: what the index holds, the first time `corpus/`",
        ),
    )
    backend: str = field(
        default="whoosh", metadata=_says(_one_of(*BACKENDS), "engine of the index")
    )
    jobs: int = field(
        default=0, metadata=_says(_whole(0, 256), "processes that read files; 0: one per core")
    )
    lang: str = field(
        default="",
        metadata=_says(
            _one_of("", "zh", "en"), "language of the tool; empty: as the system or browser asks"
        ),
    )
    host: str = field(default="127.0.0.1", metadata=_says(_folder, "address to serve on"))
    port: int = field(
        default=8000,
        metadata=_says(_whole(0, 65535), "port to serve on; taken: the next free one; 0: any"),
    )
    workers: int = field(default=1, metadata=_says(_whole(1, 256), "processes that serve"))
    threads: int = field(
        default=32, metadata=_says(_whole(1, 256), "threads of each process that serves")
    )
    base_url: str = field(
        default="",
        metadata=_says(_address, "address that absolute links begin with; empty: links are paths"),
    )
    allowed_hosts: tuple[str, ...] = field(
        default=("127.0.0.1", "localhost", "[::1]"),
        metadata=_says(_list(","), "hosts that requests may name, separated by commas"),
    )
    admin_token: str = field(
        default="",
        repr=False,
        metadata=_says(
            _text, "secret for admin actions, from the environment alone; empty: there are none"
        ),
    )
    log_queries: bool = field(
        default=False,
        metadata=_says(_yes_or_no, "whether the log of requests shows what was searched"),
    )
    max_query_length: int = field(
        default=10_000, metadata=_says(_whole(1, 1_000_000), "characters of a query that are read")
    )
    max_expansions: int = field(
        default=1000,
        metadata=_says(_whole(1), "words that a prefix, a wildcard or a near spelling may become"),
    )
    max_nesting: int = field(
        default=20, metadata=_says(_whole(1, 100), "brackets inside brackets in a query")
    )
    max_file_mb: int = field(
        default=40, metadata=_says(_whole(1), "size of a file that is read, in MB")
    )
    extract_timeout_s: int = field(
        default=300, metadata=_says(_whole(1), "seconds that reading one file may take")
    )
    extract_memory_mb: int = field(
        default=2048, metadata=_says(_whole(64), "memory that reading one file may take, in MB")
    )
    max_output_characters: int = field(
        default=50_000_000, metadata=_says(_whole(1), "characters that one file may yield")
    )
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def load(cls, environ: Mapping[str, str], toml_path: Path | None = None) -> "Settings":
        """Read the file, if it is there, then the environment; raise SettingsError if one is wrong.

        Unknown names in the environment are kept in `unknown`, not refused: container platforms put
        variables of their own under a service's name.
        """
        values: dict[str, Value] = {}
        origins: dict[str, str] = {}
        for name, value in _file_values(toml_path).items():
            values[name] = READERS[name](name, value)
            origins[name] = str(toml_path)
        for name, read in READERS.items():
            variable = PREFIX + name.upper()
            if variable in environ:
                values[name] = read(variable, environ[variable])
                origins[name] = variable
        known = {PREFIX + name.upper() for name in READERS}
        unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
        return cls(**values, origins=origins, unknown=tuple(unknown))  # type: ignore[arg-type]

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """(name, value as a person writes it, origin or ""), in order; secrets are hidden."""
        return tuple((name, self._shown(name), self.origins.get(name, "")) for name in READERS)

    def _shown(self, name: str) -> str:
        value = getattr(self, name)
        if name in SECRETS:
            return "***" if value else ""
        return _written(name, value)


SECRETS = frozenset({"admin_token"})
READERS: Mapping[str, Reader] = MappingProxyType(
    {made.name: made.metadata["read"] for made in fields(Settings) if "read" in made.metadata}
)


def markdown() -> str:
    """The page `docs/settings.md`, made from the fields."""
    lines = [
        "# Settings",
        "",
        "The environment goes over the file `policysearch.toml` in the working folder, the file",
        "over the defaults. In the file a setting has its name in small letters, and a list is an",
        "array. Secrets come from the environment alone.",
        "`policysearch settings` shows each value in force and where it comes from.",
        "This page is made by `policysearch settings --markdown`.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for made in fields(Settings):
        if made.name in READERS:
            default = _written(made.name, made.default)
            shown = f"`{default}`" if default else "–"
            lines.append(f"| `{PREFIX}{made.name.upper()}` | {shown} | {made.metadata['about']} |")
    return "\n".join(lines) + "\n"


def _written(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return (os.pathsep if name == "corpus" else ",").join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _file_values(path: Path | None) -> Mapping[str, object]:
    if path is None or not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(name=str(path), reason=f"it is not TOML: {error}") from error
    for name in values:
        if name not in READERS:
            raise SettingsError(name=f"{name} in {path}", reason="there is no such setting")
        if name in SECRETS:
            raise SettingsError(
                name=f"{name} in {path}", reason="a secret comes from the environment alone"
            )
    return values
