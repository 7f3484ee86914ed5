"""Every example of docs/query-language.md is run."""

import re
from pathlib import Path

import pytest

from policysearch.query.diagnostics import DETAILS
from policysearch.query.syntax import FIELD_BY_NAME
from tests.query.reading import codes, read

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \|(?: [^`]| `| \w|$)", re.MULTILINE)
ROWS = [tuple(cell.replace("\\|", "|") for cell in row) for row in _ROW.findall(PAGE)]
READINGS = [row for row in ROWS if row[1] not in DETAILS]
TELLINGS = [row for row in ROWS if row[1] in DETAILS]


def test_the_page_has_examples():
    n_rows = sum(line.startswith("| `") for line in PAGE.split("\n"))
    assert len(ROWS) == n_rows > 50


@pytest.mark.parametrize(("query", "read_as"), READINGS)
def test_a_query_is_read_as_the_page_says(query, read_as):
    assert read(query).read_as == read_as


@pytest.mark.parametrize(("query", "code"), TELLINGS)
def test_a_query_is_told_what_the_page_says(query, code):
    assert code in codes(query)


def test_the_page_names_every_code_and_every_field():
    assert [code for code in DETAILS if f"`{code}`" not in PAGE] == []
    assert [name for name in FIELD_BY_NAME if name not in PAGE] == []
