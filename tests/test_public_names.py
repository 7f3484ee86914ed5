import re
import subprocess
import sys
from pathlib import Path

import policysearch
from policysearch import errors

ROOT = Path(__file__).resolve().parent.parent


def test_exported_names_are_there_and_public():
    for name in policysearch.__all__:
        assert getattr(policysearch, name) is not None
        assert not name.startswith("_")


def test_nothing_else_is_exported():
    public = {name for name in dir(policysearch) if not name.startswith("_")}
    assert public == set(policysearch.__all__)


def test_every_error_is_exported():
    assert {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.PolicySearchError)
    } <= set(policysearch.__all__)


def test_build_is_a_function_however_it_was_imported():
    code = (
        "import policysearch.build.steps\n"
        "from policysearch import build\n"
        "import policysearch\n"
        "assert callable(build) and policysearch.build is build"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_program_that_only_searches_loads_nothing_that_reads_files():
    code = (
        "import sys, policysearch\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "readers = {'trafilatura', 'lxml', 'pebble', 'flask', 'markdown_it', 'yaml'}\n"
        "assert not loaded & readers, loaded & readers\n"
        "assert 'policysearch.extract' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_page_about_python_names_the_errors_and_the_calls():
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    calls = [name for name in vars(policysearch.Library) if not name.startswith("_")]
    for name in (*calls, "build", "Library", "Settings"):
        assert re.search(rf"`?{name}\b", page), name
    for name in policysearch.__all__:
        value = getattr(policysearch, name)
        if isinstance(value, type) and issubclass(value, policysearch.PolicySearchError):
            assert f"`{name}`" in page, name
