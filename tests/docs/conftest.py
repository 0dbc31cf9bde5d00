from __future__ import annotations

from types import ModuleType

import pytest
from docs_programs import load


@pytest.fixture(scope="session")
def generate() -> ModuleType:
    return load("generate")


@pytest.fixture(scope="session")
def examples() -> ModuleType:
    return load("examples")
