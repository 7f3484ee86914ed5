"""Whoosh's own tests pass on the columnar codec, but for the exceptions that are named."""

from pathlib import Path

import pytest

from tests.whoosh_suite import fetch
from tests.whoosh_suite.exceptions import BY_WAY
from tests.whoosh_suite.run import faults, outcomes


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whoosh")
    try:
        return fetch.unpack(fetch.download(folder), folder)
    except fetch.FetchFailed as error:
        pytest.skip(f"the source distribution of Whoosh could not be fetched: {error}")


@pytest.mark.slow
@pytest.mark.parametrize("way", BY_WAY)
def test_the_tests_of_whoosh_pass(suite, way):
    assert faults(way, outcomes(suite, way)) == []


def test_the_exceptions_are_few():
    assert all(len(exceptions) < 15 for exceptions in BY_WAY.values())
