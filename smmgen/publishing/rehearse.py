"""`smm publish --rehearse`: the same run against networks on loopback, with a ledger of its own.

The ledger, made-up tokens, what was posted and the feed's files lie in `.smm/rehearsal/`. The real ledger, the real
tokens and the internet are never touched.
"""

from __future__ import annotations

import json
import re
import secrets
import time
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from smmgen.config import SOURCES, TOKENS, Account, Config
from smmgen.errors import UserError
from smmgen.ledger.open import open_ledger
from smmgen.ledger.run_lock import only_one
from smmgen.ledger.store import Ledger
from smmgen.publishing.publish import never, publish, utc_now
from smmgen.publishing.results import Report, Row
from smmgen.rehearsal import Account as Known
from smmgen.rehearsal import Rehearsal, start
from smmgen.rehearsal.engine.faults import read_fault
from smmgen.rehearsal.networks import STAGES
from smmgen.safe_files import Inside

FOLDER = ".smm/rehearsal"
PAGE = "posted.html"
LEDGER = f"sqlite:{FOLDER}/ledger.db"
TOKENS_FILE = f"{FOLDER}/tokens.json"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The report of the run, and where to look at what was posted: a page, and the folder of each feed account."""

    report: Report
    page: Path
    feeds: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class RehearsalSetup:
    """What `publish` is given in place of the real things. `networks` is None where no account has one."""

    config: Config
    environ: Mapping[str, str]
    networks: Rehearsal | None


def rehearse(
    project: Path,
    config: Config,
    now: datetime,
    *,
    accounts: Collection[str] = (),
    posts: Collection[str] = (),
    jobs: int = 1,
    faults: Sequence[Mapping[str, Any]] = (),
    fresh: bool = False,
    clock: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    stopped: Callable[[], bool] = never,
    tell: Callable[[Row], None] = lambda row: None,
) -> Rehearsed:
    """Rehearse what is due at `now`. `faults` as the networks take them (`read_faults`); `fresh` starts over.

    Raises UserError where `publish` does, and when the networks do not start.
    """
    if fresh:
        wipe(project)

    def act(stage: RehearsalSetup, ledger: Ledger) -> Report:
        return publish(
            project, stage.config, ledger, now, stage.environ, accounts=accounts, posts=posts, jobs=jobs,
            clock=clock, sleep=sleep, quiet=0, lease=0, stopped=stopped, tell=tell,
        )  # fmt: skip

    return on_stage(project, config, now, act, faults=faults, clock=clock)


def on_stage(
    project: Path,
    config: Config,
    now: datetime,
    act: Callable[[RehearsalSetup, Ledger], Report],
    *,
    faults: Sequence[Mapping[str, Any]] = (),
    clock: Callable[[], datetime] = utc_now,
) -> Rehearsed:
    """Do something to the rehearsal's networks with its ledger: `act` is given both."""
    stage = set_up(project, config, now, clock, faults)
    with advised(), closing(open_ledger(LEDGER, project)) as ledger:
        report = act(stage, ledger)
    return Rehearsed(redirected(report), project / FOLDER / PAGE, _feeds(project, stage.config))


def redirected(report: Report) -> Report:
    """The report with its advice about the rehearsal's ledger instead of the real one."""
    notices = [advice(notice) for notice in report.notices]
    return replace(report, rows=[with_advice(row) for row in report.rows], notices=notices)


def with_advice(row: Row) -> Row:
    """The row with its advice about the rehearsal's ledger."""
    return replace(row, hint=advice(row.hint), reason=advice(row.reason))


_COMMAND = re.compile(r"`smm (publish|status|resolve|retract|update|ledger rename-account)\b(?![^`]*--rehears)")


def advice(text: str) -> str:
    """What to do about the real ledger -> what to do about the rehearsal's."""
    there = text.replace("`smm reconcile`", "`smm publish`")  # it has no rehearsal of its own
    return _COMMAND.sub(r"`smm \1 --rehearse", there)


@contextmanager
def advised() -> Iterator[None]:
    """What stops a rehearsal advises about the rehearsal, too."""
    try:
        yield
    except UserError as error:
        error.message, error.hint = advice(error.message), advice(error.hint)
        raise


def wipe(project: Path) -> None:
    """Forget every earlier rehearsal, its networks included. Raises UserError while one is running."""
    from smmgen.rehearsal.engine.launch import find

    folder = project / FOLDER
    with Inside(project) as files:
        if files.stat(FOLDER) is None:
            return
        files.make_folder(FOLDER)
        with only_one(folder / "ledger.db.lock"):
            if running := find(folder):
                running.stop()
            files.remove_tree(FOLDER)


def set_up(
    project: Path,
    config: Config,
    now: datetime,
    clock: Callable[[], datetime] = utc_now,
    faults: Sequence[Mapping[str, Any]] = (),
) -> RehearsalSetup:
    """Start the networks and turn every account towards them. Their clock shows `now`."""
    folder = project / FOLDER
    with Inside(project) as files:
        files.make_folder(FOLDER)
        made_up = _tokens(files, config)
    on_stage = {name: account for name, account in config.accounts.items() if account.platform in _networks()}
    networks = _start(folder, config, on_stage, made_up, faults, _their_clock(now, clock)) if on_stage else None
    turned = {name: _turned(name, account, networks) for name, account in config.accounts.items()}
    environ = {_variable(name, key): value for name, tokens in made_up.items() for key, value in tokens.items()}
    return RehearsalSetup(config.model_copy(update={"accounts": turned}), environ, networks)


def read_faults(path: Path) -> list[dict[str, Any]]:
    """Faults from a JSON file (a list) or a TOML file ([[faults]] tables). Raises UserError for what makes no sense."""
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text).get("faults") if path.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise UserError(f"the faults in {path.name} cannot be read: {error}") from error
    if not isinstance(found, list) or not all(isinstance(fault, dict) for fault in found):
        raise UserError(
            f"{path.name} holds no list of faults", 'such as [{"platform": "mastodon", "effect": "reset-after"}]'
        )
    for number, fault in enumerate(found, 1):
        try:
            _require_network(read_fault(fault).platform)
        except ValueError as error:
            raise UserError(f"{path.name}: fault {number}: {error}", "mend it, then run the command again") from None
    return found


def _require_network(name: str) -> None:
    """Raise ValueError: under another name, such as an account's, the fault would never happen."""
    if name not in {"*", *_networks()}:
        raise ValueError(f"unknown platform `{name}`: one of *, {', '.join(sorted(_networks()))}")


def _start(
    folder: Path,
    config: Config,
    accounts: Mapping[str, Account],
    tokens: Mapping[str, Mapping[str, str]],
    faults: Sequence[Mapping[str, Any]],
    now: float | None,
) -> Rehearsal:
    known = [
        Known(name, account.platform, account.target, tokens[name]["token"], tokens[name].get("user_token"))
        for name, account in accounts.items()
    ]
    try:
        project = config.project
        return start(
            folder, known, list(faults), now=now, language=project.language, zone=project.timezone or "UTC"
        )  # fmt: skip
    except (RuntimeError, ValueError) as error:
        hint = "look at the faults, or start over with --fresh"
        raise UserError(f"the rehearsal cannot start: {error}", hint) from error


def _their_clock(now: datetime, clock: Callable[[], datetime]) -> float | None:
    """Only a run that plays another day sets it, so that the networks need not start anew each time."""
    return now.timestamp() if abs((now - clock()).total_seconds()) > 60 else None


def _networks() -> frozenset[str]:
    return frozenset(stage.name for stage in STAGES)


def _turned(name: str, account: Account, networks: Rehearsal | None) -> Account:
    """The account with its address and the places of its tokens replaced."""
    nowhere = dict.fromkeys(f"{token}_{kind}" for token in TOKENS for kind in SOURCES)
    renamed = nowhere | {f"{token}_env": _variable(name, token) for token in TOKENS if account.has(token)}
    if account.platform == "feed":
        return account.model_copy(update={"base_url": f"file:{FOLDER}/feed/{name}"})
    if networks is None or account.platform not in _networks():
        raise UserError(f"`{account.platform}` cannot be rehearsed", f"rehearse without it: --account, not `{name}`")
    video = {"video_url": networks.video_url} if account.platform == "bluesky" else {}
    return account.model_copy(update={"base_url": networks.base_url(account.platform), **renamed, **video})


def _variable(account: str, token: str) -> str:
    return f"REHEARSAL:{account}:{token}"


def _tokens(files: Inside, config: Config) -> dict[str, dict[str, str]]:
    """Account name -> made-up tokens, the same in every rehearsal of this folder; the file is for its owner's eyes."""
    kept = _kept_tokens(files)
    wanted = {name: [token for token in TOKENS if account.has(token)] for name, account in config.accounts.items()}
    made = {name: {key: kept.get(name, {}).get(key) or _token() for key in keys} for name, keys in wanted.items()}
    for name, account in config.accounts.items():
        if account.platform in _networks():
            made[name].setdefault("token", kept.get(name, {}).get("token") or _token())
    if made != kept:
        files.replace(TOKENS_FILE, json.dumps(made, indent=1, sort_keys=True).encode(), 0o600)
    return made


def _kept_tokens(files: Inside) -> dict[str, dict[str, str]]:
    """Those of the rehearsal before; what is no such file is written anew."""
    try:
        found = json.loads(files.read(TOKENS_FILE))
        return {str(name): {str(key): str(value) for key, value in row.items()} for name, row in found.items()}
    except (OSError, UserError, ValueError, AttributeError):
        return {}


def _token() -> str:
    """Digits, a colon and letters, as bots have them; the other networks mind no shape."""
    return f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_urlsafe(26)}"


def _feeds(project: Path, config: Config) -> dict[str, Path]:
    feeds = {name: account for name, account in config.accounts.items() if account.platform == "feed"}
    return {name: project / (account.base_url or "").removeprefix("file:") for name, account in feeds.items()}
