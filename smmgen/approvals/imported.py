"""Approvals that were taken from the reviews of a forge. They have no signature: they are a note of the ledger, which
only those who publish can write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import orjson

from smmgen.approvals.model import Approval, Statement, statement_of
from smmgen.keys import Identity
from smmgen.ledger.model import OUT, Entry, instant
from smmgen.ledger.store import APPROVALS, Ledger, unreadable

_LONG = timedelta(days=30)


def imported(ledger: Ledger) -> list[Approval]:
    """All there are. Raises UserError for a note that smm cannot have written."""
    return read(ledger.note(APPROVALS))


def read(text: str) -> list[Approval]:
    """Those of the note. Raises UserError."""
    try:
        return [Approval(statement_of(found)) for found in _listed(orjson.loads(text))] if text else []
    except (ValueError, TypeError, LookupError, AttributeError):
        raise unreadable(f"the note `{APPROVALS}`", "it is no list of approvals") from None


def put(
    ledger: Ledger, statements: Iterable[Statement], now: datetime, withdrawn: Collection[tuple[str, str]] = ()
) -> None:
    """Store them in one act. What the same person said of the same post before is replaced, and what was said of posts
    that went out long ago is dropped. `withdrawn`: people and the pull requests in which they take their yes back."""
    out = _long_out(ledger, now)
    before = [approval.statement for approval in imported(ledger)]
    known = {(one.post, one.person): one for one in before if (one.person, pull_of(one.review)) not in withdrawn}
    known |= {(one.post, one.person): one for one in statements}
    kept = [known[name].as_json() for name in sorted(known) if not _is_over(known[name], out)]
    ledger.set_note(APPROVALS, orjson.dumps(kept, option=orjson.OPT_SORT_KEYS).decode() if kept else "")


def _long_out(ledger: Ledger, now: datetime) -> set[Identity]:
    """Posts on accounts that are out, and of which nothing has happened since."""
    rows: dict[Identity, list[Entry]] = {}
    for entry in ledger.entries():
        rows.setdefault(entry.identity, []).append(entry)
    return {
        identity
        for identity, entries in rows.items()
        if all(entry.state in OUT and now - instant(entry.updated_at) > _LONG for entry in entries)
    }


def _is_over(statement: Statement, out: set[Identity]) -> bool:
    return all(Identity(statement.post, item.account, item.occurrence) in out for item in statement.items)


def pull_of(review: str) -> str:
    """The address of the pull request, of that of a review."""
    return review.partition("#")[0]


def _listed(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError(found)
    return found
