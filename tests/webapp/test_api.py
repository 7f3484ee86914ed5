import json
from urllib.parse import quote, urlencode

import pytest

from policysearch import IndexMissing, Settings, build
from tests.small_library import build_library
from webapp import create_app

MEMORY = Settings(backend="memory")
LONG = "词" * 10_500


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    build_library(folder, MEMORY)
    return client_of(folder)


def client_of(folder, **settings):
    app = create_app(Settings(index=str(folder / "index"), **settings))
    app.testing = True
    return app.test_client()


def get(client, path, **parameters):
    return client.get(f"{path}?{urlencode(parameters, doseq=True)}")


def every_part(client, path, **parameters):
    """All answers of a list that is read by cursor."""
    answers = [get(client, path, **parameters).json]
    while cursor := answers[-1]["next_cursor"]:
        answers.append(get(client, path, **parameters, cursor=cursor).json)
    return answers


def problem_of(response, status):
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = json.loads(response.data)
    assert body["status"] == status
    assert body["detail"].endswith(".")
    return body


def test_a_search_answers_with_counts_hits_and_what_it_rests_on(client):
    answer = get(client, "/api/v1/search", q="人工智能 应用场景").json
    assert answer["total"]["documents"] == answer["total"]["full"] + answer["total"]["partial"] == 3
    assert [hit["type"] for hit in answer["hits"]] == ["document"] * 3
    assert answer["fingerprint"]
    assert answer["generation"] == 1
    words = [word["text"] for word in answer["words"]]
    assert answer["hits"][-1]["missing"] == [words[0]]


def test_search_json_is_the_same_answer(client):
    parameters = {"q": "补贴", "by": "passage", "sort": "newest"}
    page, api = (get(client, path, **parameters) for path in ("/search.json", "/api/v1/search"))
    assert page.json == api.json


def test_segments_joined_are_the_snippet(client):
    answer = get(client, "/api/v1/search", q="漏检率", by="passage").json
    snippet = answer["hits"][0]["snippet"]
    assert "".join(segment["text"] for segment in snippet["segments"]) == snippet["text"]
    assert [segment["text"] for segment in snippet["segments"] if segment["word"]] == ["漏检率"]


def test_links_are_paths_or_begin_with_the_base_address(tmp_path):
    build_library(tmp_path, MEMORY)
    for base_url in ("", "https://policy.example"):
        answer = get(client_of(tmp_path, base_url=base_url), "/api/v1/search", q="补贴").json
        link = answer["hits"][0]["passages"][0]["passage"]["link"]
        assert link.startswith(f"{base_url}/p/")


def test_the_host_of_a_request_is_in_no_answer(client):
    response = client.get("/api/v1/search?q=", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.data


def test_a_cursor_reads_every_hit_once(client):
    whole = get(client, "/api/v1/search", q="", size=100).json["hits"]
    parts = every_part(client, "/api/v1/search", q="", size=2)
    assert [hit for part in parts for hit in part["hits"]] == whole
    assert len(parts) == 3


def test_a_cursor_reads_every_passage_once(client):
    whole = get(client, "/api/v1/passages", q="应用场景", size=1000).json
    assert whole["next_cursor"] is None
    parts = every_part(client, "/api/v1/passages", q="应用场景", size=1)
    assert [one for part in parts for one in part["passages"]] == whole["passages"]
    total = get(client, "/api/v1/search", q="应用场景", by="passage").json["total"]["passages"]
    assert len(parts) == total > 1


def test_a_cursor_of_another_search_is_refused(client):
    cursor = get(client, "/api/v1/search", q="", size=2).json["next_cursor"]
    problem = problem_of(get(client, "/api/v1/search", q="补贴", size=2, cursor=cursor), 409)
    assert problem["code"] == "cursor_outdated"


def test_a_cursor_of_an_earlier_index_is_refused(tmp_path):
    build_library(tmp_path, MEMORY)
    client = client_of(tmp_path)
    cursor = get(client, "/api/v1/search", q="", size=2).json["next_cursor"]
    (tmp_path / "corpus" / "more.md").write_text("# 新文件\n\n一段。\n", encoding="utf-8")
    build([tmp_path / "corpus"], tmp_path / "index", jobs=1, settings=MEMORY)
    problem_of(get(client, "/api/v1/search", q="", size=2, cursor=cursor), 409)


@pytest.mark.parametrize(
    "parameters",
    [
        {"sort": "best"},
        {"by": "page"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "１"},
        {"page": "1e3"},
        {"page": "9" * 40},
        {"size": "1001"},
        {"size": ""},
        {"cursor": ""},
        {"cursor": "2.zz"},
        {"cursor": "2.0123456789abcdef\n"},
    ],
)
def test_a_wrong_parameter_is_a_problem(client, parameters):
    problem = problem_of(get(client, "/api/v1/search", q="补贴", **parameters), 400)
    assert problem["code"] == "wrong_option"
    assert next(iter(parameters)) in problem["detail"]


@pytest.mark.parametrize(
    "query",
    ["", "*", "-", '"', "((((", "'; DROP TABLE passages; --", "<script>", "\x00", "😀" * 50, LONG],
)  # fmt: skip
def test_any_query_is_answered(client, query):
    for path in ("/api/v1/search", "/api/v1/passages"):
        assert get(client, path, q=query, exact=query).status_code == 200


def test_bytes_that_are_no_text_are_answered(client):
    assert client.get("/api/v1/search?q=%ff%ed%a0%80&kind=%ff").status_code == 200


def test_a_document_has_text_passages_and_evidence(client):
    found = get(client, "/api/v1/search", q="算力补贴").json["hits"][0]["document"]
    answer = client.get(f"/api/v1/documents/{found['id']}").json
    assert answer["document"] == found
    assert all(passage["text"] in answer["text"] for passage in answer["passages"])
    assert found["facts"]["title"]["values"] == [found["title"]]
    assert found["facts"]["title"]["evidence"] == "front matter"


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fetc", "a" * 500, "词", "%00"])
def test_an_unknown_document_is_a_problem(client, name):
    problem_of(client.get(f"/api/v1/documents/{quote(name, safe='%')}"), 404)


def test_a_document_that_was_removed_is_gone(tmp_path):
    build_library(tmp_path, MEMORY)
    client = client_of(tmp_path)
    found = get(client, "/api/v1/search", exact="各街道应当").json["hits"][0]["document"]["id"]
    (tmp_path / "corpus" / "lights.md").unlink()
    build([tmp_path / "corpus"], tmp_path / "index", jobs=1, settings=MEMORY)
    assert problem_of(client.get(f"/api/v1/documents/{found}"), 410)["code"] == "unknown_document"


def test_status_says_what_is_indexed(client):
    answer = client.get("/api/v1/status").json
    assert answer["n_documents"] == 6
    assert answer["backend"] == "memory"
    assert answer["corpora"] == ["corpus"], "names, not where they lie on the server"


@pytest.mark.parametrize(
    "path", ["/api/v1/search", "/api/v1/passages", "/api/v1/status", "/search.json", "/readyz"]
)
def test_no_index_is_a_problem_that_names_the_command(tmp_path, path):
    problem = problem_of(client_of(tmp_path).get(path), 503)
    assert problem["code"] == IndexMissing.code
    assert "python build_index.py" in problem["detail"]


def test_the_server_is_alive_without_an_index_and_ready_with_one(tmp_path):
    client = client_of(tmp_path)
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").status_code == 503
    build_library(tmp_path, MEMORY)
    assert client.get("/readyz").json == {"status": "ok"}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v2/search", "/api/v1/search/"])
def test_an_unknown_address_is_a_problem(client, path):
    problem_of(client.get(path), 404)


@pytest.mark.parametrize("path", ["/api/v1/search", "/search.json", "/healthz", "/openapi.json"])
def test_another_method_is_a_problem_that_names_those_allowed(client, path):
    response = client.post(path, data="q=1")
    problem_of(response, 405)
    assert "GET" in response.headers["Allow"]


def test_a_bug_is_a_problem_too(tmp_path, monkeypatch, caplog):
    build_library(tmp_path, MEMORY)
    client = client_of(tmp_path)
    client.application.testing = False
    monkeypatch.setattr("webapp.views.api.search_answer", lambda *_, **__: 1 / 0)
    problem = problem_of(client.get("/api/v1/search?q=secret"), 500)
    assert "division" not in json.dumps(problem)
    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text


def test_machine_answers_carry_the_headers_of_pages(client):
    for path in ("/api/v1/status", "/api/v1/documents/nothing", "/openapi.json"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
