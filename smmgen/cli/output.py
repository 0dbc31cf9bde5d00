"""Rows, tables and JSON on stdout, and what there is to say of them on stderr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from smmgen.printable import printable_line

if TYPE_CHECKING:
    from smmgen.config import Config
    from smmgen.publishing.results import Report, Row


class Times:
    """Planned times for people, all in the project's zone; `heading` names it. Without a zone of its own, UTC."""

    def __init__(self, config: Config) -> None:
        from smmgen.content.schedule import zone_of

        self._zone = zone_of(config.project.timezone)
        self.name = str(self._zone)
        self.heading = f"PLANNED ({self.name})"

    def shown(self, at: str | None) -> str:
        """`2026-12-05 10:00` of an ISO 8601 time with offset, a dash of none."""
        from datetime import datetime

        return f"{datetime.fromisoformat(at).astimezone(self._zone):%Y-%m-%d %H:%M}" if at else "—"


def print_json(found: object) -> None:
    """For programs: one value."""
    import json

    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


def print_table(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """For people; prints nothing if there are no rows."""
    if cells:
        click.echo(table(headings, cells), nl=False)


def print_rows(rows: Sequence[Row], headings: Sequence[str], as_json: bool, times: Times | None = None) -> None:
    """One row a part. `headings`: those of the table, its columns; `times` has one of its own."""
    if as_json:
        print_json([row.as_json() for row in rows])
    else:
        print_table(headings, [_cells(row, headings, times) for row in rows])


def print_report(report: Report, headings: Sequence[str], as_json: bool, times: Times | None = None) -> None:
    """The rows, what there is to say of each, and the notices."""
    print_rows(report.rows, headings, as_json, times)
    say(report.rows)
    for notice in report.notices:
        click.echo(notice, err=True)


def counts(report: Report) -> str:
    """`2 published, 1 waiting`; "" of no rows."""
    return ", ".join(f"{n} {state}" for state, n in sorted(report.counts.items()))


def say(rows: Iterable[Row]) -> None:
    """What there is to say of each row and what to do; what is the same for many of them is said once."""
    rows, said = list(rows), set[str]()
    kept_back = Counter(row.reason for row in rows if row.state == "later")
    for row in rows:
        reason = f"{row.key}: {row.reason}" if row.reason else ""
        if kept_back[row.reason] > 1 and row.state == "later":
            reason = f"{kept_back[row.reason]} parts: {row.reason}"
        advice = row.hint.replace(row.key, "KEY") if row.state == "missed" else row.hint
        for sentence in (reason, f"  hint: {advice}" if advice else ""):
            if sentence and sentence not in said:
                click.echo(printable_line(sentence), err=True)
        said |= {reason} | ({f"  hint: {advice}"} if row.state == "missed" else set())


def _cells(row: Row, headings: Sequence[str], times: Times | None) -> list[str]:
    known: dict[str, Any] = {
        "STATE": row.state,
        "ACCOUNT": row.account,
        "PART": row.part,
        "POST": row.title or row.post,
        "KEY": row.key,
        "URL": row.url,
    }
    if times:
        known[times.heading] = times.shown(row.at)
    return [known[heading] for heading in headings]


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns padded by display width; the last one is left ragged. Each row stays on its line."""
    lines = [[*headings], *([printable_line(cell) for cell in row] for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(headings))]
    padded = ("  ".join(cell + " " * (widths[i] - _width(cell)) for i, cell in enumerate(line)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in padded)


def _width(text: str) -> int:
    import unicodedata

    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
