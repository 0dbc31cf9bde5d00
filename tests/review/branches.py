"""A brand in a git repository, with a base commit and a branch that changes it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from small_project import SMM_TOML, Project, post

from smmgen.review.changes import Change
from smmgen.review.diff import diff
from smmgen.review.report import Report

Act = Callable[[Project], object]
"""What a branch does to the files."""


def picture(colour: str = "red", size: tuple[int, int] = (400, 300)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def git(folder: Path, *arguments: str) -> str:
    """What git says; commits have an author and no signature, whatever this machine's settings are."""
    settings = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgSign=false"]
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def commit(project: Project, message: str = "more") -> str:
    """Everything as it is; its name."""
    git(project.path, "add", "-A")
    git(project.path, "commit", "-q", "--allow-empty", "-m", message)
    return git(project.path, "rev-parse", "HEAD")


def brand(folder: Path, within: str = "") -> Project:
    """A project with five posts in a repository, all of it committed on `main`. `within`: its folder in there."""
    project = Project(folder / within if within else folder)
    project.write(
        {
            "smm.toml": SMM_TOML + '\n[hashtags]\nbrand = ["teplo"]\n\n[hooks]\nfiles = ["hooks/sign.py"]\n',
            "hooks/sign.py": "",
            "content/posts/plain.md": post("Plain", "One two three.", uid="plain-post"),
            "content/posts/tagged.md": post("Tagged", "With a tag.", schedule="2026-12-06 10:00", hashtags="[$brand]"),
            "content/posts/seen.md": post(
                "Seen", "With a picture.", schedule="2026-12-07 10:00",
                media="[{file: cup.png, alt: a cup}]",
            ),
            "content/posts/asked.md": post(
                "Asked", "", platforms="[vk]", schedule="2026-12-08 10:00", first_comment="Tell us.",
                poll="{question: Tea?, options: [Yes, No]}",
            ),
            "content/posts/draft.md": post("Draft", "Not yet.", schedule="2026-12-09 10:00", status="draft"),
            "content/media/cup.png": picture(),
        }
    )  # fmt: skip
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    return project


def edit(path: str, old: str, new: str) -> Act:
    """Replace one text by another in a file that has it."""

    def act(project: Project) -> None:
        text = project.text(path)
        assert old in text, (old, text)
        project.write({path: text.replace(old, new)})

    return act


def write(path: str, data: str | bytes) -> Act:
    return lambda project: project.write({path: data})


def compared(project: Project, base: str = "main", head: str = "", **more: Any) -> Report:
    """The report of `smm diff`."""
    with TemporaryDirectory() as folder:
        return diff(project.path, base, head, Path(folder), **more)


def summed(changes: Sequence[Change]) -> set[tuple[str, str, str, tuple[str, ...]]]:
    """Path below content/posts, account, kind and aspects of each."""
    return {(one.path.removeprefix("content/posts/"), one.account, one.kind, one.what) for one in changes}
