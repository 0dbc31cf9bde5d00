from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("which", type=click.Choice(["post", "config"]), default="post")
@click.option("--project", "own", is_flag=True, help="Of a post: allow only what this project's smm.toml declares.")
@click.pass_obj
def command(directory: Path | None, which: str, own: bool) -> None:
    """Print the JSON Schema (draft-07) of a post's front matter, or of smm.toml, for editors."""
    import json

    from smmgen import editors
    from smmgen.cli.project import opened

    if own and which != "post":
        raise click.UsageError("--project is for `smm schema post`: smm.toml is the same in every project")
    config = opened(directory).config if own else None
    found = editors.config_schema() if which == "config" else editors.post_schema(config)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
