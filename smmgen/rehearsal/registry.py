"""The networks that can be rehearsed: those with a module or package of their name in `smmgen.rehearsal.networks`.

Modules are imported when a network is asked for, not before. Another package brings its own through the entry-point
group `smmgen.rehearsals`: name = what users write, value = the `STAGE` object. Installed packages are searched only for
names that are not built in, because that search is slow.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from smmgen.rehearsal import networks
from smmgen.rehearsal.engine.stage import Stage

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "smmgen.rehearsals"


def find(name: str) -> Stage | None:
    """The rehearsal of the network that users call `name`, or None.

    Raises `ValueError`, naming the package, for one that another package brings and that is no `Stage`.
    """
    return _built_in(name) if name in _own() else _brought(name)


def names() -> tuple[str, ...]:
    """Every network that can be rehearsed, those of installed packages included; imports none of them."""
    return (*_own(), *(name for name in _third_parties() if name not in _own()))


@cache
def _own() -> tuple[str, ...]:
    return tuple(module.name for module in iter_modules(networks.__path__))


@cache
def _built_in(name: str) -> Stage:
    stage: Stage = import_module(f"{networks.__name__}.{name}").STAGE
    return stage


def _brought(name: str) -> Stage | None:
    entry = _third_parties().get(name)
    return None if entry is None else _load(entry)


@cache
def _third_parties() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=GROUP)}


@cache
def _load(entry: EntryPoint) -> Stage:
    package = entry.dist.name if entry.dist else entry.module
    try:
        stage = entry.load()
    except Exception as error:
        raise ValueError(
            f"the rehearsal of `{entry.name}` in the package {package} cannot be loaded: {error}"
        ) from error
    if not isinstance(stage, Stage) or stage.name != entry.name:
        raise ValueError(f"`{entry.value}` of the package {package} is not a `Stage` for `{entry.name}`")
    return stage
