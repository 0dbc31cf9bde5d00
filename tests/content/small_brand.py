"""Made-up platforms for the tests of this folder; their smm.toml stands beside the broken posts."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

BROKEN = Path(__file__).parent.parent / "broken" / "front_matter"


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TelegramOptions(Options):
    silent: bool = False


class VkOptions(Options):
    from_group: bool = True
    close_comments: bool = False


class VkSettings(Options):
    post_with: str = "community"


OPTIONS: dict[str, type[BaseModel]] = {"telegram": TelegramOptions, "vk": VkOptions, "mastodon": Options}
SETTINGS: dict[str, type[BaseModel]] = {"vk": VkSettings, "telegram": Options, "feed": Options}
