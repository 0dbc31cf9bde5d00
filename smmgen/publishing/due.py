"""What is due now: a pure function of the plan, the ledger and the time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from smmgen.content.schedule import minute
from smmgen.durations import in_words
from smmgen.keys import Identity
from smmgen.ledger.model import OUT, RETRACTING, Entry, State, instant, stamp
from smmgen.publishing import ledger_codes
from smmgen.publishing.blackout import NO_BLACKOUT, Blackout
from smmgen.publishing.ledger_codes import EDITED, LEFT_BEHIND
from smmgen.publishing.payloads import Planned
from smmgen.publishing.resemblance import Question

if TYPE_CHECKING:
    from smmgen.approvals.words import Unapproved

NO_QUESTIONS: Mapping[str, Question] = {}


def none_needed(planned: Planned) -> Unapproved | None:
    """No post needs an approval."""


class Verdict(StrEnum):
    """`later` also covers what is not meant to go out: drafts, unscheduled posts and those on hold. `held`: it would be
    due, and a person must say first whether it is out already under another name. `by hand`: it is time for a person to
    post it. `waiting for approval`: it would be due, and somebody must approve it first."""

    DUE = "due"
    LATER = "later"
    MISSED = "missed"
    DONE = "done"
    EDITED = "edited"
    BLOCKED = "blocked"
    HELD = "held"
    BY_HAND = "by hand"
    UNAPPROVED = "waiting for approval"


@dataclass(frozen=True, slots=True)
class Decision:
    """`native`: the network's own scheduler is to send it at its time. `late`: the ledger knows it was missed.
    `too_late`: of what is held, that it will not go out by itself whatever a person says. `passed`: of what is missed,
    that it is no news: the next time of the post has come, or it went out at another one."""

    planned: Planned
    verdict: Verdict
    reason: str = ""
    entry: Entry | None = None
    native: bool = False
    hint: str = ""
    too_late: bool = False
    passed: bool = False


@dataclass(frozen=True, slots=True)
class SchedulePolicy:
    """How an account publishes. `ahead`: how much earlier its network's scheduler wants a post; None: it has none.
    `by_hand`: a person does, and is never too late."""

    grace: timedelta
    ahead: timedelta | None = None
    blackout: Blackout = NO_BLACKOUT
    by_hand: bool = False


def decide(
    plan: Iterable[Planned],
    ledger: Mapping[str, Entry],
    policy: Mapping[str, SchedulePolicy],
    now: datetime,
    questions: Mapping[str, Question] = NO_QUESTIONS,
    unapproved: Callable[[Planned], Unapproved | None] = none_needed,
) -> list[Decision]:
    """One decision for each part, in the plan's order. `policy` by account name; `ledger` and `questions` by key.
    `unapproved`: why a part must not be sent yet; it is only asked about what would be sent now."""
    decisions: dict[str, Decision] = {}
    plan = list(plan)
    following = next_times(plan, policy)
    for planned in plan:
        after = following.get(planned.identity) if following else None
        decision = _decide(planned, ledger, policy[planned.account], now, after)
        if not decision.passed and (question := questions.get(planned.key)):
            decision = _asked(decision, question)
        if decision.verdict in (Verdict.DUE, Verdict.BY_HAND) and (why := unapproved(planned)):
            decision = _unapproved(decision, why)
        decisions[planned.key] = _after_earlier(planned, decisions, decision)
    return list(decisions.values())


def next_times(plan: Iterable[Planned], policy: Mapping[str, SchedulePolicy]) -> dict[Identity, datetime]:
    """When the next time of a post that repeats is due; those that are the last ones are not among them."""
    times: dict[tuple[str, str], dict[Identity, datetime]] = {}
    for planned in plan:
        if planned.index == 0 and planned.repeats and planned.at:
            at = policy[planned.account].blackout.moved(planned.at)
            times.setdefault((planned.post, planned.account), {})[planned.identity] = at
    series = (sorted(found.items(), key=lambda one: (one[1], one[0])) for found in times.values())
    return {this: after for found in series for (this, _), (_, after) in pairwise(found)}


def _asked(decision: Decision, question: Question) -> Decision:
    """Too late is no answer: what is called missed invites a person to send it again. What went out before its post
    repeated, or while it did, is that very post."""
    if question.is_same:
        return Decision(decision.planned, Verdict.DONE, question.reason, decision.entry)
    if question.own and decision.verdict is Verdict.MISSED:
        return replace(decision, reason=question.reason, passed=True)
    missed = decision.verdict is Verdict.MISSED and decision.entry is None
    if not missed and decision.verdict not in (Verdict.DUE, Verdict.BY_HAND):
        return decision
    late = decision.verdict is Verdict.MISSED and question.certain
    return Decision(decision.planned, Verdict.HELD, question.reason, decision.entry, hint=question.hint, too_late=late)


def _unapproved(decision: Decision, why: Unapproved) -> Decision:
    """Nothing is late yet while only the network's own scheduler could have it already."""
    verdict = Verdict.LATER if decision.native else Verdict.UNAPPROVED
    return Decision(decision.planned, verdict, why.reason, decision.entry, hint=why.hint)


def _decide(
    planned: Planned, ledger: Mapping[str, Entry], policy: SchedulePolicy, now: datetime, following: datetime | None
) -> Decision:
    """`following`: when the next time of the same post is due."""
    entry = ledger.get(planned.key)
    if closed := _closed(planned, entry, policy, now):
        return closed
    if following and following <= now and _gives_way(planned, ledger):
        reason = f"the next time, {minute(following, policy.blackout.zone)}, had come"
        return Decision(planned, Verdict.MISSED, reason, entry, passed=True)
    verdict, reason, native = _by_time(planned, ledger, policy, now)
    if entry and entry.state is State.RENAMED:
        return _renamed(planned, entry, verdict)
    if verdict is Verdict.DUE and entry and entry.state is State.FAILED and not _worth_trying(planned, entry):
        return Decision(planned, Verdict.BLOCKED, entry.reason, entry)
    if verdict is Verdict.DUE and policy.by_hand:
        verdict = Verdict.BY_HAND
    return Decision(planned, verdict, reason, entry, native)


def _gives_way(planned: Planned, ledger: Mapping[str, Entry]) -> bool:
    """After an outage only the latest time of a post goes out. What a person asked for is sent, and a thread that was
    begun is ended."""
    entry = ledger.get(planned.key)
    is_begun = any(key in ledger and ledger[key].state in OUT for key in planned.earlier)
    is_noted = entry is not None and entry.state is State.RENAMED
    return planned.is_ready and not is_begun and not is_noted and not (entry and entry.asked_at)


def _renamed(planned: Planned, entry: Entry, verdict: Verdict) -> Decision:
    """An old commit makes it once more, or a new post has taken an old name."""
    if verdict is not Verdict.DUE:
        return Decision(planned, Verdict.DONE, entry.reason, entry)
    hint = "if this is an old commit, leave it; if it is a new post, give it its own `uid`, as `smm new` does"
    return Decision(planned, Verdict.HELD, entry.reason, entry, hint=hint)


def _closed(planned: Planned, entry: Entry | None, policy: SchedulePolicy, now: datetime) -> Decision | None:
    """What the ledger row alone decides."""
    if entry is None:
        return None
    if entry.state in OUT:
        reason = _edited(planned, entry, policy.blackout.zone, now)
        return Decision(planned, Verdict.EDITED if reason else Verdict.DONE, reason, entry)
    if entry.state in (State.ABANDONED, State.RETRACTED):
        reason = (entry.reason or "abandoned") if entry.state is State.ABANDONED else ""
        return Decision(planned, Verdict.DONE, reason, entry)
    if entry.state in (State.SENDING, State.UNKNOWN):
        return Decision(planned, Verdict.BLOCKED, entry.reason, entry)
    return None


def _edited(planned: Planned, entry: Entry, zone: tzinfo, now: datetime) -> str:
    """How what is out differs from the file; "" when it does not. `zone`: the project's. A time of a post that repeats
    that has gone out is left alone: what is written now is for those to come."""
    where = f" ({entry.url})" if entry.url else ""
    name, left = (f"{code.code} {code.name}" for code in (EDITED, LEFT_BEHIND))
    withdraw = ledger_codes.withdraw(planned.post, planned.account)
    if entry.updating == RETRACTING:
        return f"{left}: {entry.reason}{where}; {withdraw}"
    waits = entry.state is State.SCHEDULED and bool(entry.at) and now < instant(entry.at)
    if planned.repeats and not waits and not entry.updating:
        return ""
    if not planned.is_ready:
        where = f"in the network's scheduler for {minute(instant(entry.at), zone)}" if waits else f"live{where}"
        return f"{left}: {ledger_codes.left_behind(where, ledger_codes.its_status(planned.status))}; {withdraw}"
    if entry.updating:
        return f"{name}: {entry.reason}{where}; {ledger_codes.update_again(planned.path)}"
    if entry.digest != planned.digest:
        return f"{name}: {ledger_codes.changed(where, entry.state)}; {ledger_codes.update(planned.path, entry)}"
    if waits and (planned.at is None or instant(entry.at) != planned.at):
        time = minute(instant(entry.at), zone)
        return f"{name}: {ledger_codes.planned_otherwise(time, where, planned.path)}"
    return ""


def _worth_trying(planned: Planned, entry: Entry) -> bool:
    """Whether the refusal may be temporary, or the content was changed since."""
    return entry.retryable or entry.digest != planned.digest


def _by_time(
    planned: Planned, ledger: Mapping[str, Entry], policy: SchedulePolicy, now: datetime
) -> tuple[Verdict, str, bool]:
    if not planned.is_ready:
        return Verdict.LATER, f"its status is `{planned.status}`", False
    if planned.at is None:
        return Verdict.LATER, "it has no schedule", False
    at = policy.blackout.moved(planned.at)
    if now < at or policy.blackout.covers(now):
        native = at == planned.at and not policy.blackout.covers(now) and _may_hand_over(planned, policy, at - now)
        return (Verdict.DUE, "", True) if native else (Verdict.LATER, _dark(planned.at, at, now, policy), False)
    if too_late := _too_late(planned, ledger, policy, at, now):
        return Verdict.MISSED, too_late, False
    return Verdict.DUE, "", False


def _dark(planned: datetime, at: datetime, now: datetime, policy: SchedulePolicy) -> str:
    """Which day keeps it back, and until when; "" where none does."""
    if now < planned == at:
        return ""
    day = (planned if at != planned else now).astimezone(policy.blackout.zone).date()
    goes = max(at, policy.blackout.ends(now) if policy.blackout.covers(now) else at)
    return f"{day} is a blackout day; it will be published on {minute(goes, policy.blackout.zone)}"


def _may_hand_over(planned: Planned, policy: SchedulePolicy, left: timedelta) -> bool:
    """A thread is not handed over: its second part needs the first one's id."""
    single = planned.is_alone
    return single and planned.is_native and policy.ahead is not None and left >= policy.ahead


def _too_late(
    planned: Planned, ledger: Mapping[str, Entry], policy: SchedulePolicy, at: datetime, now: datetime
) -> str:
    """Lateness counts from the planned time, or from when the part before went out, without the blackout days since; a
    person's wish is never late."""
    if planned.not_after and now > planned.not_after:
        return f"its `not_after` passed at {minute(planned.not_after, policy.blackout.zone)}"
    entry = ledger.get(planned.key)
    if policy.by_hand:
        return entry.reason if entry and _is_missed(entry, planned) else ""
    before = [ledger[key].updated_at for key in planned.earlier[-1:] if key in ledger and ledger[key].state in OUT]
    since = max([at, *map(instant, before)])
    late = now - since - policy.blackout.within(since, now)
    if (entry and entry.asked_at) or late <= policy.grace:
        return ""
    after = f"; before that: {entry.reason}" if entry and entry.state is State.FAILED and entry.reason else ""
    return f"it was due {in_words(now - at)} ago, more than the grace of {in_words(policy.grace)}{after}"


def _is_missed(entry: Entry, planned: Planned) -> bool:
    """Noted as too late for this time."""
    return entry.state is State.MISSED and planned.at is not None and entry.at == stamp(planned.at)


def _after_earlier(planned: Planned, decisions: Mapping[str, Decision], decision: Decision) -> Decision:
    """A part waits for those before it: due together, they are sent in order; otherwise it is blocked with them."""
    if decision.verdict not in (Verdict.DUE, Verdict.BY_HAND):
        return decision
    for key in planned.earlier:
        before = decisions[key]
        if before.verdict in (Verdict.BLOCKED, Verdict.HELD):
            return Decision(planned, Verdict.BLOCKED, f"part {before.planned.name} is not out", decision.entry)
        if before.entry and before.entry.state is State.RETRACTED:
            return Decision(planned, Verdict.DONE, f"part {before.planned.name} was withdrawn", decision.entry)
        if before.verdict is Verdict.MISSED or (before.entry and before.entry.state is State.ABANDONED):
            return Decision(planned, Verdict.MISSED, f"part {before.planned.name} was not sent", decision.entry)
    return decision


def next_time(decisions: Iterable[Decision], policy: Mapping[str, SchedulePolicy], now: datetime) -> datetime | None:
    """When the first of those that wait for their time is to be sent or handed over; None: none has a time."""
    waiting = [one.planned for one in decisions if one.verdict is Verdict.LATER and one.planned.at]
    times = [time for planned in waiting for time in _times(planned, policy[planned.account]) if time > now]
    return min(times, default=None)


def next_planned(
    decisions: Iterable[Decision], policy: Mapping[str, SchedulePolicy], now: datetime
) -> list[tuple[datetime, Planned]]:
    """When something goes out next, and the parts that do, first parts of posts only; empty when nothing has a time
    ahead. What was planned for a blackout day goes out after it."""
    waiting = [one.planned for one in decisions if one.verdict is Verdict.LATER and not one.planned.earlier]
    times = [(policy[one.account].blackout.moved(one.at), one) for one in waiting if one.at and one.is_ready]
    ahead = [(at, one) for at, one in times if at > now]
    first = min((at for at, _ in ahead), default=None)
    return [(at, one) for at, one in ahead if at == first]


def _times(planned: Planned, policy: SchedulePolicy) -> Iterator[datetime]:
    if planned.at and planned.is_ready:
        at = policy.blackout.moved(planned.at)
        yield at
        if policy.ahead is not None:
            yield at - policy.ahead


def is_wanted(planned: Planned, ledger: Mapping[str, Entry], policy: SchedulePolicy, now: datetime) -> bool:
    """Whether it is due by its status and time alone, whatever its row says."""
    return _by_time(planned, ledger, policy, now)[0] is Verdict.DUE
