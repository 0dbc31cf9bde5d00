from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from smmgen.cli import completing
from smmgen.cli.project import NamesKinds

if TYPE_CHECKING:
    from smmgen.cli.project import Opened

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
@click.option(
    "--slot",
    metavar="NAME",
    shell_complete=completing.slots,
    help="For what is sent: the next empty slot of that name in a content plan, which says when and where.",
)
@named("campaign")
@named("contest")
@named("event")
@click.option("--edit", is_flag=True, help="Open the new file in $EDITOR.")
@click.pass_obj
def command(
    directory: Path | None,
    /,
    kind: str,
    title: str,
    platforms: str,
    at: str,
    slot: str | None,
    edit: bool,
    **belongs: str | None,
) -> None:
    """Create a new post or other document with a title.

    KIND is {kinds}. The file is made from content/archetypes/KIND.md if the project has one. A new post is a draft.
    """
    from smmgen.cli.project import kind_named, opened, require_documents, shown
    from smmgen.content.new import new_document, new_post
    from smmgen.networks.registry import Models

    found = kind_named(kind)
    belongs_to = {key: name for key, name in belongs.items() if name}
    if not found.sends and (platforms or at or slot or belongs_to):
        given = ["--platforms and --at"] if platforms or at else [f"--{key}" for key in belongs_to] or ["--slot"]
        raise click.UsageError(f"{given[0]} is for what is sent, such as `smm new post`")
    project = opened(directory)
    if found.sends:
        require_documents(project, belongs_to)
        names = [name.strip() for name in platforms.split(",") if name.strip()]
        networks = Models("settings")  # imports none
        if slot:
            path = _in_slot(project, title, slot, at, names, belongs_to)
        else:
            path = new_post(project.path, project.config, title, names, at or None, found, networks, belongs_to)
    else:
        path = new_document(project.path, found, title)

    click.echo(shown(path))
    if edit:
        click.edit(filename=str(path))


def _in_slot(project: Opened, title: str, slot: str, at: str, platforms: list[str], belongs_to: dict[str, str]) -> Path:
    """A draft for an empty slot: the next one, or that of the day `at`."""
    from datetime import UTC, datetime

    from smmgen.building import slots

    if platforms:
        raise click.UsageError("--slot says where the post goes: leave --platforms away")
    one = slots.opening(slots.plans(project.recipe(no_hooks=True)), slot, at[:10], datetime.now(UTC))
    return slots.write_post(project.path, one, title, belongs_to)
