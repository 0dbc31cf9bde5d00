"""Where templates and assets come from: the project's own theme first, then the default one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from smmgen.config import Config
from smmgen.errors import UserError
from smmgen.networks.base import Network
from smmgen.safe_files import open_content, real_name

ASSETS = "assets"
"""The folder of a theme whose files are copied as they are."""


def default_theme() -> Path:
    """`themes/default`: inside the package when installed from a wheel, beside it in the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "themes" / "default"
    return installed if installed.is_dir() else package.parent / "themes" / "default"


def folders(project: Path, config: Config) -> list[Path]:
    """Theme folders, the one that wins first. Raises `UserError` when smm.toml names one that is not there."""
    if config.theme.path is None:
        return [default_theme()]
    own = real_name(project, config.theme.path)
    if own is None or not (project / own).is_dir():
        raise UserError(
            f"theme folder `{config.theme.path}` does not exist in the project",
            "create it, or remove `path` from `[theme]` in smm.toml to use the default theme",
        )
    return [project / own, default_theme()]


def look_folders(networks: Mapping[str, Network]) -> dict[str, Path]:
    """Name of a network that brings its own look -> the folder it is in."""
    found = ((name, network.facts.look) for name, network in networks.items())
    return {name: folder for name, folder in found if folder}


def assets(project: Path, themes: Sequence[Path]) -> dict[str, bytes]:
    """Output path -> bytes of every asset; a project's file replaces the default one of the same name.

    Raises UserError for one that cannot be read, such as a link that leads out of the project.
    """
    found: dict[str, bytes] = {}
    for theme in reversed(themes):
        for file in _files(theme / ASSETS):
            name = f"{ASSETS}/{file.relative_to(theme / ASSETS).as_posix()}"
            found[name] = file.read_bytes() if theme == themes[-1] else _own(project, file)
    return found


def _files(folder: Path) -> list[Path]:
    """All but hidden ones; links to folders are not entered."""
    walk = os.walk(folder)
    return sorted(Path(root, name) for root, _, names in walk for name in names if not name.startswith("."))


def _own(project: Path, file: Path) -> bytes:
    name = file.relative_to(project).as_posix()
    try:
        with open_content(project, name) as opened:
            return opened.read()
    except OSError as error:
        raise UserError(f"{name} of the theme cannot be read: {error.strerror}", "put the file itself there") from None
