"""The calendar files of posts: all of them, those of one account, and those that a person posts by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from smmgen.site.by_hand import LASTS
from smmgen.site.ics import Entry, calendar
from smmgen.variants.rows import PlanRow

ALL = "calendar.ics"
"""Below build/site."""


def of_account(account: str) -> str:
    """Where the calendar of one account is, below build/site."""
    return f"accounts/{account}/posts.ics"


def posts_ics(rows: Iterable[PlanRow], brand: str) -> str:
    """One entry for a post at each of its times, with the accounts that it goes to then. What is a draft or on hold is
    tentative."""
    timed = [(row.at, row.post.sent_name, row) for row in rows if row.at is not None]
    timed.sort(key=lambda one: (one[0], one[1], one[2].account))
    found = groupby(timed, key=lambda one: one[:2])
    return calendar((_entry(at, [row for _, _, row in same]) for (at, _), same in found), brand, "posts")


def _entry(at: int, rows: Sequence[PlanRow]) -> Entry:
    post = rows[0].post
    return Entry(
        uid=f"{post.sent_name}:{rows[0].account}@smmgen",
        begins=at,
        ends=at + int(LASTS.total_seconds()),
        summary=f"{post.title} · {', '.join(row.account for row in rows)}",
        status="CONFIRMED" if post.status == "ready" else "TENTATIVE",
        is_free=True,
    )
