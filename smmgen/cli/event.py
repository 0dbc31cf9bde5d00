from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smmgen.cli import completing
from smmgen.cli.output import Times, print_json, print_table
from smmgen.cli.project import json_option, no_hooks_option, now_option

if TYPE_CHECKING:
    from smmgen.building.event_series import Draft, Event
    from smmgen.cli.project import Opened


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="List events that are over, too.")
@json_option
@now_option
@no_hooks_option
@click.pass_context
def command(ctx: click.Context, every: bool, as_json: bool, now: str | None, no_hooks: bool) -> int:
    """List the events that are coming, how many posts each has, and what it lacks.

    Exits with 1 when the file of an event has errors that hide it.
    """
    from smmgen.cli.failure import CONTENT, FINE

    if ctx.invoked_subcommand:
        return FINE
    from smmgen.building.event_series import events
    from smmgen.cli.project import clock, opened

    project = opened(ctx.obj)
    moment = clock(now, project.config.project.timezone)
    found = events(project.recipe(no_hooks))
    wanted = [event for event in found.events if every or not event.is_over(moment)]
    _show(project, wanted, as_json)
    if not wanted:
        said = "every event is over; `smm event --all` lists them" if found.events else "there is no event"
        click.echo(said if found.events or found.unreadable else f"{said}: `smm new event` makes one", err=True)
    for path in found.unreadable:
        click.echo(f"{path} cannot be read; see `smm check`", err=True)
    return CONTENT if found.unreadable else FINE


@command.command()
@click.argument("uid", shell_complete=completing.documents("event"))
@click.option("--dry-run", is_flag=True, help="Show which drafts, and write none.")
@json_option
@now_option
@no_hooks_option
@click.pass_obj
def series(directory: Path | None, uid: str, dry_run: bool, as_json: bool, now: str | None, no_hooks: bool) -> int:
    """Write drafts for the posts of an event's `series` that are missing and still to come.

    UID is the event's. Drafts are made from content/archetypes/RUBRIC.md, else from that of posts, and name the event.
    No file is overwritten; a post of the event near the time of a step counts as the step's.
    """
    from smmgen.building import event_series
    from smmgen.cli.failure import FINE
    from smmgen.cli.project import clock, opened

    project = opened(directory)
    moment = clock(now, project.config.project.timezone)
    found = event_series.events(project.recipe(no_hooks))
    event = found.named(uid)
    drafts = [*event_series.missing(event, moment, project.config, found.files)]
    made = ((one, True) for one in drafts) if dry_run else event_series.write(project.path, drafts, project.config)
    rows = []
    for one, is_new in made:
        rows.append(_as_row(one) | {"written": is_new and not dry_run})
        if not as_json:
            click.echo(f"{one.path}  {one.step.step.name}, {one.step.day} {one.step.hour}, {', '.join(one.accounts)}")
        if not is_new:
            click.echo(f"{one.path} is there by now, and was left as it is", err=True)
    if as_json:
        print_json(rows)
    _say(event, drafts, dry_run)
    return FINE


def _say(event: Event, drafts: list[Draft], dry_run: bool) -> None:
    count = f"{len(drafts)} draft{'s' * (len(drafts) != 1)}"
    if not event.steps:
        click.echo(f"{event.planned.path} has no `series`: write `series: [{{before: 7d}}, {{after: 1d}}]`", err=True)
    elif not drafts:
        click.echo("no post of the series that is still to come is missing", err=True)
    elif dry_run:
        click.echo(f"{count} would be written; without --dry-run they are", err=True)
    if event.front.state in ("cancelled", "sold-out") and drafts:
        click.echo(f"the event is {event.front.state}", err=True)


def _as_row(one: Draft) -> dict[str, Any]:
    return {
        "path": one.path,
        "event": one.event.uid,
        "step": one.step.step.name,
        "at": f"{one.step.day}T{one.step.hour}",
        "accounts": [*one.accounts],
        "kind": one.step.step.rubric,
    }


def _show(project: Opened, wanted: list[Event], as_json: bool) -> None:
    times = Times(project.config)
    if as_json:
        print_json([_as_json(event) for event in wanted])
        return
    cells = [
        [times.shown(event.starts.iso), event.uid, event.front.state, _posts(event), ", ".join(lacks(event)) or "—"]
        for event in wanted
    ]
    print_table([f"STARTS ({times.name})", "EVENT", "STATE", "POSTS", "LACKS"], cells)


def _posts(event: Event) -> str:
    """`2, 1 ready`"""
    ready = sum(post.state == "ready" for post, _ in event.posts)
    return f"{len(event.posts)}, {ready} ready" if event.posts else "0"


def lacks(event: Event) -> list[str]:
    """What a person has still to do for it."""
    front = event.front
    found = [f"post {step.step.name}" for step in event.missing if front.state != "cancelled"]
    found += [f"`{key}`" for key in ("place", "ends") if getattr(front, key) is None]
    broken = sum(post.state == "broken" for post, _ in event.posts)
    return [*found, *([f"{broken} post{'s' * (broken != 1)} with errors"] if broken else [])]


def _as_json(event: Event) -> dict[str, Any]:
    return {
        "event": event.uid,
        "title": event.front.title,
        "starts": event.starts.iso,
        "ends": event.ends.iso if event.ends else None,
        "state": event.front.state,
        "posts": [{"post": post.uid, "path": post.path, "state": post.state} for post, _ in event.posts],
        "series": [
            {"step": step.step.name, "at": f"{step.day}T{step.hour}", "post": step.post.uid if step.post else None}
            for step in event.steps
        ],
        "lacks": lacks(event),
        "path": event.planned.path,
    }
