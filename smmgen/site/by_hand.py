"""What is posted by hand: the list that the home page shows when it is time, and the calendar file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from smmgen.site.ics import Entry, calendar
from smmgen.site.model import ToPost
from smmgen.site.states import DONE, Worst
from smmgen.site.urls import url
from smmgen.variants.rows import PlanRow

LASTS = timedelta(minutes=15)
"""How long a calendar shows such a post."""


def rows_by_hand(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """Those that a person is to post: ready and with a time."""
    return [row for row in rows if row.by_hand and row.at is not None and row.post.state == "ready"]


def to_post(found: Worst, rows: Iterable[PlanRow]) -> list[ToPost]:
    """Those of them about which the ledger says nothing yet, the earliest first."""
    waiting = [
        (row.at, ToPost(row.account, row.platform, url(row.post.page), row.post.title, row.at))
        for row in rows_by_hand(rows)
        if row.at is not None and _state(found, row) not in DONE
    ]
    return [one for _, one in sorted(waiting)]


def _state(found: Worst, row: PlanRow) -> str:
    known = found.get(row.post.sent_name, {}).get(row.account)
    return known.state if known else ""


def ics(rows: Sequence[PlanRow], brand: str) -> str:
    """A calendar file with an entry for each of the rows. `brand`: the project's name."""
    ordered = sorted(rows, key=lambda row: (row.at or 0, row.account, row.post.sent_name))
    return calendar(map(_entry, ordered), brand, "by hand")


def _entry(row: PlanRow) -> Entry:
    at = row.at or 0
    return Entry(
        uid=f"{row.post.sent_name}:{row.account}@smmgen",
        begins=at,
        ends=at + int(LASTS.total_seconds()),
        summary=f"{row.post.title} · {row.account}",
        description=f"smm resolve {row.post.uid} {row.account} --sent URL",
    )
