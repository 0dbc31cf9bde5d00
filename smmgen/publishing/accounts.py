"""An account ready for sending: its network, its tokens, and what its flows receive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Any

from smmgen.config import Account, Config, seconds
from smmgen.errors import UserError
from smmgen.ledger.model import OUT, Entry, State
from smmgen.networks.account_limits import limits_for
from smmgen.networks.base import Network, Safety
from smmgen.networks.wire import Delivery, Hosting, Receipt
from smmgen.publishing.blackout import blackout_of
from smmgen.publishing.context import Context
from smmgen.publishing.due import SchedulePolicy
from smmgen.publishing.leases import NO_LEASE, Lease, lease_of
from smmgen.publishing.payloads import Planned
from smmgen.transport import uploads
from smmgen.transport.addresses import require_safe_addresses
from smmgen.transport.tokens import Tokens, require_tokens


@dataclass(frozen=True, slots=True)
class AccountSession:
    """One account with all that sending through it takes."""

    account: Account
    network: Network
    tokens: Tokens
    policy: SchedulePolicy
    lease: Lease = NO_LEASE
    max_posts: int = 10
    """Posts that one run publishes at most."""
    hosting: Hosting | None = None
    """Where its files are uploaded to become public."""

    @property
    def target(self) -> str:
        return "" if self.account.target is None else str(self.account.target)

    @property
    def url(self) -> str:
        """Where a person sees what was posted; "" where the network has no such page."""
        return self.network.url(self.target, self.account.base_url or "")

    @property
    def zone(self) -> tzinfo:
        """The project's time zone."""
        return self.policy.blackout.zone

    def delivery(self, planned: Planned, ledger: Mapping[str, Entry], native: bool = False) -> Delivery:
        """What the network's flows receive. `ledger` holds the rows of the earlier parts and its own."""
        entry = ledger.get(planned.key)
        return Delivery(
            part=planned.part,
            key=planned.key,
            target=self.target,
            base_url=self.account.base_url or "",
            media_base_url=self.account.media_base_url or "",
            hosting=self.hosting,
            secrets=self.tokens.words(self.network.facts.secrets),
            settings=self.account.settings,
            attempt=entry.attempt if entry else 0,
            previous=[receipt_of(ledger[key]) for key in planned.earlier if key in ledger and ledger[key].state in OUT],
            at=planned.at,
            native=native,
            known=_known(entry, planned),
        )

    def bare(self) -> Delivery:
        """For a question about the account rather than a part."""
        return Delivery(
            part={},
            key="",
            target=self.target,
            base_url=self.account.base_url or "",
            media_base_url=self.account.media_base_url or "",
            secrets=self.tokens.words(self.network.facts.secrets),
            settings=self.account.settings,
        )


def open_sessions(context: Context, names: Iterable[str]) -> dict[str, AccountSession]:
    """Account name -> ready to send. No token is read before it is asked for. Raises UserError for a name that smm.toml
    does not have."""
    names = sorted(names)
    require_accounts(context.config, names)
    accounts = context.config.accounts
    return {name: _open_session(context, name, context.find_network(accounts[name].platform)) for name in names}


def _open_session(context: Context, name: str, network: Network) -> AccountSession:
    """Make the account of that name ready."""
    config = context.config
    account = config.accounts[name].model_copy(update={"name": name})
    least = limits_for(network, account).least("schedule.seconds") or 0
    ahead = timedelta(seconds=least) if network.facts.native_schedule else None
    publish, by_hand = config.publish_for(name), network.facts.safety is Safety.BY_HAND
    policy = SchedulePolicy(timedelta(seconds=seconds(publish.grace)), ahead, blackout_of(config), by_hand)
    lease = lease_of(network, timedelta(seconds=seconds(publish.takeover_after)))
    return AccountSession(
        account,
        network,
        Tokens(account, context.environ),
        policy,
        lease,
        publish.max_posts_per_run,
        uploads.hosting_of(account.media_upload, context.environ),
    )


def require_accounts(config: Config, names: Iterable[str]) -> None:
    """Raise UserError for names that smm.toml does not have."""
    unknown = ", ".join(f"`{name}`" for name in sorted(set(names) - set(config.accounts)))
    if unknown:
        known = ", ".join(f"`{name}`" for name in config.accounts)
        raise UserError(
            f"account {unknown} is not in smm.toml", f"it has {known}; after a change of smm.toml run `smm build`"
        )


def require_ready(sessions: Collection[AccountSession]) -> None:
    """Raise UserError, naming everything at once, when one of them cannot send safely."""
    require_safe_addresses([session.account for session in sessions])
    require_tokens(((session.tokens, session.network) for session in sessions), _upload_problems(sessions))


def _upload_problems(sessions: Iterable[AccountSession]) -> Iterator[str]:
    """Why files cannot be uploaded for those of them whose networks fetch files, one line each."""
    for session in sessions:
        upload = session.account.media_upload
        if upload and session.network.facts.fetches_media and not session.account.media_base_url:
            yield from uploads.problems(upload, session.tokens.environ)


def without_uploads(delivery: Delivery) -> Delivery:
    """For looking at the first call: files have an address that says where a real one comes from."""
    if delivery.hosting is None or delivery.media_base_url:
        return delivery
    return replace(delivery, hosting=None, media_base_url="https://<media_upload>")


def unsafe_sources(sessions: Iterable[AccountSession]) -> list[str]:
    """What is unsafe about where their tokens are, a sentence each."""
    return [sentence for session in sessions for sentence in session.tokens.warnings(session.network)]


def _known(entry: Entry | None, planned: Planned) -> Mapping[str, Any]:
    """What earlier tries of the very same part left behind."""
    same = entry is not None and entry.state not in OUT and entry.digest == planned.digest
    return dict(entry.reference.get("known", {})) if same and entry else {}


def receipt_of(entry: Entry) -> Receipt:
    """As the network gave it; for a row that a person ended with an address, its last piece is the id."""
    identity = entry.remote_id or entry.url.rstrip("/").rsplit("/", 1)[-1]
    return Receipt(identity, entry.url, entry.state is State.SCHEDULED, entry.reference or {"id": identity})
