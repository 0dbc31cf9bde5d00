"""Shell completion of accounts and posts; empty if the project cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from smmgen.errors import SmmError

_UID = re.compile(r"^uid:[ \t]*['\"]?([^'\"\s#]+)", re.MULTILINE)
_SLOT = re.compile(r"^\s*- *\{? *(?:[^#\n]*, *)?name: *['\"]?([\w-]+)", re.MULTILINE)
_HEAD = 4096
"""Bytes of a post in which its uid stands."""


def accounts(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The names of the accounts in smm.toml."""
    import tomllib

    try:
        known = tomllib.loads((_project(ctx) / "smm.toml").read_text("utf-8")).get("accounts")
    except (SmmError, OSError, ValueError):
        return []
    return [name for name in known if name.startswith(incomplete)] if isinstance(known, dict) else []


def posts(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Uids and paths of the posts."""
    try:
        return sorted(name for name in _posts(_project(ctx)) if name.startswith(incomplete))
    except (SmmError, OSError):
        return []


def documents(kind: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """The uids of the documents of a kind."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        try:
            return sorted(name for name in _uids(_project(ctx), kind) if name.startswith(incomplete))
        except (SmmError, OSError):
            return []

    return complete


def _uids(project: Path, kind: str) -> Iterator[str]:
    from smmgen.content.documents import registry

    for path in (project / registry.named(kind).folder).rglob("*.md"):
        if path.is_file():
            with path.open("rb") as file:
                uid = _UID.search(file.read(_HEAD).decode("utf-8", "replace"))
            yield uid[1] if uid else path.stem


def kinds(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The kinds of documents."""
    from smmgen.content.documents import registry

    return [name for name in registry.names() if name.startswith(incomplete)]


def slots(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Names of the slots of content plans."""
    try:
        texts = [path.read_text("utf-8", "replace") for path in (_project(ctx) / "content/plan").rglob("*.md")]
    except (SmmError, OSError):
        return []
    return sorted({name for text in texts for name in _SLOT.findall(text) if name.startswith(incomplete)})


def schemas(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The kinds that have a schema."""
    others = (name for name in ("config", "limits") if name.startswith(incomplete))
    return [*kinds(ctx, param, incomplete), *others]


def _project(ctx: click.Context) -> Path:
    from smmgen.content.layout import find_project

    return find_project(ctx.find_root().params.get("directory") or Path.cwd())


def _posts(project: Path) -> Iterator[str]:
    from smmgen.content.documents.registry import KINDS
    from smmgen.keys import name_of

    for kind in (kind for kind in KINDS if kind.sends):
        for path in (project / kind.folder).rglob("*.md"):
            if not path.is_file():
                continue
            with path.open("rb") as file:
                uid = _UID.search(file.read(_HEAD).decode("utf-8", "replace"))
            yield path.relative_to(project).as_posix()
            if uid:
                yield name_of(kind.name, uid[1])
