from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("key")
@click.option("--sent", "url", metavar="URL", help="It is there: this is its address.")
@click.option("--resend", is_flag=True, help="It is not there: the next `smm publish` sends it.")
@click.option("--abandon", is_flag=True, help="Leave it: it is never sent.")
@click.option("--rehearsal", is_flag=True, help="The ledger of `smm publish --rehearse` instead of the real one.")
@click.pass_obj
def command(directory: Path | None, key: str, url: str | None, resend: bool, abandon: bool, rehearsal: bool) -> None:
    """End a post whose outcome is unknown, or one that failed or was missed.

    KEY is what `smm status` shows, or its beginning. Look at the account first: only a person can tell.
    """
    from smmgen.cli.project import ledger_of, opened
    from smmgen.cli.stopping import told_to_stop
    from smmgen.publishing.publish import utc_now
    from smmgen.publishing.resolve import Answer, resolve

    if (url is not None) + resend + abandon != 1:
        raise click.UsageError("say one of --sent URL, --resend and --abandon")
    answer = Answer.SENT if url is not None else Answer.RESEND if resend else Answer.ABANDON
    project = opened(directory)
    with told_to_stop(), ledger_of(project, rehearsal) as ledger:
        entry = resolve(ledger, key, answer, utc_now, url or "")
    after = {"sent": "is published", "resend": "goes out with the next `smm publish`", "abandon": "is left alone"}
    click.echo(f"{entry.key} {after[str(answer)]}")
