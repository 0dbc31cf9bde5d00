from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def command(folder: Path) -> None:
    """Make a new project in FOLDER from the starter: a small brand with posts to look at and change."""
    import shutil

    from smmgen.errors import UserError

    starter = Path(__file__).parent.parent / "starter"
    if (folder / "smm.toml").exists():
        raise UserError(f"{folder / 'smm.toml'} exists already", "choose another folder: `smm init NAME`")
    taken = [path for path in _files(starter) if _target(folder, path).exists()]
    if taken:
        names = ", ".join(str(_target(folder, path)) for path in taken)
        raise UserError(f"these files exist already: {names}", "choose another folder: `smm init NAME`")
    for path in _files(starter):
        target = _target(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(starter / path, target)
    click.echo(f"made {len(_files(starter))} files in {folder}", err=True)
    there = "" if folder == Path(".") else f" -C {folder}"
    click.echo(f"next:\n  smm{there} build\n  smm{there} serve")


def _files(starter: Path) -> list[Path]:
    return sorted(
        path.relative_to(starter) for path in starter.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )


def _target(folder: Path, path: Path) -> Path:
    """`gitignore` is kept without its dot, so that it means nothing in this repository."""
    return folder / (path.with_name(".gitignore") if path.name == "gitignore" else path)
