"""How accounts and rubrics appear on every page."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from smmgen import languages
from smmgen.config import Account, Config
from smmgen.networks.base import Network
from smmgen.safe_files import open_content, real_name

PALETTE = ("#c2410c", "#0f766e", "#6d28d9", "#be123c", "#1d4ed8", "#4d7c0f", "#a16207", "#0e7490")
"""Colours of rubrics that name none."""

_MAX_BYTES = 10_000_000
"""A larger picture is not shown: every page loads it."""
_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"}


class AccountView(NamedTuple):
    """`network` is what its network is called. `avatar` is below build/site, "" where there is none: then the initial
    is drawn."""

    name: str
    platform: str
    network: str
    title: str
    handle: str
    avatar: str
    initial: str
    tint: int
    url: str


class RubricView(NamedTuple):
    """`tint` numbers a class of rubrics.css."""

    name: str
    title: str
    tint: int


def account_views(config: Config, project: Path, networks: Mapping[str, Network]) -> dict[str, AccountView]:
    """Every account of smm.toml, in its order. `networks`: name -> network, for every account."""
    return {name: _account_view(name, config, project, networks) for name in config.accounts}


def _account_view(name: str, config: Config, project: Path, networks: Mapping[str, Network]) -> AccountView:
    account = config.accounts[name]
    title, network = account.title or config.project.name, networks[account.platform]
    return AccountView(
        name=name,
        platform=account.platform,
        network=network_title(network, config.project.language),
        title=title,
        handle=network.handle(account, config.project.url or ""),
        avatar=f"assets/avatars/{quote(name)}{_suffix(account)}" if avatar_file(project, account) else "",
        initial=title[:1].upper() or "?",
        tint=sum(title.encode()) % 8,
        url=f"accounts/{quote(name)}/index.html",
    )


def network_title(network: Network, language: str) -> str:
    """What people who read this language call the network."""
    known = languages.of_network(language, network.name, "title")
    return known or network.facts.titles.get(language) or network.title


def avatar_file(project: Path, account: Account) -> str | None:
    """The avatar's POSIX path, links followed, when it is a picture inside the project."""
    file = real_name(project, account.avatar) if account.avatar else None
    if file is None or Path(file).suffix.lower() not in _PICTURES:
        return None
    return file if _is_small(project / file) else None


def _is_small(file: Path) -> bool:
    return file.is_file() and file.stat().st_size <= _MAX_BYTES


def avatars(config: Config, project: Path) -> dict[str, bytes]:
    """Output path -> bytes."""
    files = {name: avatar_file(project, account) for name, account in config.accounts.items()}
    return {f"assets/avatars/{name}{Path(f).suffix.lower()}": _read(project, f) for name, f in files.items() if f}


def _read(project: Path, file: str) -> bytes:
    with open_content(project, file) as opened:
        return opened.read()


def rubric_views(config: Config) -> dict[str, RubricView]:
    """Every rubric of smm.toml, in its order."""
    return {name: RubricView(name, rubric.title, tint) for tint, (name, rubric) in enumerate(config.rubrics.items())}


def rubric_css(config: Config) -> bytes:
    """Colours of rubrics as classes: the pages carry no inline style."""
    colours = [rubric.color for rubric in config.rubrics.values()]
    free = cycle([colour for colour in PALETTE if colour not in colours] or PALETTE)
    return "".join(f".k{tint} {{ --k: {colour or next(free)}; }}\n" for tint, colour in enumerate(colours)).encode()


def _suffix(account: Account) -> str:
    return Path(account.avatar or "").suffix.lower()
