"""Everything stands still: because smm.toml says so, or by `smm pause`, which the ledger keeps."""

from __future__ import annotations

from datetime import datetime

from smmgen.config import Config
from smmgen.publishing.ledger import Ledger, stamp

PAUSED = "paused"
"""The ledger's note."""


def pause(ledger: Ledger, reason: str, now: datetime) -> None:
    """From now on nobody who publishes from this ledger sends anything; a call under way comes to its end."""
    ledger.set_note(PAUSED, f"{reason or 'no reason given'} (since {stamp(now)[:16].replace('T', ' ')} UTC)")


def resume(ledger: Ledger) -> str:
    """Send again. Why it was paused; "" when it was not."""
    reason = ledger.note(PAUSED)
    if reason:
        ledger.set_note(PAUSED, "")
    return reason


def why_paused(config: Config, ledger: Ledger) -> str:
    """Why nothing is sent; "" when it is."""
    return config.publish.paused or ledger.note(PAUSED)
