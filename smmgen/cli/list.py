from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smmgen.cli import completing
from smmgen.cli.output import Times, print_json, print_table
from smmgen.cli.project import account_option, json_option, no_hooks_option
from smmgen.keys import POST, kind_of

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.ledger.model import Entry
    from smmgen.recipe import Recipe
    from smmgen.variants.rows import PlanRow

BROKEN = "broken"
"""The state of a post that cannot be published because its file has errors."""


@click.command()
@account_option
@click.option("--status", "statuses", multiple=True, type=click.Choice(["draft", "ready", "hold"]))
@click.option(
    "--kind", metavar="KIND", shell_complete=completing.kinds, help="List the documents of this kind, such as campaign."
)
@json_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None,
    accounts: tuple[str, ...],
    statuses: tuple[str, ...],
    kind: str | None,
    as_json: bool,
    no_hooks: bool,
) -> int:
    """List the posts, where and when each is published, and what has happened to it so far.

    Files that cannot be read are always listed, because nobody knows which account they are for. Exits with 1 when a
    listed post cannot be published because of errors. With --kind, list the documents of that kind; of what is not
    sent, such as campaigns, with the number of posts that use each.
    """

    from smmgen.building.check import plan
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.project import entries, kind_named, opened
    from smmgen.publishing.accounts import require_accounts

    project = opened(directory)
    require_accounts(project.config, accounts)
    work = project.recipe(no_hooks)
    if kind is not None and not kind_named(kind).sends:
        if accounts or statuses:
            raise click.UsageError("--account and --status are for posts")
        return _list_documents(work, kind, as_json)
    known = {entry.key: entry for entry in entries(project, ask=True) if entry.part == "1"}
    listing = plan(work)
    shown = [
        row
        for row in sorted(listing.rows, key=lambda row: (row.at is None, row.at or 0, row.path, row.account))
        if (not accounts or row.account in accounts) and (not statuses or row.status in statuses)
        if kind in (None, kind_of(row.uid))
    ]
    waiting = _waiting(project, [row for row in shown if row.key() not in known])
    planned = [
        _row(row, known.get(row.key()), listing.errors.get(row.path, 0)) | waiting.get(row.key(), _NOBODY)
        for row in shown
    ]
    unreadable = [_unreadable(path, listing.errors[path]) for path in listing.unreadable]
    rows = [*(row for row in unreadable if kind in (None, row["kind"])), *planned]
    _show(rows, Times(project.config), as_json, bool(project.config.review))
    for line in dict.fromkeys(_complaints(rows)):
        click.echo(line, err=True)
    return CONTENT if any(row["state"] == BROKEN for row in rows) else FINE


_NOBODY: dict[str, Any] = {"waits_for": [], "approved_by": []}


def _waiting(project: Opened, rows: list[PlanRow]) -> dict[str, dict[str, Any]]:
    """Whose approval posts wait for, and who has given theirs, by key; nothing of those that need none."""
    from datetime import UTC, datetime

    from smmgen.cli.project import gate_of

    gate = gate_of(project, datetime.now(UTC))
    found = {}
    for row, subject, standing in gate.of_rows(rows) if gate else ():
        needs = [need._asdict() for need in standing.needs]
        found[row.key()] = {"waits_for": needs, "approved_by": list(standing.approved)}
        if row.status == "ready" and gate and (why := gate.words(subject, standing)):
            found[row.key()]["reason"] = why.reason
    return found


def _who(row: dict[str, Any]) -> str:
    """Whom it waits for, and who has approved it, for the table."""
    needs = [need["role"] if need["number"] == 1 else f"{need['number']} × {need['role']}" for need in row["waits_for"]]
    return ", ".join(needs) or ", ".join(f"✓ {name}" for name in row["approved_by"])


def _show(rows: list[dict[str, Any]], times: Times, as_json: bool, reviewed: bool) -> None:
    if as_json:
        print_json(rows)
    elif rows:
        cells = [[times.shown(r["at"]), str(r["account"] or "—"), str(r["state"]), str(r["title"])] for r in rows]
        headings = [times.heading, "ACCOUNT", "STATE", "POST"]
        if reviewed:
            headings.insert(3, "WAITS FOR")
            for cell, row in zip(cells, rows, strict=True):
                cell.insert(3, _who(row))
        print_table(headings, cells)
    else:
        click.echo("nothing is planned", err=True)


def _list_documents(work: Recipe, kind: str, as_json: bool) -> int:
    """List the documents of a kind that is not published."""

    from smmgen.building.check import documents
    from smmgen.cli.failure import CONTENT, FINE

    lines = [line for line in documents(work) if line.row.kind == kind]
    rows = [
        {
            "kind": kind,
            "uid": line.row.uid,
            "title": line.row.title,
            "path": line.row.path,
            "posts": line.posts,
            "errors": line.errors,
        }
        for line in lines
    ]
    if as_json:
        print_json(rows)
    elif rows:
        cells = [[str(row["uid"]), str(row["posts"]), str(row["title"])] for row in rows]
        print_table([kind.upper(), "POSTS", "TITLE"], cells)
    else:
        click.echo(f"there is no {kind}", err=True)
    for line in lines:
        if line.errors:
            click.echo(f"{line.row.path}: {_counted(line.errors)}", err=True)
    return CONTENT if any(line.errors for line in lines) else FINE


def _row(row: PlanRow, entry: Entry | None, errors: int) -> dict[str, Any]:
    """One post on one account. What the ledger knows of it has happened, whatever the file says by now."""
    state = "planned" if row.status == "ready" else row.status
    reason = ""
    if entry:
        state, reason = entry.standing, entry.reason
    elif errors and row.status == "ready":
        state, reason = BROKEN, _counted(errors)
    return {
        "post": row.uid,
        "account": row.account,
        "part": "1",
        "state": state,
        "at": row.iso or None,
        "key": row.key(),
        "url": entry.url if entry else "",
        "reason": reason,
        "title": row.title,
        "path": row.path,
        "platform": row.platform,
        "kind": kind_of(row.uid),
    }


def _unreadable(path: str, errors: int) -> dict[str, Any]:
    """A file that makes no post: no account, no time, and no key."""
    from smmgen.content.documents import registry

    kind = registry.kind_of(path)
    empty = dict.fromkeys(("account", "key", "url", "platform"), "")
    reason = f"no post can be made of this file: {_counted(errors)}"
    named = dict.fromkeys(("post", "title", "path"), path)
    return {
        **empty,
        **named,
        **_NOBODY,
        "part": "1",
        "state": BROKEN,
        "at": None,
        "reason": reason,
        "kind": kind.name if kind else POST,
    }


def _complaints(rows: list[dict[str, Any]]) -> Iterator[str]:
    return (f"{row['path']}: cannot be published: {row['reason']}" for row in rows if row["state"] == BROKEN)


def _counted(errors: int) -> str:
    return f"{errors} error{'s' * (errors != 1)}; see `smm check`"
