import pytest

from policysearch.backends.registry import backend
from policysearch.errors import SettingsError


@pytest.mark.parametrize("name", ["memory", "whoosh"])
def test_a_backend_has_the_name_it_is_asked_for_by(name: str) -> None:
    assert backend(name).name == name
    assert backend(name).version


def test_an_unknown_backend_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match="'elastic' is not one of"):
        backend("elastic")
