"""`smm retract POST`: delete a live post and never publish it again."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from smmgen.content.composed import composed
from smmgen.errors import UserError
from smmgen.keys import named_time, sent_name_of
from smmgen.ledger.model import DOUBTFUL, OUT, RETRACTING, Entry, State
from smmgen.ledger.store import Ledger
from smmgen.networks.base import Deleting
from smmgen.publishing.accounts import AccountSession, open_sessions, require_accounts, require_ready, unsafe_sources
from smmgen.publishing.context import Context
from smmgen.publishing.due import Verdict, decide
from smmgen.publishing.live_changes import DOUBT_HINT, Amender, Changes, ending, is_located, live_delivery, told
from smmgen.publishing.payloads import Planned, read_build_if_any
from smmgen.publishing.results import Report
from smmgen.publishing.selection import is_post
from smmgen.transport.driver import Driver
from smmgen.transport.renewal import renew_all

UNSENT = frozenset({State.CLAIMED, State.FAILED, State.MISSED})
"""Nothing is published, and a later run might send it."""


def retract(context: Context, ledger: Ledger, post: str, *, every: bool = False) -> Report:
    """Delete what is live of the post on every account, or on the context's; the last part of a thread first.

    `post` is its uid, or while it is built its slug or path. It need not be built any more. Of a post that repeats one
    time is meant (`2026-12-14@tip`), or with `every` all of them. Raises UserError
    when nothing of it is known, and when the accounts, the tokens or the ledger are not in order.
    """
    with ledger.lock(), Driver(context.project, sleep=context.sleep) as driver:
        build = read_build_if_any(context.project)
        entries = _chosen(context, ledger, build, post, every)
        sessions = open_sessions(context, {entry.account for entry in entries})
        needed = [sessions[name] for name in sorted({entry.account for entry in entries if entry.state in OUT})]
        require_ready(needed)
        notices = [*unsafe_sources(needed), *renew_all(needed, driver, context.clock())]
        amender = Amender(context, driver, ledger)
        work = _Withdrawal(amender, sessions, {one.key: one for one in build})
        for entry in entries:
            work.withdraw(entry)
        one_time = named_time(post)[0]
        to_come = [] if one_time else _still_to_come(context, ledger, build, {entry.post for entry in entries})
        return Report(amender.rows, [*notices, *to_come], amender.bugs)


def _chosen(context: Context, ledger: Ledger, build: Sequence[Planned], post: str, every: bool) -> list[Entry]:
    """The post's rows, account by account, the last part first. Raises UserError when there is nothing to withdraw."""
    accounts = context.accounts
    require_accounts(context.config, accounts)
    occurrence, name = named_time(post)
    uids = {planned.post for planned in build if is_post(planned, post)} or {composed(name)}
    rows = [entry for entry in ledger.entries() if not accounts or entry.account in accounts]
    found = [
        entry for entry in rows if composed(entry.post) in uids and (not occurrence or entry.occurrence == occurrence)
    ]
    if not occurrence and not every:
        _require_one(found, post)
    if not any(entry.state in OUT | DOUBTFUL | UNSENT for entry in found):
        where = f" on {', '.join(f'`{name}`' for name in accounts)}" if accounts else ""
        what = "was already retracted" if found else "was never published"
        if found and all(entry.state is State.RENAMED for entry in found):
            what = f"goes by another name now, {found[0].reason.removeprefix('it goes by ').removesuffix(' now')},"
        raise UserError(f"`{post}` {what}{where}", "`smm status` shows what is live")
    return sorted(found, key=lambda entry: (entry.account, entry.occurrence, _place(entry)))


def _require_one(found: Sequence[Entry], post: str) -> None:
    """A post that repeats may be out many times. Raises UserError unless one of them must be meant."""
    times = sorted({entry.occurrence for entry in found if entry.state in OUT | DOUBTFUL})
    if len(times) > 1:
        names = ", ".join(f"`{sent_name_of(post, time)}`" for time in times[-3:])
        raise UserError(
            f"`{post}` is out {len(times)} times",
            f"name one of them, such as {names}; `--every-time` means all of them",
        )


def live(context: Context, ledger: Ledger, post: str, *, every: bool = False) -> list[Entry]:
    """What `retract` would delete, for a person to agree to."""
    entries = _chosen(context, ledger, read_build_if_any(context.project), post, every)
    return [entry for entry in entries if entry.state in OUT]


def _place(entry: Entry) -> tuple[int, int]:
    """The comment first, then the thread from its end."""
    return (1, -int(entry.part)) if entry.part.isdecimal() else (0, 0)


def _still_to_come(context: Context, ledger: Ledger, build: Sequence[Planned], uids: Collection[str]) -> list[str]:
    """Accounts that have not had the post yet and will: withdrawing it does not keep it from them. Where accounts were
    named, the others are not meant."""
    wanted = [one for one in build if not context.accounts or one.account in context.accounts]
    same = [one for one in wanted if one.post in uids]
    sessions = open_sessions(context, {one.account for one in same})
    policy = {name: session.policy for name, session in sessions.items()}
    rows = {entry.key: entry for entry in ledger.entries()}
    coming = [
        one.planned
        for one in decide(same, rows, policy, context.now)
        if one.verdict is Verdict.DUE or (one.verdict is Verdict.LATER and one.planned.is_ready)
    ]
    return [
        f"it is still planned on `{account}`: set `status: draft` in {path}"
        for account, path in dict.fromkeys((one.account, one.path) for one in coming if one.at)
    ]


@dataclass(slots=True)
class _Withdrawal:
    amender: Amender
    sessions: Mapping[str, AccountSession]
    planned: Mapping[str, Planned]

    def withdraw(self, entry: Entry) -> None:
        """Delete it, or make sure that it is never sent."""
        if entry.state in OUT:
            self._delete(entry)
        elif entry.state in DOUBTFUL:
            self._note(entry, "blocked", "its outcome is unknown", f"{DOUBT_HINT}; then run this command again")
        elif entry.state in UNSENT:
            left = self.amender.put(entry, state=State.ABANDONED, reason="retracted before it was published")
            self._note(left, State.ABANDONED, left.reason)

    def _delete(self, entry: Entry) -> None:
        network = self.sessions[entry.account].network
        if entry.is_by_hand:
            gone = self.amender.put(entry, state=State.RETRACTED, reason="deleted by hand")
            return self._note(gone, State.RETRACTED, hint="delete it there, too; smm cannot")
        if not isinstance(network, Deleting):
            return self._note(entry, "blocked", f"smm cannot delete posts on {network.title}", "delete it by hand")
        if not is_located(entry):
            hint = f"record its address: `smm resolve {shlex.quote(entry.key)} --sent URL`"
            return self._note(entry, "blocked", "the ledger does not have its address", hint)
        if reason := self.amender.holdup(entry.account):
            return self._note(entry, "waiting", reason, _again(entry))
        outcome = self.amender.amend(entry, RETRACTING, lambda: self._deleted(entry, network))
        if outcome.error is None:
            return self._note(outcome.entry, State.RETRACTED)
        return self._note(outcome.entry, ending(outcome), outcome.entry.reason, _again(entry))

    def _deleted(self, entry: Entry, network: Deleting) -> Changes:
        planned = self.planned.get(entry.key)
        same = planned if planned and planned.digest == entry.digest and not entry.updating else None
        delivery = live_delivery(self.sessions[entry.account], entry, self.amender.context.now, same)
        self.amender.driver.run(network.delete(delivery))
        return {"state": State.RETRACTED}

    def _note(self, entry: Entry, state: str, reason: str = "", hint: str = "") -> None:
        self.amender.tell(told(self.planned.get(entry.key), entry, state, reason, hint))


def _again(entry: Entry) -> str:
    name = f"{shlex.quote(entry.sent_name)} --account {shlex.quote(entry.account)}"
    return f"`smm retract {name}` tries again; deleting twice is safe"
