"""A post is planned for an hour outside the account's `posting_hours`.

Wrong: `schedule: 2026-11-27 03:00` where the account has `posting_hours = "09:00-21:00"`.

Right: an hour when the readers are awake; or `ignore: [outside-posting-hours]` for a good reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM606", "outside-posting-hours", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    hours, at = subject.variant.account.posting_hours, subject.variant.at
    if hours and at and not _inside(at.wall[11:16], *hours.split("-")):
        yield Finding(
            f"{at.wall[11:16]} is outside the posting hours {hours} of `{subject.variant.account.name}`",
            "plan another hour, or add `outside-posting-hours` to `ignore`",
            field=("schedule",),
            account=subject.variant.account.name,
        )


def _inside(time: str, start: str, end: str) -> bool:
    return start <= time <= end if start <= end else time >= start or time <= end
