"""Libraries that are built once and only read, and readers of their pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from policysearch import Library, Settings
from tests.acceptance.pages import a_reader
from tests.builders import a_build
from tests.conftest import ROOT

BACKEND = "whoosh"


@pytest.fixture(scope="session")
def article(shared_data: Path) -> Path:
    """The seed article as it was extracted from its newspaper page."""
    return shared_data / "seed" / "article.txt"


@pytest.fixture(scope="session")
def seed_settings(article: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a library that holds the seed article and nothing else."""
    return built(tmp_path_factory.mktemp("seed"), article)


@pytest.fixture(scope="session")
def seed(seed_settings: Settings) -> Iterator[Library]:
    with Library.open(seed_settings.index, settings=seed_settings) as library:
        yield library


@pytest.fixture(scope="session")
def seed_reader(seed_settings: Settings) -> FlaskClient:
    return a_reader(seed_settings)


@pytest.fixture(scope="session")
def starter_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a library of the starter corpus."""
    return built(tmp_path_factory.mktemp("starter"), ROOT / "corpus")


@pytest.fixture(scope="session")
def starter(starter_settings: Settings) -> Iterator[Library]:
    with Library.open(starter_settings.index, settings=starter_settings) as library:
        yield library


@pytest.fixture(scope="session")
def starter_reader(starter_settings: Settings) -> FlaskClient:
    return a_reader(starter_settings)


def built(folder: Path, *corpus: Path) -> Settings:
    """Build an index of a corpus below a folder, and give the settings to open it with."""
    settings = Settings(index=str(folder / "index"), backend=BACKEND, lang="zh")
    a_build(folder, corpus=list(corpus), settings=settings)
    return settings
