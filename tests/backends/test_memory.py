"""The oracle keeps the contract."""

import pytest

from policysearch.backends.port import Backend
from policysearch.backends.registry import backend
from tests.contracts.backend import BackendContract


class TestMemory(BackendContract):
    @pytest.fixture
    def backend(self) -> Backend:
        return backend("memory")
