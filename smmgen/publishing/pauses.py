"""Pauses: set in smm.toml, or by `smm pause`, which the ledger stores."""

from __future__ import annotations

from datetime import datetime, tzinfo

from smmgen.config import Config
from smmgen.content.schedule import minute
from smmgen.ledger.model import instant, is_instant, stamp
from smmgen.ledger.store import Ledger, unreadable

PAUSED, UNTIL = "paused", "paused-until"
"""The ledger's notes: why, for people, and when it ends by itself."""


def pause(ledger: Ledger, reason: str, now: datetime, zone: tzinfo, until: datetime | None = None) -> None:
    """From now on nobody who publishes from this ledger sends anything; a call under way comes to its end.

    It ends at `until`, or when somebody says so. `zone`: the project's, for people.
    """
    ends = f", until {minute(until, zone)}" if until else ""
    ledger.set_note(UNTIL, stamp(until) if until else "")
    ledger.set_note(PAUSED, f"{reason or 'no reason given'} (since {minute(now, zone)}{ends})")


def resume(ledger: Ledger, now: datetime) -> str:
    """Resume. Returns why it was paused; "" if it was not."""
    reason = _reason(ledger, now)
    if ledger.note(PAUSED):
        ledger.set_note(PAUSED, "")
    return reason


def why_paused(config: Config, ledger: Ledger, now: datetime) -> str:
    """Why publishing is paused now; "" if it is not."""
    return config.publish.paused or _reason(ledger, now)


def _reason(ledger: Ledger, now: datetime) -> str:
    reason = ledger.note(PAUSED)
    until = ledger.note(UNTIL) if reason else ""
    if until and not is_instant(until):
        raise unreadable(f"the note `{UNTIL}`", f"`{until}` is not a time")
    return "" if until and now >= instant(until) else reason
