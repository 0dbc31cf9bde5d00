from __future__ import annotations

from collections.abc import Iterator

import pytest
from stage import Clock, Network, network


@pytest.fixture
def net() -> Iterator[Network]:
    with network() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()
