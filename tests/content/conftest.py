"""A small fixed smm.toml, the same for every test of this folder."""

from __future__ import annotations

import tomllib

import pytest
from small_brand import BROKEN, OPTIONS

from smmgen.config import Config
from smmgen.content.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def config() -> Config:
    return Config.model_validate(tomllib.loads((BROKEN / "smm.toml").read_text("utf-8")))


@pytest.fixture(scope="session")
def vocabulary(config: Config) -> Vocabulary:
    return Vocabulary(config, OPTIONS)
