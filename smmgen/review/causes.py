"""Why a post changed: its own file, a picture, a document that it names, or what many posts share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from smmgen.content.archetypes import ARCHETYPE
from smmgen.content.documents.registry import kind_of
from smmgen.content.layout import CONFIG
from smmgen.networks.read_limits import path_of
from smmgen.review.side import Side

_DEPTH = 3
"""Keys of smm.toml are told to this depth: `accounts.tg.target`."""
_NOT_SHOWN = ("publish", "theme")
"""Tables of smm.toml that change no post."""


@dataclass(frozen=True)
class Causes:
    """What differs between the sides. `files`: paths below content/; `settings`: keys of smm.toml such as
    `hashtags.brand`; `shared`: paths of limits, hooks, theme and avatars."""

    files: frozenset[str]
    settings: tuple[str, ...]
    shared: frozenset[str]
    hooks: frozenset[str]
    with_code: bool

    @property
    def documents(self) -> frozenset[str]:
        """Those of `files` that posts may name."""
        return frozenset(path for path in self.files if (kind := kind_of(path)) and not kind.sends)

    def note(self, name: str) -> str:
        """What there is to say of a shared file or key of smm.toml, whatever it changes."""
        hook = name in self.hooks or name.startswith(f"{CONFIG} hooks")
        if hook and not self.with_code:
            return "hooks run only with `--hooks`: what this changes is not shown"
        if name in self.shared and not hook and not _is_limit(name):
            return "changes how the preview looks, nothing that is sent"
        return ""

    @property
    def concern_all(self) -> bool:
        """Any post may be another one, whatever its file says."""
        return bool(self._settings() or self._shared())

    def of(self, files: Collection[str], account: str, source: str) -> tuple[str, ...]:
        """Those of one post on one account. `files`: of its own, and of what it names; `source`: its text."""
        own = sorted({*files} & self.files)
        shared = [*self._of_settings(account, source), *(path for path in self._shared() if _concerns(path, account))]
        return tuple(own or shared or [f"{CONFIG} {key}" for key in self._settings()])

    def _settings(self) -> list[str]:
        hidden = _NOT_SHOWN if self.with_code else (*_NOT_SHOWN, "hooks")
        return [key for key in self.settings if key.split(".")[0] not in hidden]

    def _shared(self) -> list[str]:
        return sorted(path for path in self.shared if (path in self.hooks and self.with_code) or _is_limit(path))

    def _of_settings(self, account: str, source: str) -> Iterator[str]:
        for key in self._settings():
            table, *names = key.split(".")
            foreign = table == "accounts" and names[:1] != [account]
            unused = table == "hashtags" and names and f"${names[0]}" not in source
            if not foreign and not unused and table != "rules":
                yield f"{CONFIG} {key}"


def causes(old: Side | None, new: Side, with_code: bool) -> Causes:
    """What differs between two sides; of a new project its files alone."""
    if old is None:
        return Causes(frozenset(new.files), (), frozenset(), frozenset(), with_code)
    files = frozenset(_differing(old.files, new.files))
    shared = frozenset(_differing(old.shared, new.shared)) - {CONFIG, ARCHETYPE}
    hooks = {name for side in (old, new) for name in side.config.hooks.files}
    return Causes(files, tuple(settings(old.settings, new.settings)), shared, frozenset(hooks), with_code)


def settings(old: Mapping[str, Any], new: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[str]:
    """The keys that differ, in order; of tables the keys in them."""
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if len(above) + 1 < _DEPTH and isinstance(before, dict) and isinstance(after, dict):
            yield from settings(before, after, (*above, key))
        else:
            yield ".".join((*above, key))


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[str]:
    return (path for path in {*old, *new} if old.get(path) != new.get(path))


def _is_limit(path: str) -> bool:
    return path.startswith("data/limits/") and path.endswith(".json")


def _concerns(path: str, account: str) -> bool:
    return not _is_limit(path) or path == path_of(account)
