"""What is to be sent now: a pure decision from the plan, the ledger and the time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from smmgen.publishing.codes import EDITED
from smmgen.publishing.ledger import OUT, Entry, State, instant
from smmgen.publishing.planned import Planned


class Verdict(StrEnum):
    """`later` also covers what is not meant to go out: drafts, held and unscheduled posts."""

    DUE = "due"
    LATER = "later"
    MISSED = "missed"
    DONE = "done"
    EDITED = "edited"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Decision:
    """`native`: the network's own scheduler is to send it at its time. `late`: the ledger knows it was missed."""

    planned: Planned
    verdict: Verdict
    reason: str = ""
    entry: Entry | None = None
    native: bool = False


@dataclass(frozen=True, slots=True)
class Habits:
    """How an account publishes. `ahead`: how much earlier its network's scheduler wants a post; None: it has none."""

    grace: timedelta
    ahead: timedelta | None = None


def decide(
    plan: Iterable[Planned], ledger: Mapping[str, Entry], habits: Mapping[str, Habits], now: datetime
) -> list[Decision]:
    """One decision for each part, in the plan's order. `habits` by account name; `ledger` by key."""
    decisions: dict[str, Decision] = {}
    for planned in plan:
        habit = habits[planned.account]
        decisions[planned.key] = _after_earlier(planned, decisions, _decide(planned, ledger, habit, now))
    return list(decisions.values())


def _decide(planned: Planned, ledger: Mapping[str, Entry], habits: Habits, now: datetime) -> Decision:
    entry = ledger.get(planned.key)
    if closed := _closed(planned, entry):
        return closed
    verdict, reason, native = _by_time(planned, ledger, habits, now)
    if verdict is Verdict.DUE and entry and entry.state is State.FAILED and not _worth_trying(planned, entry):
        return Decision(planned, Verdict.BLOCKED, entry.reason, entry)
    return Decision(planned, verdict, reason, entry, native)


def _closed(planned: Planned, entry: Entry | None) -> Decision | None:
    """What the ledger row alone decides."""
    if entry is None:
        return None
    if entry.state in OUT:
        reason = _edited(planned, entry)
        return Decision(planned, Verdict.EDITED if reason else Verdict.DONE, reason, entry)
    if entry.state is State.ABANDONED:
        return Decision(planned, Verdict.DONE, "abandoned", entry)
    if entry.state in (State.SENDING, State.UNKNOWN):
        return Decision(planned, Verdict.BLOCKED, entry.reason or "its outcome is not known", entry)
    return None


def _edited(planned: Planned, entry: Entry) -> str:
    """How what is out differs from the file; "" when it does not."""
    where = f" ({entry.url})" if entry.url else ""
    name = f"{EDITED.code} {EDITED.name}"
    if entry.digest != planned.digest:
        return f"{name}: changed after it was {entry.state}{where}; mend the live post by hand"
    if entry.state is State.SCHEDULED and not _still_meant(planned, entry):
        return f"{name}: the network's scheduler still has it for {entry.at}{where}; change that there by hand"
    return ""


def _still_meant(planned: Planned, entry: Entry) -> bool:
    """What was handed over keeps its time, whatever the file says now."""
    return planned.payload["status"] == "ready" and planned.at is not None and instant(entry.at) == planned.at


def _worth_trying(planned: Planned, entry: Entry) -> bool:
    """The refusal may pass by itself, or the content was mended since."""
    return entry.retryable or entry.digest != planned.digest


def _by_time(planned: Planned, ledger: Mapping[str, Entry], habits: Habits, now: datetime) -> tuple[Verdict, str, bool]:
    at = planned.at
    if planned.payload["status"] != "ready":
        return Verdict.LATER, f"its status is `{planned.payload['status']}`", False
    if at is None:
        return Verdict.LATER, "it has no schedule", False
    if now < at:
        native = _may_hand_over(planned, habits, at - now)
        return Verdict.DUE if native else Verdict.LATER, "", native
    if too_late := _too_late(planned, ledger, habits.grace, at, now):
        return Verdict.MISSED, too_late, False
    return Verdict.DUE, "", False


def _may_hand_over(planned: Planned, habits: Habits, left: timedelta) -> bool:
    """A thread is not handed over: its second part needs the first one's id."""
    single = len(planned.payload["parts"]) == 1
    return single and planned.payload["delivery"] == "native" and habits.ahead is not None and left >= habits.ahead


def _too_late(planned: Planned, ledger: Mapping[str, Entry], grace: timedelta, at: datetime, now: datetime) -> str:
    """Lateness counts from the planned time, or from when the part before went out; a person's wish is never late."""
    if planned.not_after and now > planned.not_after:
        return f"its `not_after` passed at {planned.not_after.isoformat()}"
    entry = ledger.get(planned.key)
    before = [ledger[key].updated_at for key in planned.earlier[-1:] if key in ledger and ledger[key].state in OUT]
    if (entry and entry.asked_at) or now - max([at, *map(instant, before)]) <= grace:
        return ""
    after = f"; before that: {entry.reason}" if entry and entry.state is State.FAILED and entry.reason else ""
    return f"it was due {_words(now - at)} ago, more than the grace of {_words(grace)}{after}"


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    return " ".join(f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if n) or "under a minute"


def _after_earlier(planned: Planned, decisions: Mapping[str, Decision], decision: Decision) -> Decision:
    """A part waits for those before it: due together, they are sent in order; otherwise it is blocked with them."""
    if decision.verdict is not Verdict.DUE:
        return decision
    for key in planned.earlier:
        before = decisions[key]
        if before.verdict is Verdict.BLOCKED:
            return Decision(planned, Verdict.BLOCKED, f"part {before.planned.name} is not out", decision.entry)
        if before.verdict is Verdict.MISSED or (before.entry and before.entry.state is State.ABANDONED):
            return Decision(planned, Verdict.MISSED, f"part {before.planned.name} was not sent", decision.entry)
    return decision


def is_wanted(planned: Planned, ledger: Mapping[str, Entry], habits: Habits, now: datetime) -> bool:
    """By status and time alone it should go out now, whatever its own row says."""
    return _by_time(planned, ledger, habits, now)[0] is Verdict.DUE
