from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import click

from smmgen.cli.project import now_option

DAY_ZERO = date(2026, 11, 30)
"""The starter's posts are written as if the project had been made on this day; `init` moves them to today."""

PARTS = ("plan", "campaign", "contest", "event", "budget")
"""What the starter can have more: folders of smmgen/starter_parts."""

CI = ("github", "gitlab", "cron")
HOSTED = ("github", "gitlab")
"""Keep nothing between runs but what is pushed."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--editor",
    type=click.Choice(["vscode"]),
    help="Add the settings that make this editor check files as you type. In an existing project, add nothing else.",
)
@click.option(
    "--ci",
    type=click.Choice(CI),
    help="Add files that check and publish the project from there. In an existing project, add nothing else.",
)
@click.option(
    "--with",
    "parts",
    metavar="KINDS",
    default="",
    help=f"Add samples of other documents, such as plan,contest,event: {', '.join(PARTS)} or all.",
)
@now_option
def command(folder: Path, editor: str | None, ci: str | None, parts: str, now: str | None) -> None:
    """Create a new project in FOLDER from the starter: a small brand with sample posts to look at and change."""
    if not ((editor or ci) and (folder / "smm.toml").exists()):
        _start(folder, now, ci, _named(parts))
    if editor:
        _write_editor_files(folder)
    if ci:
        _write_ci_files(folder, ci)


def _named(parts: str) -> list[str]:
    """Raises UserError for one that there is not."""
    from smmgen.errors import UserError
    from smmgen.suggest import did_you_mean

    names = [name for name in (part.strip() for part in parts.split(",")) if name]
    for name in names:
        if name not in (*PARTS, "all"):
            raise UserError(f"the starter has no `{name}`", did_you_mean(name, PARTS) or f"it has {', '.join(PARTS)}")
    return [name for name in PARTS if name in names or "all" in names]


def _start(folder: Path, now: str | None, ci: str | None, parts: Sequence[str]) -> None:
    from smmgen.cli.project import clock
    from smmgen.errors import UserError
    from smmgen.safe_files import Inside

    program = Path(__file__).parent.parent
    folders = [program / "starter", *(program / "starter_parts" / part for part in parts)]
    files = {path: starter / path for starter in folders for path in _files(starter)}
    if taken := [str(folder / _name(path)) for path in files if os.path.lexists(folder / _name(path))]:
        raise UserError(f"already there: {', '.join(taken)}", "choose an empty folder: `smm init NAME`")
    days = clock(now).date() - DAY_ZERO
    folder.mkdir(parents=True, exist_ok=True)
    with Inside(folder) as new:
        for path, source in files.items():
            data = source.read_bytes()
            if path.suffix == ".md":
                data = _moved(data, days)
            elif path.name == "smm.toml" and ci in HOSTED:
                data = data.replace(b'"sqlite:.smm/ledger.db"', b'"git:smm-ledger"')
            new.create(_name(path), data)
    click.echo(f"made {len(files)} files in {folder}", err=True)
    there = "" if folder == Path(".") else f" -C {folder}"
    click.echo(f"next:\n  smm{there} build\n  smm{there} serve")


def _write_editor_files(folder: Path) -> None:
    """Schemas are written anew; any other file that is there is left as it is, and told."""
    from smmgen import editors
    from smmgen.cli.project import audiences_in_files, opened

    project = opened(folder)
    written = 0
    for name, text in editors.vscode(project.config, audiences_in_files(project)).items():
        path = project.path / name
        if path.exists() and not name.endswith(".schema.json"):
            if path.read_text(encoding="utf-8") != text:
                click.echo(f"{name} already exists and was not changed; see docs/how-to/editors.md", err=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written += 1
    click.echo(f"wrote {written} file{'s' * (written != 1)} for VS Code in {folder}", err=True)
    click.echo("next:\n  npm install\n  install the two recommended extensions")


def _write_ci_files(folder: Path, kind: str) -> None:
    """A file that is there is left as it is, and told."""
    from smmgen import ci
    from smmgen.ci.next_steps import next_steps
    from smmgen.cli.project import opened
    from smmgen.safe_files import Inside

    project = opened(folder)
    place = ci.place_of(project.path)
    home, written = ci.home(kind, place), 0
    with Inside(home) as files:
        for name, text in ci.files(kind, place, project.config).items():
            if files.stat(name) is None:
                files.create(name, text.encode())
                click.echo(f"wrote {home / name}", err=True)
                written += 1
            elif not files.is_file(name) or files.read(name) != text.encode():
                click.echo(f"{home / name} already exists and was not changed; see docs/how-to/ci.md", err=True)
    click.echo(f"wrote {written} file{'s' * (written != 1)} to {home}", err=True)
    click.echo("next:\n" + "".join(f"  {step}\n" for step in next_steps(kind, place, project.config)), nl=False)


def _files(starter: Path) -> list[Path]:
    found = (path.relative_to(starter) for path in starter.rglob("*") if path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _name(path: Path) -> str:
    """`gitignore` is kept without its dot, so that it means nothing in this repository."""
    return (path.with_name(".gitignore") if path.name == "gitignore" else path).as_posix()


def _moved(post: bytes, days: timedelta) -> bytes:
    """The post with its dates later by so many days, so that a new project has posts ahead of it."""
    moved = re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: str(date.fromisoformat(found[0]) + days), post.decode("utf-8"))
    return moved.encode()
