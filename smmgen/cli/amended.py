"""What `smm update` and `smm retract` have in common."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Protocol

import click

from smmgen.cli.project import changing_ledger, shown, table
from smmgen.cli.stopping import ending, told_to_stop

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from smmgen.cli.project import Opened
    from smmgen.config import Config
    from smmgen.ledger.store import Ledger
    from smmgen.publishing.rehearse import RehearsalSetup
    from smmgen.publishing.results import Report, Row


class Act(Protocol):
    """Change what is live, on the real networks or on those of a rehearsal."""

    def __call__(
        self,
        config: Config,
        ledger: Ledger,
        environ: Mapping[str, str],
        accounts: Collection[str],
        *,
        stopped: Callable[[], bool],
    ) -> Report: ...


def carry_out(
    project: Opened,
    now: datetime,
    act: Act,
    accounts: Collection[str],
    *,
    rehearsal: bool,
    as_json: bool,
    nothing: str,
    faults: Path | None = None,
) -> int:
    """Act until told to stop, print what became of it, and return the exit code. `nothing`: said when nothing did."""
    with told_to_stop() as (stop, _):
        if rehearsal:
            report = _rehearse(project, now, partial(act, stopped=stop.asked), accounts, faults)
        else:
            with changing_ledger(project) as ledger:
                report = act(project.config, ledger, os.environ, accounts, stopped=stop.asked)
        return ending(_sum_up(report, as_json, nothing), stop)


def _rehearse(
    project: Opened, now: datetime, act: Callable[..., Report], accounts: Collection[str], faults: Path | None
) -> Report:
    """With the rehearsal's networks and ledger."""
    from smmgen.publishing.rehearse import on_stage, read_faults

    def work(setup: RehearsalSetup, ledger: Ledger) -> Report:
        return act(setup.config, ledger, setup.environ, setup.accounts)

    having: Sequence[Mapping[str, Any]] = read_faults(faults) if faults else ()
    done = on_stage(project.path, project.config, now, work, accounts=accounts, faults=having)
    click.echo(f"what the rehearsal's networks show: {shown(done.page)}", err=True)
    return done.report


def _sum_up(report: Report, as_json: bool, nothing: str) -> int:
    """Print the rows, what there is to say of them, and the counts; the exit code."""
    import json

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
