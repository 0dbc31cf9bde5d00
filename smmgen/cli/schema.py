from __future__ import annotations

import click


@click.command()
@click.argument("which", type=click.Choice(["post", "config"]), default="post")
def command(which: str) -> None:
    """Print the JSON Schema of a post's front matter, or of smm.toml, for editors."""
    import json

    from smmgen import platforms
    from smmgen.content import schema

    networks = platforms.all_platforms().values()
    if which == "post":
        found = schema.front_matter_schema({platform.name: platform.options for platform in networks})
    else:
        found = schema.config_schema({platform.name: platform.settings for platform in networks})
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
