"""`smm publish --update POST`: the live post becomes what the file says, where the network takes edits."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import indent
from typing import TYPE_CHECKING, Any

from smmgen.errors import UserError
from smmgen.keys import Identity, named_time
from smmgen.ledger.model import DOUBTFUL, OUT, RETRACTING, Entry, State, stamp
from smmgen.ledger.store import Ledger
from smmgen.networks.base import Editing, Network
from smmgen.publishing import ledger_codes
from smmgen.publishing.accounts import AccountSession, open_sessions, require_ready, unsafe_sources
from smmgen.publishing.change_digest import TIME, aspects
from smmgen.publishing.context import Context
from smmgen.publishing.live_changes import (
    DOUBT_HINT,
    Amender,
    Changes,
    ending,
    is_located,
    is_waiting,
    live_delivery,
    told,
)
from smmgen.publishing.pauses import why_paused
from smmgen.publishing.payloads import Planned, read_build
from smmgen.publishing.plan import gate_of
from smmgen.publishing.results import Report
from smmgen.publishing.selection import in_scope
from smmgen.transport.driver import Driver
from smmgen.transport.local_files import check_file
from smmgen.transport.renewal import renew_all

if TYPE_CHECKING:
    from smmgen.approvals.gate import Gate

_NEVER: Mapping[str, str] = {
    State.RETRACTED: "shows nothing of it: it was withdrawn there, and is never sent again",
    State.ABANDONED: "is skipped: smm sends nothing that is `abandoned`",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a post that is out.

    `is_new`: the file differs from what is live. `aspects`: what an update sends anew; none where the difference is
    nothing that the network shows. `problem`: why it cannot be done, and then nothing of the account is touched.
    """

    planned: Planned | None
    entry: Entry | None
    aspects: frozenset[str] = frozenset()
    is_new: bool = False
    problem: str = ""
    hint: str = ""

    @property
    def identity(self) -> Identity:
        known = self.planned or self.entry
        assert known  # noqa: S101 - a part is planned, out or both
        return known.identity

    def as_json(self) -> dict[str, Any]:
        """For `--dry-run --json`; `text` is what the part will say."""
        shown = told(self.planned, self.entry, "")
        return {
            "key": shown.key,
            "post": shown.post,
            "account": shown.account,
            "part": shown.part,
            "url": shown.url,
            "changes": sorted(self.aspects),
            "text": self.planned.text if self.planned and self.aspects else "",
            "problem": self.problem,
            "hint": self.hint,
        }

    def as_text(self) -> str:
        """The same to be read."""
        shown = told(self.planned, self.entry, "")
        lines = [f"{shown.key}  {shown.url}".rstrip()]
        if self.problem:
            return "\n".join([*lines, f"  cannot be updated: {self.problem}", f"  hint: {self.hint}"])
        what = ", ".join(sorted(self.aspects)) or "nothing that the network shows; only the ledger's note of it"
        text = self.planned.text if self.planned and self.aspects else ""
        shows = ["  it would say:", indent(text, "    ")] if text else []
        return "\n".join([*lines, f"  would change: {what}", *shows])


def update(context: Context, ledger: Ledger, post: str) -> Report:
    """Edit what is live of the post (uid, slug or path) on every account, or on the context's.

    Everything that can be seen beforehand is checked before the first call: an account of which a part cannot be
    updated is left alone as a whole. Raises UserError as `publish` does, and while everything is paused.
    """
    if why := why_paused(context.config, ledger, context.now):
        raise UserError(f"everything is paused: {why}", "`smm resume` ends it, or `paused` in smm.toml is taken out")
    with ledger.lock(), Driver(context.project, sleep=context.sleep) as driver:
        plan, left, sessions = _scope(context, ledger, post)
        entries = ledger.entries()
        found = changes(plan, entries, sessions, context.now, gate_of(context, ledger))
        refused = {change.identity for change in found if change.problem}
        wanted = [change for change in found if change.identity not in refused]
        needed = [sessions[name] for name in sorted({change.identity.account for change in wanted if change.aspects})]
        require_ready(needed)
        renewed = renew_all(needed, driver, context.clock())
        notices = [*unsafe_sources(needed), *renewed, *left, *_not_out(plan, found, entries)]
        work = _Update(Amender(context, driver, ledger), sessions)
        for change in found:
            work.refuse(change) if change.identity in refused else work.send(change)
        return Report(work.amender.rows, notices, work.amender.bugs)


def changed(context: Context, ledger: Ledger, post: str) -> list[Change]:
    """What `update` would send, without a token and without the network."""
    plan, _, sessions = _scope(context, ledger, post)
    found = changes(plan, ledger.entries(), sessions, context.now, gate_of(context, ledger))
    return [change for change in found if change.is_new or change.problem]


def _scope(context: Context, ledger: Ledger, post: str) -> tuple[list[Planned], list[str], dict[str, AccountSession]]:
    """The parts that are meant, and what is to be said of those that are not."""
    parts = in_scope(read_build(context.project), replace(context, posts=(post,)))
    left: list[str] = []
    if not named_time(post)[0]:
        parts, left = _latest(parts, ledger.entries())
    return parts, left, open_sessions(context, {planned.account for planned in parts})


def _latest(parts: Sequence[Planned], entries: Sequence[Entry]) -> tuple[list[Planned], list[str]]:
    """Of a post that repeats, what of it went out last on each account, and what waits in a network's scheduler."""
    history: dict[tuple[str, str], list[Entry]] = {}
    built = {planned.identity for planned in parts}
    for entry in entries:
        if entry.is_history and entry.identity in built:
            history.setdefault((entry.post, entry.account), []).append(entry)
    older = {
        entry.identity: entry
        for found in history.values()
        for entry in found
        if entry.occurrence != max(found, key=lambda one: (one.at, one.occurrence)).occurrence
    }
    left = [one for one in parts if one.identity not in older]
    if not older:
        return left, []
    times = sorted({identity.occurrence for identity in older})
    name = shlex.quote(f"{times[-1]}@{next(iter(older)).post}")
    many = f"{len(times)} earlier times are" if len(times) > 1 else "the earlier time is"
    return left, [
        f"{many} left as {'they are' if len(times) > 1 else 'it is'}; `smm publish --update {name}` edits one"
    ]


# What is to be changed


def changes(
    plan: Sequence[Planned],
    entries: Sequence[Entry],
    sessions: Mapping[str, AccountSession],
    now: datetime,
    gate: Gate | None = None,
) -> list[Change]:
    """Every part that is out or in doubt, in the plan's order, and those that are missing on one side. Accounts that
    have had nothing of the post are not among them. `gate`: what waits for an approval."""
    rows = {entry.key: entry for entry in entries}
    found: list[Change] = []
    for identity in dict.fromkeys(planned.identity for planned in plan):
        parts = [planned for planned in plan if planned.identity == identity]
        had = [entry for entry in entries if entry.identity == identity and entry.state in OUT | DOUBTFUL]
        if had:
            built = {planned.key for planned in parts}
            gone = [entry for entry in had if entry.state in OUT and entry.key not in built]
            found += [_change(planned, rows.get(planned.key), sessions[identity.account], now) for planned in parts]
            found += [_gone(entry, parts[0]) for entry in gone]
    return [_approved(change, gate) for change in found] if gate else found


def _approved(change: Change, gate: Gate) -> Change:
    """The change, which somebody may have to approve first."""
    why = gate.unapproved(change.planned.payload) if change.planned and change.is_new and not change.problem else None
    return replace(change, problem=why.reason, hint=why.hint) if why else change


def _change(planned: Planned, entry: Entry | None, session: AccountSession, now: datetime) -> Change:
    if entry is None or entry.state not in OUT:
        return _not_there(planned, entry)
    if entry.digest == planned.digest and not entry.updating and not _moved(planned, entry, now):
        return Change(planned, entry)
    for problem, hint in _problems(planned, entry, session, now):
        return Change(planned, entry, problem=problem, hint=hint)
    return Change(planned, entry, _aspects(planned, entry, session.network, now), is_new=True)


def _moved(planned: Planned, entry: Entry, now: datetime) -> bool:
    """It waits in the network's scheduler for another time than the file says."""
    return is_waiting(entry, now) and (planned.at is None or stamp(planned.at) != entry.at)


def _not_there(planned: Planned, entry: Entry | None) -> Change:
    if entry and entry.state in DOUBTFUL:
        return Change(planned, entry, problem="its outcome is unknown", hint=DOUBT_HINT)
    if entry and entry.state is State.RETRACTED:
        return Change(planned, entry, problem="it was withdrawn, and is never sent again", hint="write a new post")
    return Change(
        planned,
        entry,
        problem=f"part {planned.name} is not out, and an update adds no part",
        hint="take the part out again; a thread that broke off is continued by `smm publish`",
    )


def _gone(entry: Entry, first: Planned) -> Change:
    hint = f"undo the change, or delete the whole post with `smm retract {shlex.quote(first.path)}`"
    return Change(None, entry, problem=f"part {entry.part} is live and no longer in the file", hint=hint)


def _problems(planned: Planned, entry: Entry, session: AccountSession, now: datetime) -> Iterator[tuple[str, str]]:
    """What can be said without asking the network."""
    name, network = shlex.quote(planned.path), session.network
    withdraw = f"`smm retract {name} --account {shlex.quote(planned.account)}`"
    if entry.updating == RETRACTING:
        yield "its withdrawal is not confirmed", f"{withdraw} ends that first"
    if not planned.is_ready:
        yield f"its status is `{planned.status}`", f"set `status: ready`, or withdraw it with {withdraw}"
    if not isinstance(network, Editing):
        back = f"take the change back, or {withdraw} and write a new post"
        yield f"{network.title} has no edits", ledger_codes.update(planned.path, entry) if entry.is_by_hand else back
        return
    if not is_located(entry):
        yield (
            "the ledger does not have its address",
            f"record its address: `smm resolve {shlex.quote(entry.key)} --sent URL`",
        )
    waits = is_waiting(entry, now)
    if waits and (planned.at is None or planned.at <= now):
        yield f"{network.title}'s scheduler needs a time to come", f"give it one, or withdraw it with {withdraw}"
    kept = _differing(planned, entry, network, now) - _allowed(network, waits) if entry.content else frozenset()
    if kept:
        when = f"while it waits in {network.title}'s scheduler" if waits else "once it is out"
        what = " and ".join(f"the {aspect}" for aspect in sorted(kept))
        yield f"{network.title} cannot change {what} of a post {when}", f"take that change back, or {withdraw}"


def _allowed(network: Network, waits: bool) -> frozenset[str]:
    return network.facts.edits_waiting if waits else network.facts.edits


def _differing(planned: Planned, entry: Entry, network: Network, now: datetime) -> frozenset[str]:
    """The aspects in which the file differs from what is known to be live."""
    new = aspects(network, planned.part)
    differ = {name for name in {*new, *entry.content} if new.get(name) != entry.content.get(name)} - {TIME}
    return frozenset(differ | ({TIME} if _moved(planned, entry, now) else set()))


def _aspects(planned: Planned, entry: Entry, network: Network, now: datetime) -> frozenset[str]:
    """What is sent: the difference, or everything that can be where nobody knows what is live."""
    assert isinstance(network, Editing)  # noqa: S101 - `_problems` has looked
    allowed = _allowed(network, is_waiting(entry, now))
    if entry.content and entry.updating in ("", planned.digest):
        return _differing(planned, entry, network, now)
    return frozenset(aspects(network, planned.part)) & allowed


def _not_out(plan: Sequence[Planned], found: Sequence[Change], entries: Sequence[Entry]) -> list[str]:
    missing = {planned.account for planned in plan} - {change.identity.account for change in found}
    keys = {planned.key: planned.account for planned in plan}
    ended = {keys[entry.key]: entry.state for entry in entries if entry.key in keys and entry.state in _NEVER}
    return [
        f"`{name}` {_NEVER.get(ended.get(name, ''), 'has had nothing of it; `smm publish` sends it in its time')}"
        for name in sorted(missing)
    ]


# Sending


@dataclass(slots=True)
class _Update:
    amender: Amender
    sessions: Mapping[str, AccountSession]

    def refuse(self, change: Change) -> None:
        reason = change.problem or "skipped, because another part cannot be updated"
        if change.problem or change.is_new:
            self.amender.tell(told(change.planned, change.entry, "blocked", reason, change.hint))

    def send(self, change: Change) -> None:
        planned, entry = change.planned, change.entry
        if planned is None or entry is None or not change.is_new:
            return None
        if reason := self.amender.holdup(planned.account):
            return self.amender.tell(told(planned, entry, "waiting", reason, _again(planned)))
        outcome = self.amender.amend(entry, planned.digest, lambda: self._edited(change, planned, entry))
        if outcome.error is None:
            return self.amender.tell(told(planned, outcome.entry, "updated", outcome.entry.reason))
        return self.amender.tell(told(planned, outcome.entry, ending(outcome), outcome.entry.reason, _again(planned)))

    def _edited(self, change: Change, planned: Planned, entry: Entry) -> Changes:
        session, context = self.sessions[planned.account], self.amender.context
        live: dict[str, Any] = {"digest": planned.digest, "content": aspects(session.network, planned.part)}
        live["likeness"] = planned.likeness(session.target)
        if is_waiting(entry, context.now) and planned.at:
            live["at"] = stamp(planned.at)
        if not change.aspects:
            return live
        assert isinstance(session.network, Editing)  # noqa: S101 - `changes` has looked
        for item in planned.media:
            check_file(context.project, item["path"], item["sha256"])
        delivery = live_delivery(session, entry, context.now, planned, changed=change.aspects)
        receipt = self.amender.driver.run(session.network.edit(delivery))
        reference = {**entry.reference, **receipt.reference}
        follow_up = str(reference.get("follow_up", ""))
        return {**live, "remote_id": receipt.id, "url": receipt.url, "reference": reference, "reason": follow_up}


def _again(planned: Planned) -> str:
    """Both after a doubt and after a no that may pass."""
    return f"`smm publish --update {shlex.quote(planned.path)}` repeats it; editing twice is safe"
