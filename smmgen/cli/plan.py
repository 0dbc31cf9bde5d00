from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smmgen.cli import completing
from smmgen.cli.output import Times, print_json, table
from smmgen.cli.project import json_option, no_hooks_option, now_option

if TYPE_CHECKING:
    from datetime import datetime

    from smmgen.building.evergreens import Filling
    from smmgen.building.slots import Chosen, Draft, Plans, Standing
    from smmgen.cli.project import Opened
    from smmgen.variants.slots import Slot

STEPS = 8
"""Next steps that are named one by one."""


@click.command()
@click.argument("asked", metavar="[PERIOD]", required=False, shell_complete=completing.documents("plan"))
@click.option("--fill", is_flag=True, help="Write a draft for each slot that is empty and still to come.")
@click.option("--dry-run", is_flag=True, help="With --fill: show which drafts, and write none.")
@json_option
@now_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None,
    asked: str | None,
    fill: bool,
    dry_run: bool,
    as_json: bool,
    now: str | None,
    no_hooks: bool,
) -> int:
    """Show the slots of content plans, who fills them, and the mix of rubrics.

    PERIOD is a plan's name, a month such as 2026-12, or a span of days such as 2026-12-01..2026-12-07; without it, all
    plans that are not over are shown. With --fill, evergreen posts get empty slots of plans that let them have some;
    for the others drafts are made from content/archetypes/RUBRIC.md, else from that of posts. No text is overwritten.
    """
    from smmgen.building import slots
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.project import clock, opened

    if dry_run and not fill:
        raise click.UsageError("--dry-run is for --fill")
    project = opened(directory)
    moment = clock(now, project.config.project.timezone)
    found = slots.plans(project.recipe(no_hooks))
    wanted = slots.chosen(found.plans, asked, moment, project.config)
    if fill:
        _fill(project, found, wanted, moment, dry_run, as_json)
    else:
        _show(project, wanted, moment, as_json)
    if not found.plans and not found.unreadable:
        click.echo("there is no content plan; `smm new plan 2026-12` starts one for that month", err=True)
    elif not wanted and not found.unreadable:
        click.echo("every content plan is over; `smm plan PERIOD` shows one of them", err=True)
    for path in found.unreadable:
        click.echo(f"{path} cannot be read; see `smm check`", err=True)
    return CONTENT if found.unreadable else FINE


def _fill(project: Opened, found: Plans, wanted: Sequence[Chosen], now: datetime, dry_run: bool, as_json: bool) -> None:
    from smmgen.building import slots

    rows, filled = _evergreens(project, found, wanted, now, dry_run, as_json)
    drafts = [one for plan in wanted for one in slots.empty(plan, now, found.files, filled)]
    for one, made in [(one, True) for one in drafts] if dry_run else slots.write(project.path, drafts):
        about = _told(project, one, one.campaign)
        rows.append(about | {"written": made and not dry_run, "evergreen": False})
        if not as_json:
            when = one.slot.here.replace("T", " ")
            click.echo(f"{one.path}  {one.slot.name}, {when}, {', '.join(one.accounts)}")
        if not made:
            click.echo(f"{one.path} is there by now, and was left as it is", err=True)
    if as_json:
        print_json(rows)
    count = f"{len(drafts)} draft{'s' * (len(drafts) != 1)}"
    if not drafts and not filled:
        click.echo("no slot that is still to come is empty", err=True)
    elif not drafts:
        click.echo("evergreen posts fill all that were empty", err=True)
    elif dry_run:
        click.echo(f"{count} would be written; without --dry-run they are", err=True)


def _evergreens(
    project: Opened, found: Plans, wanted: Sequence[Chosen], now: datetime, dry_run: bool, as_json: bool
) -> tuple[list[dict[str, Any]], set[tuple[Slot, str]]]:
    """Give evergreen posts the slots that their plans let them have. Returns what is said of it, and which slots."""
    if not any(one.plan.front.evergreen for one in wanted):
        return [], set()
    from smmgen.building import evergreens

    fillings = evergreens.fillings(wanted, found.rows, now, project.path, project.config)
    if not dry_run:
        evergreens.write(project.path, fillings)
    for one in fillings if not as_json else ():
        when = one.slot.here.replace("T", " ")
        click.echo(f"{one.path}  {one.slot.name}, {when}, {', '.join(one.accounts)}: evergreen")
    rows = [_told(project, one, "") | {"written": not dry_run, "evergreen": True} for one in fillings]
    return rows, {(one.slot, account) for one in fillings for account in one.accounts}


def _told(project: Opened, one: Draft | Filling, campaign: str) -> dict[str, Any]:
    about = {"path": one.path, "slot": one.slot.name, "at": _iso(project, one.slot.at), "accounts": [*one.accounts]}
    return about | {"kind": one.slot.kind, "campaign": campaign}


def _show(project: Opened, wanted: Sequence[Chosen], now: datetime, as_json: bool) -> None:
    from smmgen.building import slots
    from smmgen.cli.project import entries, gate_of
    from smmgen.ledger.model import OUT

    gate = gate_of(project, now)
    rows = [place.row for one in wanted for place in one.plan.places if place.row]
    waiting = {row.identity for row, _, standing in gate.of_rows(rows) if standing.needs} if gate else set()
    sent = {entry.identity for entry in entries(project) if entry.state in OUT}
    found = [(one, slots.standings(one, now, sent, project.config, waiting)) for one in wanted]
    if as_json:
        print_json([_as_json(project, one, standings) for one, standings in found])
        return
    for number, (one, standings) in enumerate(found):
        click.echo("\n" * bool(number), nl=False)
        _print(project, one, standings)
    for number, (one, standings) in enumerate(found):
        for step in _steps(one, standings, number, len(found)):
            click.echo(step, err=True)


def _print(project: Opened, one: Chosen, standings: Sequence[Standing]) -> None:
    """What a plan is for, its slots, and its mix."""
    plan, times = one.plan, Times(project.config)
    click.echo(f"{plan.path}: {one.first} to {one.last}, {', '.join(plan.accounts)}\n")
    cells = [
        [
            times.shown(_iso(project, standing.slot.at)),
            standing.slot.name,
            standing.slot.kind or "—",
            ", ".join(standing.accounts),
            standing.state,
            row.title if (row := standing.places[0].row) else "—",
        ]
        for standing in standings
    ]
    if cells:
        click.echo(table([times.heading, "SLOT", "RUBRIC", "ACCOUNTS", "STATE", "POST"], cells))
    if plan.front.mix:
        mix = [
            [part.kind or "—", _percent(part.target), f"{part.share} %", str(part.posts), _too_many(part.excess)]
            for part in plan.mix
        ]
        click.echo(table(["RUBRIC", "PLANNED", "REAL", "POSTS", "TO SWAP"], mix))


def _percent(target: object) -> str:
    return "—" if target is None else f"{target:f} %"


def _too_many(excess: int) -> str:
    return f"{abs(excess)} {'fewer' if excess > 0 else 'more'}" if excess else ""


def _steps(one: Chosen, standings: Sequence[Standing], number: int, count: int) -> Iterator[str]:
    """What there is, and what to do next."""
    states = [standing.state for standing in standings]
    words = [f"{states.count(state)} {state}" for state in ORDER if state in states]
    yield f"{len(states)} slot{'s' * (len(states) != 1)}" + (f": {', '.join(words)}" if words else "")
    if empty := states.count("empty"):
        what = "a draft for each of them" if empty > 1 else "a draft for it"
        yield f"  {empty} empty: `smm plan --fill{f' {one.plan.planned.uid}' if count > 1 else ''}` writes {what}"
    open_posts = {
        row.path: (row.wall.replace("T", " "), standing.state, row.post.state)
        for standing in standings
        for row in (place.row for place in standing.places)
        if row and standing.state in ("late", "missed")
    }
    for path, (when, state, status) in [*open_posts.items()][:STEPS]:
        passed = "was planned for" if state == "missed" else "goes out on"
        yield f"  {state}: {path} is {WORDS.get(status, status)} and {passed} {when}"
    if len(open_posts) > STEPS:
        yield f"  and {len(open_posts) - STEPS} more"


ORDER = ("filled", "draft", "hold", "unapproved", "broken", "late", "empty", "missed")
WORDS = {"draft": "a draft", "hold": "on hold", "ready": "not approved"}


def _as_json(project: Opened, one: Chosen, standings: Sequence[Standing]) -> dict[str, Any]:
    plan = one.plan
    slots = [
        {
            "slot": standing.slot.name,
            "title": standing.slot.title,
            "kind": standing.slot.kind,
            "at": _iso(project, standing.slot.at),
            "account": place.account,
            "state": standing.state,
            "post": place.row.uid if place.row else None,
            "path": place.row.path if place.row else None,
        }
        for standing in standings
        for place in standing.places
    ]
    mix = [{"kind": part.kind, "planned": _number(part.target), "real": part.share, "posts": part.posts,
            "excess": part.excess} for part in plan.mix]  # fmt: skip
    about = {"plan": plan.planned.uid, "path": plan.path, "title": plan.planned.row.title}
    return {**about, "first": one.first, "last": one.last, "accounts": [*plan.accounts], "slots": slots, "mix": mix}


def _number(share: Any) -> float | None:
    return None if share is None else float(share)


def _iso(project: Opened, at: int) -> str:
    from datetime import datetime

    from smmgen.content.schedule import zone_of

    return datetime.fromtimestamp(at, zone_of(project.config.project.timezone)).isoformat()
