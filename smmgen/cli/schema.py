from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli import completing
from smmgen.cli.project import NamesKinds


@click.command(cls=NamesKinds)
@click.argument("which", metavar="[KIND|config|limits]", default="post", shell_complete=completing.schemas)
@click.option(
    "--project", "own", is_flag=True, help="For what is sent: allow only the names that this project declares."
)
@click.pass_obj
def command(directory: Path | None, which: str, own: bool) -> None:
    """Print a JSON Schema (draft-07) for editors.

    KIND is the kind of document whose front matter it describes, by default `post`: {kinds}. `config` is the schema of
    smm.toml, `limits` that of data/limits/ACCOUNT.json.
    """
    import json

    from smmgen import editors
    from smmgen.cli.project import audiences_in_files, kind_named, opened
    from smmgen.networks import read_limits

    kind = None if which in ("config", "limits") else kind_named(which)
    if own and not (kind and kind.sends):
        raise click.UsageError(
            "--project is for what is sent, such as `smm schema post`: the others are the same in every project"
        )
    if kind is None:
        found = editors.config_schema() if which == "config" else read_limits.schema()
    elif own:
        project = opened(directory)
        found = editors.document_schema(kind, project.config, audiences_in_files(project))
    else:
        found = editors.document_schema(kind)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
