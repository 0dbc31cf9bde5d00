from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from smmgen.cli import completing
from smmgen.cli.project import NamesKinds

Command = TypeVar("Command", bound=Callable[..., object])


def named(kind: str) -> Callable[[Command], Command]:
    """An option for the document that a new post belongs to: `--campaign NAME`."""
    help = f"For what is sent: the {kind} that it belongs to."
    return click.option(f"--{kind}", metavar="NAME", help=help, shell_complete=completing.documents(kind))


@click.command(cls=NamesKinds)
@click.argument("kind", metavar="KIND", shell_complete=completing.kinds)
@click.argument("title")
@click.option(
    "--platforms", metavar="NAMES", default="", help="For what is sent: platforms or accounts, such as vk,telegram."
)
@click.option(
    "--at", metavar="TIME", default="", help='For what is sent: when to publish it, such as "2026-12-01 10:00".'
)
@named("campaign")
@named("contest")
@click.option("--edit", is_flag=True, help="Open the new file in $EDITOR.")
@click.pass_obj
def command(
    directory: Path | None, /, kind: str, title: str, platforms: str, at: str, edit: bool, **belongs: str | None
) -> None:
    """Create a new post or other document with a title.

    KIND is {kinds}. The file is made from content/archetypes/KIND.md if the project has one. A new post is a draft.
    """
    from smmgen.cli.project import kind_named, opened, require_documents, shown
    from smmgen.content.new import new_document, new_post
    from smmgen.networks.registry import Models

    found = kind_named(kind)
    belongs_to = {key: name for key, name in belongs.items() if name}
    if not found.sends and (platforms or at or belongs_to):
        given = ["--platforms and --at"] if platforms or at else [f"--{key}" for key in belongs_to]
        raise click.UsageError(f"{given[0]} is for what is sent, such as `smm new post`")
    project = opened(directory)
    if found.sends:
        require_documents(project, belongs_to)
        names = [name.strip() for name in platforms.split(",") if name.strip()]
        networks = Models("settings")  # imports none
        path = new_post(project.path, project.config, title, names, at or None, found, networks, belongs_to)
    else:
        path = new_document(project.path, found, title)

    click.echo(shown(path))
    if edit:
        click.edit(filename=str(path))
