"""A brand with an account on every network that can be rehearsed."""

from __future__ import annotations

from pathlib import Path

from smmgen.config import Config
from smmgen.content.load_config import load_config
from smmgen.networks import registry

SETTINGS = """[project]
name = "Everywhere"
timezone = "UTC"
[accounts.tg]
platform = "telegram"
target = "@teplo_coffee"
token_env = "A"
[accounts.vk]
platform = "vk"
target = -230000001
token_env = "B"
user_token_env = "C"
[accounts.fedi]
platform = "mastodon"
base_url = "https://mastodon.example"
token_env = "D"
[accounts.bsky]
platform = "bluesky"
target = "teplo.bsky.example"
token_env = "E"
[accounts.max]
platform = "max"
target = -70000000000001
token_env = "F"
[accounts.ok]
platform = "ok"
target = 70000000000001
application_key = "CBAJLGEGEBABABABA"
list_is_complete = true
[accounts.ok.secrets]
token = {env = "G"}
session_secret = {env = "H"}
[accounts.site]
platform = "feed"
[publish]
grace = "2w"
"""


def open_config(project: Path) -> Config:
    """Its smm.toml, read as the command line reads it."""
    return load_config(project, {name: registry.get(name).facts.settings for name in registry.names()})
