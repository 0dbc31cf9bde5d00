from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli import completing
from smmgen.cli.project import rehearsal_ledger_option

if TYPE_CHECKING:
    from smmgen.ledger.model import Entry
    from smmgen.ledger.store import Ledger
    from smmgen.publishing.context import Context


@click.command()
@click.argument("key", metavar="KEY|POST", shell_complete=completing.posts)
@click.argument("account", required=False, shell_complete=completing.accounts)
@click.option("--sent", "url", metavar="URL", help="The post is live, at this address.")
@click.option(
    "--resend", is_flag=True, help="The post is not live, or it is a different post: the next `smm publish` sends it."
)
@click.option("--abandon", is_flag=True, help="Never send the post.")
@click.option(
    "--same-as", "old", metavar="OLD", help="It is the same post as OLD (a uid, a path or a key), which was published."
)
@rehearsal_ledger_option
@click.pass_obj
def command(
    directory: Path | None,
    key: str,
    account: str | None,
    url: str | None,
    resend: bool,
    abandon: bool,
    old: str | None,
    rehearsal: bool,
) -> None:
    """Settle a post whose outcome is unknown, or one that failed, was missed or is held.

    Give the key that `smm status --json` shows, or the post (uid or path) and the account. Look at the account first:
    only a person can tell.
    """
    from smmgen.cli.project import changing_ledger, context_of, opened
    from smmgen.cli.stopping import told_to_stop
    from smmgen.publishing.context import utc_now
    from smmgen.publishing.rehearse import advice
    from smmgen.publishing.renaming import same_as
    from smmgen.publishing.selection import key_named

    if (url is not None) + resend + abandon + (old is not None) != 1:
        raise click.UsageError("say one of --sent URL, --resend, --abandon and --same-as OLD")
    project = opened(directory)
    context = context_of(project, utc_now())
    with told_to_stop(), changing_ledger(project, rehearsal) as ledger:
        key = key_named(project.path, key, account or "")
        if old is not None:
            entries = same_as(context, ledger, key, old)
            after = f"continues with the rows of `{old}`"
        else:
            entries = _end(context, ledger, key, url, resend)
            after = "is published" if url is not None else _SENT if resend else "will never be sent"
    after = advice(after) if rehearsal else after
    for entry in entries:
        click.echo(f"{entry.key} {after}")


_SENT = "will be sent by the next `smm publish`"


def _end(context: Context, ledger: Ledger, key: str, url: str | None, resend: bool) -> list[Entry]:
    """Record what a person says became of these parts. A held post, and one posted by hand, may have no row yet."""
    from smmgen.ledger.model import State
    from smmgen.publishing.context import utc_now
    from smmgen.publishing.renaming import decide_held
    from smmgen.publishing.resolve import Answer, record, resolve

    answer = Answer.SENT if url is not None else Answer.RESEND if resend else Answer.ABANDON
    if answer is not Answer.RESEND and (recorded := record(context, ledger, key, answer, url or "")):
        return recorded
    if url is not None:
        return [resolve(ledger, key, answer, utc_now, url)]
    state = State.FAILED if resend else State.ABANDONED
    if held := decide_held(context, ledger, key, state):
        return held
    return [resolve(ledger, key, answer, utc_now)]
