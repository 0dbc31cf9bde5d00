"""Who works on the project, when, and who may approve what: keys of smm.toml."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from smmgen.secret_sources import Table

Act = Literal["approve", "publish", "write"]


def _listed(value: Any) -> Any:
    """A single name is a list of one."""
    return [value] if isinstance(value, str) else value


Names = Annotated[list[str], BeforeValidator(_listed, json_schema_input_type=str | list[str])]


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = f"({'|'.join(_DAYS)})"
_TIME = r"([01]?\d|2[0-3])(?::([0-5]\d))?"
SHIFT = rf"^(?:{_DAY}(?:-{_DAY})? )?{_TIME}-{_TIME}$"


class Shift(NamedTuple):
    """Days of the week, 0 for Monday, on which it begins, and minutes since midnight. It ends on the next day where
    `end` is not later than `start`."""

    days: frozenset[int]
    start: int
    end: int

    @classmethod
    def read(cls, text: str) -> Shift:
        """Of `mon-fri 10-19`, `sat 22:00-2` or `9-18`, which is every day."""
        found = re.fullmatch(SHIFT, text)
        if found is None:
            raise ValueError(text)
        first, last, *times = found.groups()
        from_day = _DAYS.index(first) if first else 0
        count = (_DAYS.index(last or first) - from_day) % 7 + 1 if first else 7
        start, end = (int(hour) * 60 + int(minute or 0) for hour, minute in (times[:2], times[2:]))
        return cls(frozenset((from_day + day) % 7 for day in range(count)), start, end)

    def covers(self, at: datetime) -> bool:
        """Whether somebody is there at this time of the shift's own clock."""
        minute, day = at.hour * 60 + at.minute, at.weekday()
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        return (day in self.days and minute >= self.start) or ((day - 1) % 7 in self.days and minute < self.end)


class Person(Table):
    """Somebody who works on the project."""

    role: str = Field(min_length=1, description="One of [roles]")
    name: str | None = Field(None, min_length=1, description="Name shown to people")
    email: Names = Field(default_factory=list, description="Addresses of this person's commits")
    forge: str | None = Field(None, min_length=1, description="Login on GitHub, GitLab or another forge")
    key: str | None = Field(
        None, min_length=1, description="Public ssh key for approvals: the path of its file, or the key itself"
    )
    expires: date | None = Field(None, description="From this day on, the key and its approvals do not count")
    accounts: Names | None = Field(
        None, description="Accounts or platforms for which this person may approve and answers (default: all)"
    )
    shift: Annotated[list[Annotated[str, Field(pattern=SHIFT)]], BeforeValidator(_listed, str | list[str])] = Field(
        default_factory=list, description="When this person answers, in the project's time zone: `mon-fri 10-19`"
    )


class When(Table):
    """What a review is for. A post on an account has to meet every condition that is given."""

    kind: Names = Field(default_factory=list, description="Rubrics")
    accounts: Names = Field(default_factory=list, description="Accounts or platforms")
    paths: Names = Field(default_factory=list, description="Files: `content/posts/ads/**`; `*` stays in a folder")
    campaign: Names = Field(default_factory=list, description="Campaigns")
    ads: bool | None = Field(None, description="Whether the post has the advertising mark (`ads`)")
    amount: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="The post, and the contest and event that it names, cost more than this together",
    )


class Review(Table):
    """Whose yes a post needs before it is sent."""

    when: When = Field(default_factory=When, description="The posts it is for (default: all)")
    needs: Names = Field(min_length=1, description="Roles; each of them has to approve")
    count: int = Field(1, ge=1, description="How many people of each role")
    own: bool = Field(
        False, description="Whether the author of the last change counts, too: for projects of one person"
    )


@lru_cache(maxsize=256)
def pattern(glob: str) -> re.Pattern[str]:
    """What `paths` means: `**` is anything, `*` and `?` anything but a slash."""
    found = "".join(_GLOB.get(piece, re.escape(piece)) for piece in re.split(r"(\*\*/|\*\*|\*|\?)", glob))
    return re.compile(found + r"\Z")


_GLOB = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
