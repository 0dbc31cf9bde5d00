"""`python -m smmgen.rehearsal --state DIR [--port N] [--idle SECONDS] [--detach]`: serve the networks of a folder."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import sys
from pathlib import Path
from typing import Any

from smmgen.rehearsal.engine import setup
from smmgen.rehearsal.engine.launch import LOG_FILE, SERVER_FILE
from smmgen.rehearsal.engine.process_lock import SERVER_LOCK, held
from smmgen.rehearsal.engine.server import Server
from smmgen.rehearsal.registry import find
from smmgen.safe_files import Inside


def main() -> None:
    """Serve until idle, stopped or ended by a signal. With `--detach`, return once the server listens."""
    options = _options()
    folder = options.state
    if options.detach and os.fork():
        os._exit(0)
    with held(folder / SERVER_LOCK, 10):
        server = _bind(folder, options.port, options.idle)
        _tell(folder, server)
        if options.detach:
            _let_go(folder)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.stop())
        server.serve()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m smmgen.rehearsal", description="the networks, on loopback")
    parser.add_argument("--state", type=Path, required=True, help="the folder with config.json, where posts are kept")
    parser.add_argument("--port", type=int, default=0, help="0, or one that is taken, means any free port")
    parser.add_argument("--idle", type=float, default=120, help="seconds without a request before it ends")
    parser.add_argument("--detach", action="store_true", help="go on in the background")
    return parser.parse_args()


def _bind(folder: Path, port: int, idle: float) -> Server:
    settings, server_id = setup.load(folder), secrets.token_hex(16)
    try:
        return Server(folder, settings, find, server_id, port, idle)
    except OSError:
        return Server(folder, settings, find, server_id, 0, idle)


def _tell(folder: Path, server: Server) -> None:
    """Write `server.json`: who serves this folder, and where."""
    told: dict[str, Any] = {
        "pid": os.getpid(), "port": server.server_port, "id": server.server_id, "digest": server.config.digest,
    }  # fmt: skip
    with Inside(folder) as files:
        files.replace(SERVER_FILE, json.dumps(told).encode())


def _let_go(folder: Path) -> None:
    """Leave the starter's pipes: who reads them must not wait for us. What goes wrong is in `server.log`."""
    sys.stdout.flush()
    with Inside(folder) as files:
        log = files.own(LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for target, source in ((0, nowhere), (1, nowhere), (2, log)):
        os.dup2(source, target)


if __name__ == "__main__":
    main()
