"""A pytest plugin that puts the columnar codec where Whoosh's tests find their default.

WHOOSH_SUITE_WAY says which way in is tested:

    codec   Whoosh's own index and writer, through the codec's contract alone
    index   our index, writer, merge policy and searcher as well

Outcomes go to the file WHOOSH_SUITE_OUTCOMES as JSON: name of a test → how it ended.
"""

import json
import os
from pathlib import Path

import pytest
import whoosh.codec
import whoosh.codec.whoosh3
import whoosh.index

from whoosh_columnar.codec import ColumnarCodec
from whoosh_columnar.index import ColumnarIndex

_outcomes: dict[str, str] = {}


def default_codec(**options: object) -> ColumnarCodec:
    """What `whoosh.codec.default_codec` is: options of the W3 format have no meaning here."""
    return ColumnarCodec()


# Before any test module is imported: several take these names at import, and the tests that name
# the W3 codec themselves are to run on ours too.
whoosh.codec.default_codec = default_codec
whoosh.codec.whoosh3.W3Codec = default_codec
if os.environ["WHOOSH_SUITE_WAY"] == "index":
    whoosh.index.FileIndex = ColumnarIndex


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how each test ended; a failure before or after it is the test's."""
    if report.when == "call" or report.outcome != "passed":
        name = report.nodeid.split("/")[-1]
        if _outcomes.get(name) != "failed":
            _outcomes[name] = report.outcome


def pytest_sessionfinish() -> None:
    """Write the outcomes."""
    target = Path(os.environ["WHOOSH_SUITE_OUTCOMES"])
    target.write_text(json.dumps(_outcomes, indent=1), encoding="utf-8")
