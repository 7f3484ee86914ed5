"""One library and one app for all page tests; a browser where Chromium is installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from policysearch import Settings
from tests.webapp.site import app_of, build_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a built library."""
    return build_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def app(site: Settings) -> Flask:
    return app_of(site)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader whose browser asks for the host that is allowed."""
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = "localhost"
    return client


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[FlaskClient]:
    """A reader of a server that has no index yet."""
    client = app_of(Settings(index=str(tmp_path / "index"), lang="zh")).test_client()
    client.environ_base["HTTP_HOST"] = "localhost"
    yield client
