"""The networks smmgen knows, written out. Modules are imported when a network is asked for, not before.

Other packages add networks through the entry-point group `smmgen.networks`: name = what users write, value = the
`NETWORK` object. Installed packages are searched only for names that are not built in, because that search is slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from smmgen.errors import UserError
from smmgen.suggest import did_you_mean

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from pydantic import BaseModel

    from smmgen.networks.base import Network

NETWORKS: dict[str, str] = {
    "telegram": "smmgen.networks.telegram",
    "vk": "smmgen.networks.vk",
    "mastodon": "smmgen.networks.mastodon",
    "bluesky": "smmgen.networks.bluesky",
    "facebook": "smmgen.networks.facebook",
    "instagram": "smmgen.networks.instagram",
    "threads": "smmgen.networks.threads",
    "max": "smmgen.networks.max",
    "ok": "smmgen.networks.ok",
    "feed": "smmgen.networks.feed",
    "manual": "smmgen.networks.manual",
}
"""Name -> module, in the order shown to people."""

GROUP = "smmgen.networks"


@cache
def get(name: str) -> Network:
    """The network users call `name`. Raises `UserError` when there is none, and for a package that does not fit."""
    if module := NETWORKS.get(name):
        built_in: Network = import_module(module).NETWORK
        return built_in
    if entry := third_parties().get(name):
        return _loaded(entry)
    raise UserError(f"there is no platform `{name}`", did_you_mean(name, all_names()))


def names() -> tuple[str, ...]:
    """The built-in networks."""
    return tuple(NETWORKS)


def all_names() -> tuple[str, ...]:
    """Every network there is, those of installed packages included; imports none."""
    return (*NETWORKS, *sorted(third_parties()))


def all_networks() -> dict[str, Network]:
    """The same, imported."""
    return {name: get(name) for name in all_names()}


def secret_names(name: str) -> tuple[str, ...]:
    """Names of the secrets that this network takes."""
    return tuple(spec.name for spec in get(name).facts.secrets)


@cache
def third_parties() -> Mapping[str, EntryPoint]:
    """Name -> entry point of the networks of installed packages; a built-in name stays built in."""
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=GROUP) if entry.name not in NETWORKS}


def package(entry: EntryPoint) -> str:
    """The name and version of the package that a network comes in."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value


def _loaded(entry: EntryPoint) -> Network:
    from smmgen.networks import contract

    try:
        found = entry.load()
    except Exception as error:
        contract.load_failed(entry.name, package(entry), error)
    return contract.require(found, entry.name, package(entry))


class Models(Mapping[str, "type[BaseModel]"]):
    """Network name -> one of its models, `options` or `settings`; a network is imported when it is asked for."""

    def __init__(self, which: Literal["options", "settings"]) -> None:
        self._which = which

    def __getitem__(self, name: str) -> type[BaseModel]:
        if name not in self:
            raise KeyError(name)
        model: type[BaseModel] = getattr(get(name).facts, self._which)
        return model

    def __contains__(self, name: object) -> bool:
        return name in NETWORKS or name in third_parties()

    def __iter__(self) -> Iterator[str]:
        return iter(all_names())

    def __len__(self) -> int:
        return len(all_names())
