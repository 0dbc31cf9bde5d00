"""Code shared by `smm update` and `smm retract`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from smmgen.cli.output import counts, print_report
from smmgen.cli.project import changing_ledger, shown
from smmgen.cli.stopping import ending, told_to_stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from smmgen.cli.project import Opened
    from smmgen.ledger.store import Ledger
    from smmgen.publishing.context import Context
    from smmgen.publishing.results import Report

    Act = Callable[[Context, Ledger], Report]
    """Change what is live, on the real networks or on those of a rehearsal."""


def carry_out(project: Opened, context: Context, act: Act, *, as_json: bool, nothing: str) -> int:
    """Act until told to stop, print what became of it, and return the exit code. `nothing`: said when nothing did."""
    with told_to_stop() as (stop, _):
        with changing_ledger(project) as ledger:
            report = act(replace(context, stopped=stop.asked), ledger)
        return ending(_sum_up(report, as_json, nothing), stop)


def rehearse(context: Context, act: Act, faults: Path | None = None, *, as_json: bool, nothing: str) -> int:
    """The same on the rehearsal's networks and ledger."""
    from smmgen.publishing.rehearse import on_stage, read_faults

    with told_to_stop() as (stop, _):
        done = on_stage(replace(context, stopped=stop.asked), act, read_faults(faults) if faults else ())
        click.echo(f"what the rehearsal's networks show: {shown(done.page)}", err=True)
        return ending(_sum_up(done.report, as_json, nothing), stop)


def _sum_up(report: Report, as_json: bool, nothing: str) -> int:
    """Print the rows, what there is to say of them, and the counts; the exit code."""
    print_report(report, ["STATE", "ACCOUNT", "PART", "POST", "URL"], as_json)
    click.echo(counts(report) or nothing, err=True)
    return report.exit_code
