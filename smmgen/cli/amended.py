"""What `smm publish --update` and `smm retract` have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from smmgen.cli.project import Opened
    from smmgen.publishing.ledger import Ledger
    from smmgen.publishing.rehearse import Stage
    from smmgen.publishing.report import Report, Row


def act(project: Opened, work: Callable[[Ledger], Report]) -> Report:
    """With the project's own ledger."""
    from smmgen.cli.project import changing_ledger

    with changing_ledger(project) as ledger:
        return work(ledger)


def rehearse(
    project: Opened, now: datetime, work: Callable[[Stage, Ledger], Report], faults: Path | None = None
) -> Report:
    """With the rehearsal's networks and ledger."""
    from smmgen.cli.project import shown
    from smmgen.publishing.rehearse import on_stage, read_faults

    having: Sequence[Mapping[str, Any]] = read_faults(faults) if faults else ()
    done = on_stage(project.path, project.config, now, work, faults=having)
    click.echo(f"what the rehearsal's networks show: {shown(done.page)}", err=True)
    return done.report


def sum_up(report: Report, as_json: bool, nothing: str) -> int:
    """Print the rows, what there is to say of them, and the counts; the exit code."""
    import json

    from smmgen.cli.project import table
    from smmgen.cli.rows import say

    if as_json:
        click.echo(json.dumps([row.as_json() for row in report.rows], ensure_ascii=False, indent=1))
    elif report.rows:
        click.echo(table(["STATE", "ACCOUNT", "PART", "POST", "URL"], [_cells(row) for row in report.rows]), nl=False)
    say(report.rows)
    for notice in report.notices:
        click.echo(notice, err=True)
    click.echo(", ".join(f"{n} {state}" for state, n in sorted(report.counts.items())) or nothing, err=True)
    return report.exit_code


def _cells(row: Row) -> list[str]:
    return [row.state, row.account, row.part, row.title or row.post, row.url]
