from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from promise_harness import Cast, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Cast], Path]:
    """The brand of a class, built once."""
    built: dict[str, Path] = {}

    def get(cast: Cast) -> Path:
        if cast.name not in built:
            built[cast.name] = prepare(tmp_path_factory.mktemp(cast.name), cast)
        return built[cast.name]

    return get
