"""Start the networks in a process of their own, or find the one that is running."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from smmgen.rehearsal.engine import setup
from smmgen.rehearsal.engine.http import Account
from smmgen.rehearsal.engine.process_lock import SERVER_LOCK, START_LOCK, held
from smmgen.rehearsal.engine.state import read_posts
from smmgen.safe_files import Inside

SERVER_FILE = "server.json"
LOG_FILE = "server.log"
_SEEN_BY_SERVER = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Rehearsal:
    """The networks of one state folder, running. They outlive the process that started them."""

    folder: Path
    url: str
    pid: int
    server_id: str

    def base_url(self, platform: str) -> str:
        """What an account of this platform takes as its `base_url`."""
        return f"{self.url}/{platform}"

    def posts(self) -> list[dict[str, Any]]:
        """Everything that was posted in this folder, oldest first: see `read_posts`."""
        return read_posts(self.folder)

    def requests(self) -> list[dict[str, Any]]:
        """Every request a network was sent: `seq, at, method, path, status, fault`; status None when it was reset."""
        found: list[dict[str, Any]] = _ask(self.url, "GET", "/requests.json")
        return found

    def order_faults(self, faults: Sequence[Mapping[str, Any]]) -> None:
        """Put these faults in place of the ones in force. Raises `ValueError` for one that cannot be read."""
        answer = _ask(self.url, "POST", "/faults", [dict(fault) for fault in faults])
        if "error" in answer:
            raise ValueError(answer["error"])

    def stop(self) -> None:
        """Stop the networks and wait until they are gone; what was posted stays. Stopping twice does no harm."""
        if _health(self.url).get("id") != self.server_id:
            return
        _ask(self.url, "POST", "/stop")
        with held(self.folder / SERVER_LOCK, 10):
            pass


def start(
    state_dir: Path,
    accounts: Sequence[Account],
    faults: Sequence[Mapping[str, Any]] = (),
    *,
    limits: Mapping[str, Mapping[str, float]] | None = None,
    now: float | None = None,
    idle: float = 120,
    language: str = "en",
    zone: str = "UTC",
    media: Path | None = None,
) -> Rehearsal:
    """Have the networks running for these accounts, with what an earlier rehearsal left in `state_dir`.

    A running server is used again when it was started with the same configuration, and told of other faults; a server
    with another configuration is stopped first. `idle` is how many seconds without a request it lives; `now` sets the
    networks' clock (Unix seconds), `limits` their limits; `language` and `zone` are those of the page that shows what
    was posted. `media` is the folder whose files networks find below `{url}/media/` when they fetch media themselves.
    Raises `RuntimeError` with the server's own words when it does not start, `ValueError` for a fault that makes no
    sense.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    public = str(media.resolve()) if media else ""
    config = setup.Config(tuple(accounts), tuple(faults), limits or {}, now, language, zone, public)
    with held(state_dir / START_LOCK):
        running = find(state_dir)
        if running is not None:
            if _health(running.url).get("digest") == config.digest:
                if config.faults != _ordered(state_dir):
                    running.order_faults(faults)
                    config.save(state_dir)
                return running
            running.stop()
        config.save(state_dir)
        return _launch(state_dir, idle)


def _ordered(state_dir: Path) -> Sequence[Mapping[str, Any]] | None:
    """The faults of the rehearsal before; None where they cannot be read."""
    try:
        return setup.load(state_dir).faults
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find(state_dir: Path) -> Rehearsal | None:
    """The networks that are running on this folder, or None."""
    try:
        told = _told(state_dir)
        found = Rehearsal(state_dir, f"http://127.0.0.1:{int(told['port'])}", int(told["pid"]), str(told["id"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if _health(found.url).get("id") == found.server_id else None


def _launch(state_dir: Path, idle: float) -> Rehearsal:
    """Run the server; it detaches itself once it listens, so there is nothing to wait for and nothing left behind."""
    command = [sys.executable, "-m", "smmgen.rehearsal", "--state", str(state_dir.resolve()), "--detach"]
    ended = subprocess.run(
        [*command, "--port", str(_last_port(state_dir)), "--idle", str(idle)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, start_new_session=True,
        env=_environment(), cwd=state_dir,
    )  # fmt: skip
    running = find(state_dir) if ended.returncode == 0 else None
    if running is None:
        said = ended.stderr.strip().splitlines()
        raise RuntimeError(f"the rehearsal networks did not start: {said[-1] if said else 'they do not answer'}")
    return running


def _environment() -> dict[str, str]:
    """Without the brand's real secrets, which the networks have no business to know."""
    kept = {name: os.environ[name] for name in _SEEN_BY_SERVER if name in os.environ}
    others = [os.path.abspath(folder) for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    found = [str(Path(__file__).parents[3]), *others]
    return {**kept, "PYTHONPATH": os.pathsep.join(found), "PYTHONUTF8": "1"}


def _last_port(state_dir: Path) -> int:
    """The port of the server before, so that addresses in what was posted still lead somewhere."""
    try:
        return int(_told(state_dir)["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _told(state_dir: Path) -> Any:
    with Inside(state_dir) as files:
        return json.loads(files.read(SERVER_FILE))


def _health(url: str) -> dict[str, str]:
    try:
        answer = _ask(url, "GET", "/health")
    except (OSError, HTTPException, ValueError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _ask(url: str, method: str, path: str, value: Any = None) -> Any:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, path, None if value is None else json.dumps(value))
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()
