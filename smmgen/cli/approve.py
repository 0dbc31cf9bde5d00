from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smmgen.cli import completing
from smmgen.cli.output import Times, print_json, print_table
from smmgen.cli.project import account_option, json_option, no_hooks_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smmgen.approvals.approving import Line
    from smmgen.approvals.model import Approval
    from smmgen.cli.project import Opened
    from smmgen.people import Person
    from smmgen.publishing.context import Context


_NAMED = 5
"""Files that are named one by one."""


@click.command()
@click.argument("posts", nargs=-1, metavar="[POST]...", shell_complete=completing.posts)
@account_option
@click.option("--as", "person", metavar="PERSON", help="Who you are in [people]. Default: by git's user.email.")
@click.option(
    "--key",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Your private ssh key. Default: the one in ~/.ssh, or in the agent, that [people] has.",
)
@click.option("--revoke", is_flag=True, help="Take back what you approved of these posts.")
@click.option(
    "--from-reviews",
    "reviews",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Record in the ledger what the reviews of a pull request approve: a JSON file of GitHub's or GitLab's API.",
)
@click.option("--base", metavar="REF", help="With --from-reviews: the commit from which the pull request was made.")
@click.option("--commit", metavar="REF", default="", help="With --from-reviews: what was reviewed, for GitLab.")
@json_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None,
    posts: tuple[str, ...],
    accounts: tuple[str, ...],
    person: str | None,
    key: str | None,
    revoke: bool,
    reviews: Path | None,
    base: str | None,
    commit: str,
    as_json: bool,
    no_hooks: bool,
) -> int:
    """Approve posts exactly as the last build will send them, on every account that waits for you.

    Without POST, list what waits for you. An approval is a small signed file in approvals/: commit it. It covers what
    you saw; once a post is sent otherwise on an account, that account waits again. Exits with 3 when one of the posts
    is not yours to approve.

    With --from-reviews, what a pull request changes is approved by those who approved it on the forge. Only who
    publishes can write the ledger, so only they can record that.
    """
    from datetime import UTC, datetime

    from smmgen.approvals import approving
    from smmgen.cli.failure import FINE, NOT_PUBLISHED
    from smmgen.cli.project import context_of, known_imports, opened, require_current

    project = opened(directory)
    if not project.config.review:
        click.echo("no post needs an approval: smm.toml has no [[review]]", err=True)
        return FINE
    if reviews:
        if posts or accounts or person or key or revoke or not base:
            raise click.UsageError("--from-reviews needs --base, and takes neither posts, accounts nor a person")
        return _take(project, reviews, base, commit, no_hooks, as_json)
    if base or commit:
        raise click.UsageError("--base and --commit belong to --from-reviews")
    if revoke and (accounts or not posts):
        raise click.UsageError("--revoke names its posts, and takes back the approval on all their accounts")
    require_current(project, no_hooks)
    now = datetime.now(UTC)
    name, somebody = approving.who(project.path, project.config, person)
    context = context_of(project, now, accounts=accounts, posts=posts)
    if revoke:
        return _revoke(project, posts, name)
    found = _lines(context, name, somebody, known_imports(project))
    waiting = [line for line in found if line.state == approving.WAITS]
    if not posts:
        _show(waiting, Times(project.config), as_json)
        click.echo(f"{len(waiting)} wait for {name}" if waiting else f"nothing waits for {name}", err=True)
        return FINE
    paths = approving.approve(project.path, project.config, name, waiting, key, now) if waiting else []
    shown = [line._replace(state=approving.DONE) if line in waiting else line for line in found]
    _show(shown, Times(project.config), as_json)
    if paths:
        click.echo(
            f"signed by {name}; commit and push: {' '.join(paths) if len(paths) <= _NAMED else 'approvals'}", err=True
        )
    return NOT_PUBLISHED if any(line.state in approving.REFUSED for line in found) else FINE


def _take(project: Opened, reviews: Path, base: str, commit: str, no_hooks: bool, as_json: bool) -> int:
    """Record what the reviews of a forge approve, in the ledger."""
    from datetime import UTC, datetime
    from tempfile import TemporaryDirectory

    from smmgen.approvals.forge import read_reviews
    from smmgen.approvals.imported import put
    from smmgen.cli.failure import FINE
    from smmgen.cli.project import changing_ledger
    from smmgen.review.approved import taken

    said = read_reviews(reviews.read_bytes(), reviews.name)
    now, config = datetime.now(UTC), project.config
    with TemporaryDirectory(prefix="smm-approve-") as folder:
        with_code, place = not no_hooks, Path(folder)
        found = taken(project.path, config, said, base=base, commit=commit, folder=place, with_code=with_code, now=now)
    if found.statements or found.withdrawn:
        with changing_ledger(project) as ledger:
            put(ledger, found.statements, now, found.withdrawn)
    if as_json:
        print_json([statement.as_json() for statement in found.statements])
    else:
        cells = [[one.person, item.account, one.post] for one in found.statements for item in one.items]
        print_table(["PERSON", "ACCOUNT", "POST"], cells)
    for notice in found.notices:
        click.echo(notice, err=True)
    number = sum(len(one.items) for one in found.statements)
    click.echo(f"{number} approval{'s' * (number != 1)} recorded in the ledger", err=True)
    return FINE


def _revoke(project: Opened, posts: Sequence[str], name: str) -> int:
    """Take back what this person said of them."""
    from smmgen.approvals import approving
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.publishing.payloads import read_build_if_any
    from smmgen.publishing.selection import is_post

    build = read_build_if_any(project.path)
    uids = [next((one.post for one in build if is_post(one, name)), name) for name in posts]
    gone = approving.revoke(project.path, uids, name)
    for post in gone:
        click.echo(f"{name} no longer approves `{post}`; commit that", err=True)
    if missing := [post for post in uids if post not in gone]:
        click.echo(f"{name} has approved nothing of {', '.join(missing)}", err=True)
    return CONTENT if missing else FINE


def _lines(context: Context, name: str, person: Person, imported: Sequence[Approval]) -> list[Line]:
    from smmgen.approvals.approving import lines
    from smmgen.approvals.gate import Gate
    from smmgen.publishing.payloads import read_build
    from smmgen.publishing.selection import in_scope

    parts = in_scope(read_build(context.project), context)
    payloads = [part.payload for part in parts if part.index == 0]
    gate = Gate(context.project, context.config, context.now, imported)
    return lines(payloads, name, person, gate, context.config)


def _show(lines: Sequence[Line], times: Times, as_json: bool) -> None:
    if as_json:
        print_json([_as_json(line) for line in lines])
        return
    cells = [[line.state, line.subject.identity.account, times.shown(line.at), line.title] for line in lines]
    print_table(["STATE", "ACCOUNT", times.heading, "POST"], cells)
    for line in lines:
        if line.reason:
            click.echo(f"{line.subject.path} ({line.subject.identity.account}): {line.reason}", err=True)


def _as_json(line: Line) -> dict[str, Any]:
    post, account, _ = line.subject.identity
    named = {"post": post, "account": account, "path": line.subject.path, "title": line.title, "at": line.at}
    return {**named, "state": line.state, "reason": line.reason, "digest": line.subject.now.digest}
