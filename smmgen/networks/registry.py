"""The networks smmgen knows, written out. Modules are imported when a platform is asked for, not before.

Others add platforms through the entry-point group `smmgen.networks`: name = what users write, value = the
`NETWORK` object. Installed packages are searched only for names that are not built in, because that search is slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from smmgen.errors import UserError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

    from pydantic import BaseModel

    from smmgen.networks.base import Network

NETWORKS: dict[str, str] = {
    "telegram": "smmgen.networks.telegram",
    "vk": "smmgen.networks.vk",
    "mastodon": "smmgen.networks.mastodon",
    "bluesky": "smmgen.networks.bluesky",
    "feed": "smmgen.networks.feed",
}
"""Name -> module, in the order shown to people."""

GROUP = "smmgen.networks"


@cache
def get(name: str) -> Network:
    """The platform users call `name`. Raises `UserError` when there is none."""
    if module := NETWORKS.get(name):
        built_in: Network = import_module(module).NETWORK
        return built_in
    for entry in _third_parties().select(name=name):
        third_party: Network = entry.load()
        return third_party
    raise _unknown(name)


def names() -> tuple[str, ...]:
    """The built-in platforms."""
    return tuple(NETWORKS)


def all_networks() -> dict[str, Network]:
    """Every platform there is, those of installed packages included; imports them all."""
    found = {name: get(name) for name in NETWORKS}
    return found | {entry.name: get(entry.name) for entry in _third_parties() if entry.name not in found}


def _third_parties() -> EntryPoints:
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


def _unknown(name: str) -> UserError:
    close = get_close_matches(name, NETWORKS, 1)
    hint = f"did you mean `{close[0]}`?" if close else f"known platforms: {', '.join(NETWORKS)}"
    return UserError(f"there is no platform `{name}`", hint)


class Models(Mapping[str, "type[BaseModel]"]):
    """Platform name -> one of its models, `options` or `settings`; a platform is imported when it is asked for."""

    def __init__(self, which: Literal["options", "settings"]) -> None:
        self._which = which

    @cached_property
    def _others(self) -> frozenset[str]:
        return frozenset(entry.name for entry in _third_parties())

    def __getitem__(self, name: str) -> type[BaseModel]:
        if name not in NETWORKS and name not in self._others:
            raise KeyError(name)
        try:
            model: type[BaseModel] = getattr(get(name), self._which)
        except UserError as error:
            raise KeyError(name) from error
        return model

    def __iter__(self) -> Iterator[str]:
        return iter(NETWORKS)

    def __len__(self) -> int:
        return len(NETWORKS)
