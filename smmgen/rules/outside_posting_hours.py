"""A post is planned outside the account's `posting_hours`, which are in the project's time zone.

Wrong: `schedule: 2026-11-27 03:00` where the account has `posting_hours = "09:00-21:00"`.

Right: a time when readers are awake; or `ignore: [outside-posting-hours]` if there is a good reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.config import Config
from smmgen.content.schedule import Moment, load_zone
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM606", "outside-posting-hours", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    hours, at = subject.variant.account.posting_hours, subject.variant.at
    if hours and at and not inside(time := _clock(at, subject.config), *hours.split("-")):
        yield Finding(
            f"{time} is outside the posting hours {hours} of `{subject.account}`",
            "plan another hour, or add `outside-posting-hours` to `ignore`",
            ("schedule",),
            account=subject.account,
        )


def _clock(at: Moment, config: Config) -> str:
    """The hour in the project's zone, as `posting_hours` means it."""
    zone = config.project.timezone
    if zone is None or zone == at.zone or (known := load_zone(zone)) is None:
        return at.wall[11:16]
    return f"{at.instant.astimezone(known):%H:%M}"


def inside(time: str, start: str, end: str) -> bool:
    """`22:00-02:00` goes on over midnight."""
    return start <= time <= end if start <= end else time >= start or time <= end
