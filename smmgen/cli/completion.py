from __future__ import annotations

import os
from pathlib import Path

import click

SHELLS = ["bash", "zsh", "fish"]


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.option("--install", is_flag=True, help="Install the script where the shell looks for it.")
def command(shell: str, install: bool) -> None:
    """Print a script that makes the shell complete commands, options, accounts and posts.

    For this session only: `eval "$(smm completion bash)"`, or in fish `smm completion fish | source`.
    """
    from click.shell_completion import get_completion_class

    from smmgen.cli import smm

    make = get_completion_class(shell)
    if make is None:
        raise click.UsageError(f"there is no completion for {shell}")
    script = make(smm, {}, "smm", "_SMM_COMPLETE").source()
    if not install:
        click.echo(script)
        return
    path = _place(shell)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    click.echo(f"written to {path}; it works in the next shell that is opened")
    if shell == "zsh":
        click.echo(f"~/.zshrc needs this once, above compinit: fpath=({path.parent} $fpath)", err=True)


def _place(shell: str) -> Path:
    """Where the shell, or its package of completions, looks in the user's own folders."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    places = {
        "bash": data / "bash-completion" / "completions" / "smm",
        "zsh": data / "zsh" / "site-functions" / "_smm",
        "fish": settings / "fish" / "completions" / "smm.fish",
    }
    return places[shell]
