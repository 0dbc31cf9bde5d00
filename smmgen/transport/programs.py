"""Programs of the project's that upload files for a flow, and remove them again."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from smmgen.errors import NotSent
from smmgen.inherited import inherited
from smmgen.networks.wire import Program
from smmgen.transport.redaction import redacted, remember_session

_MOST = 64 * 1024
"""Bytes of what a program printed that are read; an address is much shorter."""


def run(project: Path, program: Program, seconds: float) -> bytes:
    """What it printed. It runs in the project's folder, without the variables that hold secrets.

    Raises NotSent where it cannot be run, fails, or takes longer than `seconds`; then it is killed, with whatever it
    has started.
    """
    name, path = program.command[0], [str(project.resolve() / program.file.path)] if program.file else []
    try:
        running = subprocess.Popen(
            [*program.command, *path, program.name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=project,
            env=inherited(),
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        said = (getattr(error, "strerror", None) or "it cannot be started").lower()
        raise NotSent(f"`{name}` cannot be run: {said}", _LOOK) from None
    try:
        out, said = running.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise NotSent(f"`{name}` did not end within {seconds:.0f} seconds", _LOOK) from None
    finally:
        _end(running)
    _remember(out)
    if running.returncode:
        raise NotSent(f"`{name}` ended with {running.returncode}{_last_line(said)}", _LOOK)
    return out[:_MOST]


_LOOK = "look at `media_upload` in smm.toml; paths of programs are those of the project"


def _end(running: subprocess.Popen[bytes]) -> None:
    """Nothing of it goes on, whatever ended the waiting."""
    with suppress(OSError):
        os.killpg(running.pid, signal.SIGKILL) if hasattr(os, "killpg") else running.kill()
    running.wait()
    for pipe in (running.stdout, running.stderr):
        if pipe:
            pipe.close()


def _remember(out: bytes) -> None:
    """What makes an address open to whoever has it is a secret: its query."""
    for line in out[:_MOST].decode("utf-8", "replace").splitlines():
        with suppress(ValueError):
            query = urlsplit(line.strip()).query
            for secret in (query, *(pair.partition("=")[2] for pair in query.split("&"))):
                remember_session(secret)


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in redacted(said[-_MOST:].decode("utf-8", "replace")).splitlines() if line.strip()]
    return f": {lines[-1][:200]}" if lines else ""
