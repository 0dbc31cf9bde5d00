"""`smm publish --rehearse`: the same run against networks on loopback, with a ledger of its own.

The ledger, made-up tokens, what was posted and the feed's files lie in `.smm/rehearsal/`. The real ledger, the real
tokens and the internet are never touched.
"""

from __future__ import annotations

import json
import re
import secrets
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smmgen.config import Account, Config
from smmgen.errors import UserError
from smmgen.ledger.open import known_notes, open_ledger
from smmgen.ledger.run_lock import only_one
from smmgen.ledger.store import APPROVALS, Ledger
from smmgen.networks.base import Safety
from smmgen.publishing.accounts import require_accounts
from smmgen.publishing.context import Context
from smmgen.publishing.leases import NO_WAITS
from smmgen.publishing.publish import publish
from smmgen.publishing.results import Report, Row
from smmgen.rehearsal import Account as Known
from smmgen.rehearsal import Rehearsal, start
from smmgen.rehearsal.engine.faults import read_fault
from smmgen.rehearsal.engine.stage import Stage
from smmgen.rehearsal.registry import find, names
from smmgen.safe_files import Inside
from smmgen.secret_sources import SecretSource

if TYPE_CHECKING:
    from smmgen.approvals.model import Approval

FOLDER = ".smm/rehearsal"
PAGE = "posted.html"
LEDGER = f"sqlite:{FOLDER}/ledger.db"
TOKENS_FILE = f"{FOLDER}/tokens.json"
NOWHERE = "https://not-rehearsed.invalid"
"""The address of accounts that are not rehearsed: a name that never resolves (RFC 6761)."""
NO_REHEARSAL = "`smm publish --dry-run` shows what would be sent; a package can bring a rehearsal (CONTRIBUTING.md)"
SHOWN_BY_HAND = "`smm publish --dry-run` shows what is to be posted"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The report of the run, and where to look at what was posted: a page, and the folder of each feed account."""

    report: Report
    page: Path
    feeds: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class RehearsalSetup:
    """What `publish` is given in place of the real things. `networks` is None where no account has one to call.

    The context's accounts are those that can be rehearsed; `feeds` are the folders of those that write files.
    """

    context: Context
    networks: Rehearsal | None
    feeds: Mapping[str, Path]
    notices: Sequence[str]


def rehearse(
    context: Context, *, jobs: int = 1, faults: Sequence[Mapping[str, Any]] = (), fresh: bool = False
) -> Rehearsed:
    """Rehearse what is due. `faults` as the networks take them (`read_faults`); `fresh` starts over.

    Accounts whose network has no rehearsal, or on which a person posts by hand, are left out, which a notice of the
    report says. Raises UserError where `publish` does, when the networks do not start, and when there is nothing to
    rehearse.
    """
    if fresh:
        wipe(context.project)
    return on_stage(context, partial(publish, jobs=jobs, waits=NO_WAITS), faults)


def on_stage(
    context: Context, act: Callable[[Context, Ledger], Report], faults: Sequence[Mapping[str, Any]] = ()
) -> Rehearsed:
    """Do something to the rehearsal's networks with its ledger: `act` is given both."""
    project, setup = context.project, set_up(context, faults)
    with advised(), closing(open_ledger(LEDGER, project)) as ledger:
        report = redirected(act(setup.context, ledger))
    return Rehearsed(replace(report, notices=[*setup.notices, *report.notices]), project / FOLDER / PAGE, setup.feeds)


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
    from smmgen.rehearsal.engine import launch

    folder = project / FOLDER
    with Inside(project) as files:
        if files.stat(FOLDER) is None:
            return
        files.make_folder(FOLDER)
        with only_one(folder / "ledger.db.lock"):
            if running := launch.find(folder):
                running.stop()
            files.remove_tree(FOLDER)


def set_up(context: Context, faults: Sequence[Mapping[str, Any]] = ()) -> RehearsalSetup:
    """Start the networks and turn the context's accounts towards them, or all; the rest lead nowhere. Their clock shows
    its `now`.

    Raises UserError when none of them has a network that can be rehearsed.
    """
    config, accounts, project = context.config, context.accounts, context.project
    require_accounts(config, accounts)
    wanted = {name: account for name, account in config.accounts.items() if not accounts or name in accounts}
    stages = _stages(wanted)
    left_out = {name: account for name, account in wanted.items() if name not in stages}
    notices = _left_out(context, left_out, stages)
    folder = project / FOLDER
    with Inside(project) as files:
        files.make_folder(FOLDER)
        made_up = _tokens(files, {name: wanted[name] for name in stages})
    called = {name: wanted[name] for name, stage in stages.items() if not stage.folder}
    networks = _start(folder, config, called, made_up, faults, _their_clock(context)) if called else None
    turned = {name: _turned(name, account, stages.get(name), networks) for name, account in config.accounts.items()}
    there = replace(
        context,
        config=config.model_copy(update={"accounts": turned}),
        written=context.written or config,
        imported=_imported(config, project),
        environ={_variable(name, key): value for name, tokens in made_up.items() for key, value in tokens.items()},
        accounts=[*stages] if len(stages) < len(config.accounts) else (),
    )
    feeds = {name: _feed(project, turned[name], stage.folder) for name, stage in stages.items() if stage.folder}
    return RehearsalSetup(there, networks, feeds, notices)


def _imported(config: Config, project: Path) -> list[Approval]:
    """What was approved on a forge, as far as this machine knows: the real ledger is not connected to."""
    if not config.review:
        return []
    from smmgen.approvals.imported import read

    return read(known_notes(config.publish.ledger, project).get(APPROVALS, ""))


def _stages(accounts: Mapping[str, Account]) -> dict[str, Stage]:
    """Account name -> the rehearsal of its network, where it has one."""
    try:
        found = {name: find(account.platform) for name, account in accounts.items()}
    except ValueError as error:
        raise UserError(str(error), "fix the package, or remove it to rehearse without that network") from error
    return {name: stage for name, stage in found.items() if stage is not None}


def _left_out(context: Context, accounts: Mapping[str, Account], others: Collection[str]) -> list[str]:
    """Notices of the accounts that cannot be rehearsed. Raises UserError when there are no others."""
    by_hand: list[str] = []
    without: list[str] = []
    for name, account in accounts.items():
        safety = context.find_network(account.platform).facts.safety
        (by_hand if safety is Safety.BY_HAND else without).append(f"`{name}` ({account.platform})")
    if without and not others:
        exists = f"no rehearsal of its network exists for {', '.join(without)}"
        raise UserError(f"there is nothing to rehearse: {exists}", NO_REHEARSAL)
    if by_hand and not others:
        raise UserError(f"there is nothing to rehearse: a person posts by hand on {', '.join(by_hand)}", SHOWN_BY_HAND)
    reasons = {"for want of a rehearsal of its network": without, "posted by hand": by_hand}
    return [f"not rehearsed, {why}: {', '.join(names)}" for why, names in reasons.items() if names]


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
            raise UserError(f"{path.name}: fault {number}: {error}", "fix it, then run the command again") from None
    return found


def _require_network(name: str) -> None:
    """Raise ValueError: under another name, such as an account's, the fault would never happen."""
    if name not in ("*", *names()):
        raise ValueError(f"unknown platform `{name}`: one of *, {', '.join(sorted(names()))}")


def _start(
    folder: Path,
    config: Config,
    accounts: Mapping[str, Account],
    tokens: Mapping[str, Mapping[str, str]],
    faults: Sequence[Mapping[str, Any]],
    now: float | None,
) -> Rehearsal:
    known = [Known(name, account.platform, account.target, tokens[name]) for name, account in accounts.items()]
    try:
        project = config.project
        return start(
            folder, known, list(faults), now=now, language=project.language, zone=project.timezone or "UTC",
            media=folder.parent.parent,
        )  # fmt: skip
    except (RuntimeError, ValueError) as error:
        hint = "look at the faults, or start over with --fresh"
        raise UserError(f"the rehearsal cannot start: {error}", hint) from error


def _their_clock(context: Context) -> float | None:
    """Only a run that plays another day sets it, so that the networks need not start anew each time."""
    ahead = context.now - context.clock()
    return context.now.timestamp() if abs(ahead.total_seconds()) > 60 else None


def _turned(name: str, account: Account, stage: Stage | None, networks: Rehearsal | None) -> Account:
    """The account with its address and the places of its tokens replaced; without a stage they lead nowhere."""
    made_up = {secret: SecretSource(env=_variable(name, secret)) for secret in _held(account)}
    words = {"url": networks.url if networks else "", "folder": FOLDER, "name": account.platform, "account": name}
    settings = stage.settings if stage else {"base_url": NOWHERE}
    settings = {key: value.format(**words) for key, value in settings.items()}
    return account.model_copy(update={"secrets": made_up, "media_upload": None, **settings})


def _held(account: Account) -> list[str]:
    """Names of the account's secrets."""
    return [name for name in account.secrets if account.has_secret(name)]


def _variable(account: str, token: str) -> str:
    return f"REHEARSAL:{account}:{token}"


def _tokens(files: Inside, accounts: Mapping[str, Account]) -> dict[str, dict[str, str]]:
    """Account name -> made-up tokens, the same in every rehearsal of this folder; the file is for its owner's eyes."""
    kept = _kept_tokens(files)
    made = dict(kept)
    for name, account in accounts.items():
        keys = dict.fromkeys(["token", *_held(account)])
        made[name] = {key: kept.get(name, {}).get(key) or _token() for key in keys}
    if made != kept:
        files.replace(TOKENS_FILE, json.dumps(made, indent=1, sort_keys=True).encode(), 0o600)
    return {name: made[name] for name in accounts}


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


def _feed(project: Path, account: Account, key: str) -> Path:
    """The folder that this setting of an account names, `file:...`."""
    return project / str(getattr(account, key)).removeprefix("file:")
