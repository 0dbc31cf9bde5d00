"""The command line: it translates between people and functions, and nothing else.

One module a command. Only click is imported here, so that `smm --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from smmgen import __version__

COMMANDS = {
    "init": "Create a new project from the starter.",
    "new": "Create a new post or other document.",
    "convert": "Convert the videos of a post that a network does not take.",
    "check": "Check the content for mistakes.",
    "diff": "Show what a branch changes, as every network will show it.",
    "build": "Render payloads and the preview site.",
    "serve": "Preview the site and rebuild on every save.",
    "plan": "Show the content plan, and fill its empty slots with drafts.",
    "list": "List the posts and where and when each is published.",
    "budget": "Show the budgets and what is left, and write payments down.",
    "event": "List the events that are coming, and write drafts of their posts.",
    "approve": "Approve posts as they will be sent.",
    "who": "List the people, what they may do and what waits for them.",
    "draw": "Draw the winners of a contest so that anybody can check it.",
    "publish": "Publish the posts that are due, each of them once.",
    "pause": "Stop publishing until `smm resume`.",
    "resume": "Resume publishing after `smm pause`.",
    "reconcile": "Find out whether interrupted calls succeeded.",
    "status": "Show what was published, what failed and what is in doubt.",
    "resolve": "Settle a post whose outcome is unknown.",
    "update": "Edit a post that is live.",
    "retract": "Delete a post that is live.",
    "ledger": "Export, verify, seed or move the ledger.",
    "doctor": "Check the configuration, tokens and upcoming posts for problems.",
    "explain": "Explain a diagnostic code.",
    "schema": "Print the JSON Schema of front matter or smm.toml.",
    "completion": "Print or install shell completion.",
}


class Commands(click.Group):
    """The commands by name, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]  # not `list(...)`: `smmgen.cli.list` is a command once it is imported

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"smmgen.cli.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from smmgen.suggest import nearest

            close = nearest(args[0], COMMANDS)
            ctx.fail(f"there is no command `{args[0]}`" + (f"; did you mean `{close}`?" if close else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "directory",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Use the project in DIR instead of the nearest smm.toml in this folder or above it.",
)
@click.version_option(__version__, "-V", "--version", message="smm %(version)s")
@click.pass_context
def smm(ctx: click.Context, directory: Path | None) -> None:
    """Social media content as code: write posts in Markdown, check them, preview them, publish them once."""
    ctx.obj = directory
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """Run the command line and exit with the documented code."""
    from smmgen.cli.failure import run
    from smmgen.cli.masking import mask

    gc.set_threshold(
        20_000
    )  # what is imported comes to stay: to look among it for garbage every 700 objects takes long
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for them takes longer than any other import
    mask()
    code = run(smm)
    gc.freeze()  # the end of a process is not the time to look for garbage in everything that was imported
    sys.exit(code)
