"""A small brand to write to disk, and the command line as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent

SMM_TOML = """\
[project]
name = "Тепло"
timezone = "Europe/Moscow"
language = "ru"

[accounts.vk]
platform = "vk"
target = -1
token_env = "VK_TOKEN"
user_token_env = "VK_USER_TOKEN"

[accounts.tg]
platform = "telegram"
target = "@teplo"
token_env = "TELEGRAM_TOKEN"

[accounts.site]
platform = "feed"
target = "public"
"""


def post(title: str = "Кофе", body: str = "", **front: str) -> str:
    """The text of a post; `front` are lines of front matter that replace or follow the usual ones."""
    usual = {"title": title, "platforms": "[vk, tg, site]", "schedule": "2026-12-05 10:00"}
    lines = [f"{key}: {value}\n" for key, value in {**usual, **front}.items() if value]
    return f"---\n{''.join(lines)}---\n{body or f'Текст про {title}.'}\n"


@dataclass(frozen=True)
class Project:
    """A project on disk. Names are POSIX paths below its folder."""

    path: Path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, data in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)

    def post(self, name: str, title: str = "Кофе", body: str = "", **front: str) -> None:
        self.write({f"content/posts/{name}": post(title, body, **front)})

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    def text(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def child_environment(**changes: str) -> dict[str, str]:
    """For a process that imports this very source tree; no bytecode is written into it."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "CI": "", **changes}


def run_smm(*arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] = {}, **more: Any) -> Result:
    """`smm ARGUMENTS` in a process of its own."""
    command = [sys.executable, "-m", "smmgen", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=cwd, env=child_environment(**env), capture_output=True, timeout=120, check=False, **more
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def copy_sample_brand(folder: Path) -> Path:
    """This repository's own content, without what was built from it."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "smm.toml", folder)
    for name in ("content", "hooks", "themes"):
        shutil.copytree(ROOT / name, folder / name)
    return folder
