"""A small fixed smm.toml and made-up platform options, the same for every test of this folder."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from smmgen.config import Config
from smmgen.content.vocabulary import Vocabulary

BROKEN = Path(__file__).parent.parent / "broken" / "front_matter"


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TelegramOptions(Options):
    silent: bool = False


class VkOptions(Options):
    from_group: bool = True
    close_comments: bool = False


OPTIONS: dict[str, type[BaseModel]] = {"telegram": TelegramOptions, "vk": VkOptions, "mastodon": Options}


@pytest.fixture(scope="session")
def config() -> Config:
    return Config.model_validate(tomllib.loads((BROKEN / "smm.toml").read_text("utf-8")))


@pytest.fixture(scope="session")
def vocabulary(config: Config) -> Vocabulary:
    return Vocabulary(config, OPTIONS)
