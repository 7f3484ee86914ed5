"""Imports go down: each module may import lower levels only, and rooms on one level do not know
each other."""

import ast
import graphlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The longest prefix that fits a module decides. `webapp` sees the public names of `policysearch`
# only.
LEVELS = {
    "whoosh_columnar": 0,
    "policysearch.errors": 0,
    "policysearch.model": 0,
    "policysearch.settings": 0,
    "policysearch.catalogue": 0,
    "policysearch.text": 1,
    "policysearch.extract": 2,
    "policysearch.structure": 3,
    "policysearch.identity": 2,
    "policysearch.analysis": 2,
    "policysearch.ranking": 2,
    "policysearch.query": 3,
    "policysearch.storage": 3,
    "policysearch.corpus": 3,
    "policysearch.snippet": 3,
    "policysearch.backends": 4,
    "policysearch.build": 5,
    "policysearch.library": 5,
    "policysearch.answers": 6,
    "policysearch.evaluate": 6,
    "policysearch": 6,
    "webapp": 7,
    "policysearch.cli": 8,
    "policysearch.terminal": 8,
    "policysearch.__main__": 8,
    "build_index": 9,
}
ONLY_BUILD_IMPORTS = ("policysearch.extract", "policysearch.structure", "policysearch.corpus")
# The one door to Whoosh; the product's schema is made of Whoosh's public types of fields.
WHOOSH_INTERNALS = "whoosh_columnar.whoosh_internals"
WHOOSH_FIELDS = ("policysearch.backends.whoosh.schema", "whoosh.fields")


def room_of(module: str) -> str:
    """The entry of LEVELS that a module belongs to."""
    fits = [room for room in LEVELS if module == room or module.startswith(room + ".")]
    if module != "policysearch" and fits == ["policysearch"]:
        return module
    return max(fits, key=len)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources() -> list[Path]:
    folders = (ROOT / "whoosh_columnar", ROOT / "policysearch", ROOT / "webapp")
    return [ROOT / "build_index.py", *(p for f in folders for p in sorted(f.rglob("*.py")))]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of every import, lazy and type-only ones too; names that are modules count as
    such."""
    known = {module_name(source) for source in sources()}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield node.lineno, whole if whole in known else str(node.module)


def ours() -> list[tuple[str, str, str]]:
    """(place, importing module, imported module) within the project."""
    return [
        (f"{path.relative_to(ROOT)}:{line}", module_name(path), imported)
        for path in sources()
        for line, imported in imports(path)
        if imported.split(".")[0] in ("whoosh_columnar", "policysearch", "webapp", "build_index")
    ]


def test_every_module_has_a_level():
    unplaced = [module_name(path) for path in sources() if room_of(module_name(path)) not in LEVELS]
    assert unplaced == []


def test_imports_go_down():
    wrong = []
    for place, importer, imported in ours():
        here, there = room_of(importer), room_of(imported)
        if here == there or (importer == "policysearch" and LEVELS[there] <= 6):
            continue
        if here == "build_index" or LEVELS[there] < LEVELS[here]:
            continue
        if {here, there} <= {"policysearch.cli", "policysearch.terminal", "policysearch.__main__"}:
            continue
        if LEVELS[here] == LEVELS[there] == 0 and here == "policysearch.settings":
            continue
        if LEVELS[here] == LEVELS[there] == 0 and there == "policysearch.errors":
            continue
        wrong.append(
            f"{place}: {importer} (level {LEVELS[here]}) imports {imported} (level {LEVELS[there]})"
        )
    assert wrong == []


def test_only_the_write_path_reads_sources():
    wrong = [
        f"{place}: {importer} imports {imported}"
        for place, importer, imported in ours()
        if room_of(imported) in ONLY_BUILD_IMPORTS
        and room_of(importer) not in ("policysearch.build", room_of(imported))
        and not importer.startswith("policysearch.extract")
    ]
    assert wrong == []


def test_pages_use_public_names_only():
    wrong = [
        f"{place}: {importer} imports {imported}"
        for place, importer, imported in ours()
        if importer.split(".")[0] == "webapp" and imported.startswith("policysearch.")
    ]
    assert wrong == []


def test_the_codec_serves_any_program():
    wrong = [
        f"{place}: {importer} imports {imported}"
        for place, importer, imported in ours()
        if room_of(importer) == "whoosh_columnar" and room_of(imported) != "whoosh_columnar"
    ]
    assert wrong == []


def test_no_import_cycle():
    graph: dict[str, set[str]] = {}
    for _, importer, imported in ours():
        if importer != imported and importer != "policysearch" and imported != "policysearch":
            graph.setdefault(importer, set()).add(imported)
    try:
        tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_whoosh_is_imported_by_one_module_and_its_fields_by_the_schema():
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line, imported in imports(path)
        if imported.split(".")[0] == "whoosh"
        and module_name(path) != WHOOSH_INTERNALS
        and (module_name(path), imported) != WHOOSH_FIELDS
    ]
    assert wrong == []


def test_flask_and_print_stay_out_of_the_library():
    wrong = []
    for path in sources():
        module = module_name(path)
        if not module.startswith("policysearch") or LEVELS.get(room_of(module), 0) >= 8:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        wrong += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
        ]
        wrong += [
            f"{path.relative_to(ROOT)}:{n}" for n, m in imports(path) if m.split(".")[0] == "flask"
        ]
    assert wrong == []


def test_the_map_names_every_room_and_no_other():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:3] for line in text.splitlines() if re.match(r"\| \d", line)]
    named = {name.strip(" `"): int(level) for level, names in rows for name in names.split("·")}
    assert named == LEVELS
