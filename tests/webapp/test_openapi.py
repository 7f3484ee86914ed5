from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from policysearch import Settings
from tests.small_library import build_library
from webapp import create_app

PATHS = (
    "/api/v1/search",
    "/api/v1/passages",
    "/api/v1/documents/{document_id}",
    "/api/v1/status",
    "/search.json",
    "/healthz",
    "/readyz",
    "/openapi.json",
)
# Those that take parameters, so that there is something that does not fit.
ASKING = ("/api/v1/search", "/api/v1/passages", "/api/v1/documents", "/search.json")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("openapi")
    build_library(folder, Settings(backend="memory"))
    return create_app(Settings(index=str(folder / "index")))


@pytest.fixture(scope="module")
def schema(app):
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_what_fits_the_description_is_answered_as_it_says(schema, path):
    check(schema, path, schemathesis.GenerationMode.POSITIVE)


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith(ASKING)])
def test_what_does_not_fit_the_description_is_a_problem(schema, path):
    check(schema, path, schemathesis.GenerationMode.NEGATIVE)


def check(schema, path, mode):
    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(schema[path]["GET"].as_strategy(generation_mode=mode))
    def answers_as_described(case):
        case.call_and_validate()

    answers_as_described()


def test_every_address_for_machines_is_described(app):
    described = set(app.test_client().get("/openapi.json").json["paths"])
    rules = {
        rule.rule.replace("<document_id>", "{document_id}") for rule in app.url_map.iter_rules()
    }
    machine = {rule for rule in rules if rule.startswith("/api") or rule.endswith((".json", "z"))}
    assert described == machine == set(PATHS)


def test_the_page_about_the_api_names_every_address_and_parameter(app):
    page = PAGE.read_text(encoding="utf-8")
    description = app.test_client().get("/openapi.json").json
    for path, operations in description["paths"].items():
        assert f"`{path.replace('{document_id}', '<id>')}`" in page
        for parameter in operations["get"]["parameters"]:
            assert f"`{parameter['name']}`" in page or parameter["in"] == "path"
