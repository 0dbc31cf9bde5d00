"""The one place that turns failure into words and an exit code."""

from __future__ import annotations

import platform
import sys

import click

from smmgen import __version__
from smmgen.errors import SmmError

FINE, CONTENT, USAGE, NOT_PUBLISHED, UNKNOWN, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130


def run(group: click.Group) -> int:
    """Run the group on `sys.argv` and return the exit code."""
    try:
        code = group.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as mistake:
        mistake.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except SmmError as error:
        say(error)
        return USAGE
    except BrokenPipeError:
        sys.stderr.close()
        return FINE
    except Exception:
        return report_bug()
    return code if isinstance(code, int) else FINE


def say(error: SmmError) -> None:
    """One line and a hint."""
    click.echo(f"error: {error.message}", err=True)
    if error.hint:
        click.echo(f"  hint: {error.hint}", err=True)


def report_bug() -> int:
    """Traceback without local values (they may hold secrets), versions, and where to report."""
    import traceback

    from smmgen.publishing.redaction import redacted

    click.echo(redacted(traceback.format_exc()), err=True)
    click.echo(
        f"this is a bug in smmgen {__version__} (Python {platform.python_version()}, {sys.platform}).\n"
        "  hint: report it with the text above and the command you ran; see CONTRIBUTING.md",
        err=True,
    )
    return BUG
