from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policysearch.errors import SettingsError
from policysearch.settings import PREFIX, READERS, Settings, markdown

ROOT = Path(__file__).resolve().parent.parent


def a_file(folder: Path, text: str) -> Path:
    path = folder / "policysearch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_given_is_the_defaults():
    assert Settings.load({}) == Settings()


def test_environment_goes_over_file_and_file_over_default(tmp_path):
    path = a_file(tmp_path, 'port = 9000\nindex = "there"\n')
    settings = Settings.load({"POLICYSEARCH_PORT": "9001"}, path)
    assert (settings.port, settings.index, settings.host) == (9001, "there", "127.0.0.1")
    origins = {name: origin for name, _, origin in settings.rows()}
    assert origins["port"] == "POLICYSEARCH_PORT"
    assert origins["index"] == str(path)
    assert origins["host"] == ""


def test_a_missing_file_is_no_error(tmp_path):
    assert Settings.load({}, tmp_path / "policysearch.toml") == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("BACKEND", "lucene"),
        ("LANG", "fr"),
        ("LOG_QUERIES", "perhaps"),
        ("BASE_URL", "javascript:alert(1)"),
        ("INDEX", ""),
        ("MAX_FILE_MB", "0"),
    ],
)
def test_a_wrong_value_is_named(name, value):
    with pytest.raises(SettingsError) as caught:
        Settings.load({PREFIX + name: value})
    assert PREFIX + name in str(caught.value)


def test_an_unknown_name_in_the_file_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match="prot"):
        Settings.load({}, a_file(tmp_path, "prot = 9000"))


def test_a_file_that_is_not_toml_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match="not TOML"):
        Settings.load({}, a_file(tmp_path, "port: 9000"))


def test_a_boolean_is_no_number(tmp_path):
    with pytest.raises(SettingsError, match="port"):
        Settings.load({}, a_file(tmp_path, "port = true"))


def test_unknown_names_of_the_environment_are_kept_for_the_person():
    settings = Settings.load({"POLICYSEARCH_SERVICE_HOST": "10.0.0.1", "PATH": "/bin"})
    assert settings.unknown == ("POLICYSEARCH_SERVICE_HOST",)


def test_a_secret_is_neither_read_from_a_file_nor_shown(tmp_path):
    with pytest.raises(SettingsError, match="environment alone"):
        Settings.load({}, a_file(tmp_path, 'admin_token = "s3cret"'))
    settings = Settings.load({"POLICYSEARCH_ADMIN_TOKEN": "s3cret"})
    assert settings.admin_token == "s3cret"
    assert "s3cret" not in repr(settings) + str(settings.rows())


def test_lists_are_read_from_both(tmp_path):
    settings = Settings.load({"POLICYSEARCH_ALLOWED_HOSTS": "a.example, b.example,"})
    assert settings.allowed_hosts == ("a.example", "b.example")
    settings = Settings.load({}, a_file(tmp_path, 'corpus = ["corpus", "laws=/srv/laws"]'))
    assert settings.corpus == ("corpus", "laws=/srv/laws")


def test_settings_are_frozen():
    with pytest.raises(AttributeError):
        Settings().port = 1  # type: ignore[misc]


@given(st.sampled_from(sorted(READERS)), st.text(max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(name, text):
    try:
        Settings.load({PREFIX + name.upper(): text})
    except SettingsError as error:
        assert str(error).endswith(".")


def test_the_page_about_settings_is_in_step():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == markdown()


def test_every_setting_says_what_it_is():
    for name in READERS:
        assert f"`{PREFIX}{name.upper()}`" in markdown()
