"""The one place that turns failures into messages and exit codes."""

from __future__ import annotations

import errno
import io
import platform
import sys
from collections.abc import Sequence

import click

from smmgen import __version__
from smmgen.errors import SmmError, UserError
from smmgen.printable import printable

FINE, CONTENT, USAGE, NOT_PUBLISHED, UNKNOWN, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130

_CIRCUMSTANCES = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EEXIST,
    errno.EISDIR,
    errno.ENOTDIR,
    errno.ENAMETOOLONG,
)
"""What the file system may say that is no bug of ours."""


def run(group: click.Group, arguments: Sequence[str] | None = None) -> int:
    """Run the group on the arguments, by default those of the process, and return the exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # where Cyrillic cannot be printed, stderr does the same
    try:
        code = group.main(arguments, prog_name="smm", standalone_mode=False)
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
    except SystemExit:
        if type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):  # click's way out when nobody reads on
            return FINE
        raise
    except OSError as error:
        if error.errno not in _CIRCUMSTANCES:
            return report_bug(error)
        say(UserError(f"{error.filename}: {(error.strerror or 'cannot be used').lower()}"))
        return USAGE
    except Exception as error:
        return report_bug(error)
    return code if isinstance(code, int) else FINE


def say(error: SmmError) -> None:
    """One line and a hint."""
    click.echo(printable(redacted(f"error: {error.message}")), err=True)
    if error.hint:
        click.echo(printable(redacted(f"  hint: {error.hint}")), err=True)


def redacted(text: str) -> str:
    """The text without secrets. Where redaction was never loaded, no secret was ever read."""
    module = sys.modules.get("smmgen.transport.redaction")
    clean: str = module.redacted(text) if module else text
    return clean


def report_bug(error: Exception) -> int:
    """Traceback without local values (they may hold secrets), versions, and where to report."""
    import traceback

    from smmgen.networks.blame import package_of

    package, versions = package_of(error), f"Python {platform.python_version()}, {sys.platform}"
    whose = f"{package} (smmgen {__version__}, {versions})" if package else f"smmgen {__version__} ({versions})"
    where = " to its authors" if package else "; see CONTRIBUTING.md"
    click.echo(printable(redacted(traceback.format_exc())), err=True)
    click.echo(
        f"this is a bug in {whose}.\n  hint: report it with the text above and the command you ran{where}", err=True
    )
    return BUG
