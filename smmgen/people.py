"""Who may approve what: keys of smm.toml, for projects whose posts need somebody's yes."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from smmgen.secret_sources import Table

Act = Literal["approve", "write"]


def _listed(value: Any) -> Any:
    """A single name is a list of one."""
    return [value] if isinstance(value, str) else value


Names = Annotated[list[str], BeforeValidator(_listed, json_schema_input_type=str | list[str])]


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
        None, description="Accounts or platforms for which this person may approve (default: all)"
    )


class When(Table):
    """What a review is for. A post on an account has to meet every condition that is given."""

    kind: Names = Field(default_factory=list, description="Rubrics")
    accounts: Names = Field(default_factory=list, description="Accounts or platforms")
    paths: Names = Field(default_factory=list, description="Files: `content/posts/ads/**`; `*` stays in a folder")
    campaign: Names = Field(default_factory=list, description="Campaigns")
    ads: bool | None = Field(None, description="Whether the post has the advertising mark (`ads`)")


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
