from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli import completing
from smmgen.cli.project import NamesKinds


@click.command(cls=NamesKinds)
@click.argument("kind", metavar="KIND", shell_complete=completing.kinds)
@click.argument("title")
@click.option(
    "--platforms", metavar="NAMES", default="", help="For what is sent: platforms or accounts, such as vk,telegram."
)
@click.option(
    "--at", metavar="TIME", default="", help='For what is sent: when to publish it, such as "2026-12-01 10:00".'
)
@click.option("--edit", is_flag=True, help="Open the new file in $EDITOR.")
@click.pass_obj
def command(directory: Path | None, kind: str, title: str, platforms: str, at: str, edit: bool) -> None:
    """Create a new post or other document with a title.

    KIND is {kinds}. The file is made from content/archetypes/KIND.md if the project has one. A new post is a draft.
    """
    from smmgen.cli.project import kind_named, opened, shown
    from smmgen.content.new import new_document, new_post
    from smmgen.networks.registry import Models

    found = kind_named(kind)
    if not found.sends and (platforms or at):
        raise click.UsageError("--platforms and --at are for what is sent, such as `smm new post`")
    project = opened(directory)
    if found.sends:
        names = [name.strip() for name in platforms.split(",") if name.strip()]
        networks = Models("settings")  # imports none
        path = new_post(project.path, project.config, title, names, at or None, kind=found, networks=networks)
    else:
        path = new_document(project.path, found, title)

    click.echo(shown(path))
    if edit:
        click.edit(filename=str(path))
