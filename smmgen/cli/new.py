from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("kind", type=click.Choice(["post"]))
@click.argument("title")
@click.option("--platforms", metavar="NAMES", default="", help="Platforms or accounts, such as vk,telegram.")
@click.option("--at", metavar="TIME", default="", help='When it goes out, such as "2026-12-01 10:00".')
@click.option("--edit", is_flag=True, help="Open it in $EDITOR.")
@click.pass_obj
def command(directory: Path | None, kind: str, title: str, platforms: str, at: str, edit: bool) -> None:
    """Make a new post with a title: a draft in content/posts, from content/archetypes/post.md."""
    from smmgen.cli.project import opened, shown
    from smmgen.content.new import new_post

    project = opened(directory)
    names = [name.strip() for name in platforms.split(",") if name.strip()]
    path = new_post(project.path, project.config, title, names, at or None)

    click.echo(shown(path))
    if edit:
        click.edit(filename=str(path))
