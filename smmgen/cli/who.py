from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smmgen.cli.output import print_json, print_table
from smmgen.cli.project import json_option, no_hooks_option

if TYPE_CHECKING:
    from smmgen.cli.project import Opened


@click.command()
@json_option
@no_hooks_option
@click.pass_obj
def command(directory: Path | None, as_json: bool, no_hooks: bool) -> int:
    """List the people of the project, what each may do, and how many posts wait for their approval.

    A post counts once for each account that waits. Somebody without a key approves in the reviews of a forge.
    """
    from datetime import UTC, datetime

    from smmgen.building.check import plan
    from smmgen.cli.failure import FINE
    from smmgen.cli.project import entries, gate_of, opened

    project = opened(directory)
    gate = gate_of(project, datetime.now(UTC))
    waiting = Counter[str]()
    if gate:
        out = {entry.key for entry in entries(project)}
        listed = [row for row in plan(project.recipe(no_hooks)).rows if row.post.state == "ready"]
        for _, _, standing in gate.of_rows([row for row in listed if row.key() not in out]):
            waiting.update({name for need in standing.needs for name in need.people})
    rows = [_row(project, name, waiting[name]) for name in project.config.people]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(["PERSON", "ROLE", "MAY", "ACCOUNTS", "KEY", "WAITING"], [_cells(row) for row in rows])
    else:
        click.echo("smm.toml names no people", err=True)
    return FINE


def _row(project: Opened, name: str, waiting: int) -> dict[str, Any]:
    from smmgen.approvals.keys import keys_of

    person = project.config.people[name]
    keys = keys_of(project.path, person)
    return {
        "person": name,
        "name": person.name or "",
        "role": person.role,
        "may": project.config.roles.get(person.role, []),
        "accounts": person.accounts,
        "forge": person.forge or "",
        "keys": len(keys.lines),
        "problem": keys.problem if person.key is not None else "",
        "expires": person.expires.isoformat() if person.expires else None,
        "waiting": waiting,
    }


def _cells(row: dict[str, Any]) -> list[str]:
    key = (
        "cannot be used"
        if row["problem"]
        else "yes"
        if row["keys"]
        else row["forge"] and f"{row['forge']}, on the forge"
    )
    places = "all" if row["accounts"] is None else ", ".join(row["accounts"])
    return [row["person"], row["role"], ", ".join(row["may"]) or "—", places, key or "—", str(row["waiting"])]
