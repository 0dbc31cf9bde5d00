"""Where templates and assets come from: the project's own theme first, then the default one."""

from __future__ import annotations

from pathlib import Path

from smmgen.config import Config
from smmgen.errors import UserError

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
    own = project / config.theme.path
    if not own.is_dir():
        raise UserError(
            f"theme folder `{config.theme.path}` does not exist",
            "create it, or remove `path` from `[theme]` in smm.toml to use the default theme",
        )
    return [own, default_theme()]


def assets(themes: list[Path]) -> dict[str, bytes]:
    """Output path -> bytes of every asset; a project's file replaces the default one of the same name."""
    found: dict[str, bytes] = {}
    for theme in reversed(themes):
        root = theme / ASSETS
        for file in sorted(root.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                found[f"{ASSETS}/{file.relative_to(root).as_posix()}"] = file.read_bytes()
    return found
