from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli import completing


@click.command()
@click.argument("which", metavar="[KIND|config]", default="post", shell_complete=completing.schemas)
@click.option("--project", "own", is_flag=True, help="For a post: allow only the names that this project declares.")
@click.pass_obj
def command(directory: Path | None, which: str, own: bool) -> None:
    """Print a JSON Schema (draft-07) for editors.

    KIND is the kind of document whose front matter it describes: `post` (default), `campaign` or `audience`. `config`
    is the schema of smm.toml.
    """
    import json

    from smmgen import editors
    from smmgen.cli.project import audiences_in_files, kind_named, opened

    if own and which != "post":
        raise click.UsageError("--project is for `smm schema post`: the others are the same in every project")
    if own:
        project = opened(directory)
        found = editors.post_schema(project.config, audiences_in_files(project))
    else:
        found = editors.config_schema() if which == "config" else editors.document_schema(kind_named(which))
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
