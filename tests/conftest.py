"""Fixtures for resources only: the test data kept outside the repository, and a browser."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with laws, judged questions and the seed article; skips where it is missing."""
    folder = Path(os.environ.get("POLICYSEARCH_TEST_DATA", ROOT.parent / "shared"))
    if not (folder / "data" / "README.md").exists():
        pytest.skip(f"test data not found in {folder}: set POLICYSEARCH_TEST_DATA")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """With POLICYSEARCH_NO_SKIPS set a skip is a failure: where all that tests need was installed,
    nothing may skip."""
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("POLICYSEARCH_NO_SKIPS")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
