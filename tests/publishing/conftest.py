from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from brand import Brand
from stage import Clock, FakeServer, network


@pytest.fixture
def net() -> Iterator[FakeServer]:
    with network() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def brand(tmp_path: Path, net: FakeServer, clock: Clock) -> Iterator[Brand]:
    made = Brand(tmp_path, net, clock)
    yield made
    made.ledger.close()
