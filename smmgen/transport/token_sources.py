"""Sources of tokens: the environment, a file, a command that prints them, the system's keyring."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from smmgen.config import Account
from smmgen.errors import UserError
from smmgen.inherited import inherited
from smmgen.secret_sources import Source
from smmgen.transport.redaction import redacted, remember

PATIENCE = 20.0
"""Seconds that a program may take to print a token or to store one."""
_LARGEST = 64 * 1024


def read(account: Account, token: str, environ: Mapping[str, str]) -> str:
    """What the account's source of this secret holds, without the white space that copying leaves.

    "" where the account has none. Raises UserError in one line that says what to do.
    """
    found = account.source(token)
    return read_source(found, f" of account `{account.name}`", environ) if found else ""


def read_source(source: Source, whose: str, environ: Mapping[str, str]) -> str:
    """The same for one source; `whose` follows its key in messages."""
    return _READERS[source.kind](source.value, f"(`{source.key}`{whose})", environ)


def warning(account: Account, token: str) -> str:
    """What is unsafe about the token's source; "" when nothing is."""
    found = account.source(token)
    if found and found.kind == "file" and _is_tracked(Path(found.value)):
        return (
            f"`{found.value}` (`{found.key}` of account `{account.name}`) is in version control: whoever has the "
            "repository has the token; take it out, and get a new token"
        )
    return ""


def ask(command: Sequence[str], environ: Mapping[str, str], told: str | None = None) -> str:
    """Run a program without a shell, with `told` on its stdin, and return its stdout. Raises UserError.

    What it says about a failure is shown without secrets, those among its stdout included.
    """
    given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if told is None else {"input": told.encode()}
    try:
        done: subprocess.CompletedProcess[bytes] = subprocess.run(
            list(command), capture_output=True, timeout=PATIENCE, env=inherited(environ), check=False, **given
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"`{command[0]}` did not end within {PATIENCE:.0f} seconds") from None
    except (OSError, ValueError) as error:
        said = (getattr(error, "strerror", None) or "it cannot be started").lower()
        raise UserError(f"`{command[0]}` cannot be run: {said}") from None
    out = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        remember(*(line.strip() for line in out.splitlines()))
        raise UserError(_failure(command[0], done.returncode, done.stderr.decode("utf-8", "replace")))
    return out


def _failure(program: str, code: int, stderr: str) -> str:
    said = [line.strip() for line in redacted(stderr).splitlines() if line.strip()]
    return f"`{program}` ended with {code}" + (f": {said[-1][:200]}" if said else "")


def _from_environment(variable: str, where: str, environ: Mapping[str, str]) -> str:
    value = environ.get(variable, "").strip()
    if not value:
        raise UserError(f"`{variable}` is not set {where}")
    return value


def _from_file(path: str, where: str, environ: Mapping[str, str]) -> str:
    try:
        with open(path, "rb", opener=_opened) as file:
            _require_private(os.fstat(file.fileno()), path, where)
            value = file.read(_LARGEST).decode("utf-8-sig").strip()
    except OSError as error:
        raise UserError(f"`{path}` cannot be read: {(error.strerror or 'unknown error').lower()} {where}") from None
    except UnicodeDecodeError:
        raise UserError(f"`{path}` is not text {where}") from None
    if not value:
        raise UserError(f"`{path}` is empty {where}")
    return value


def _opened(path: str, flags: int) -> int:
    """Without waiting for whoever writes to a named pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _require_private(status: os.stat_result, path: str, where: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UserError(f"`{path}` is not a file {where}")
    if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UserError(f"`{path}` is open to other users of this machine: run `chmod 600 {shlex.quote(path)}` {where}")


def _from_program(command: Sequence[str], where: str, environ: Mapping[str, str]) -> str:
    try:
        lines = ask(command, environ).splitlines()
    except UserError as error:
        raise UserError(f"{error.message} {where}") from None
    if not lines or not lines[0].strip():
        raise UserError(f"`{command[0]}` printed no token {where}")
    return lines[0].strip()


def _from_keyring(place: str, where: str, environ: Mapping[str, str]) -> str:
    service, _, name = place.partition("/")
    try:
        import keyring
    except ImportError:
        raise UserError(f"the keyring needs an extra: run `pip install 'smmgen[keyring]'` {where}") from None
    try:
        value = keyring.get_password(service, name)
    except Exception as error:  # each system's keyring has failures of its own
        raise UserError(f"the keyring cannot be read: {redacted(str(error)) or type(error).__name__} {where}") from None
    if not value or not value.strip():
        raise UserError(f"the keyring has nothing at `{place}`: run `keyring set {service} {name}` {where}")
    return str(value).strip()


def _is_tracked(path: Path) -> bool:
    """Whether git keeps the file; not where there is no git."""
    command = ["git", "-C", str(path.parent), "ls-files", "--error-unmatch", "--", path.name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, env=inherited(), check=False)
        return done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


_READERS: Mapping[str, Callable[[Any, str, Mapping[str, str]], str]] = {
    "env": _from_environment,
    "file": _from_file,
    "command": _from_program,
    "keyring": _from_keyring,
}
