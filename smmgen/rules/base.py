"""What a rule is: a module with a code, a docstring that is its page, and one check.

    \"\"\"What it reports, why it matters, an example that fails, the same example mended.\"\"\"
    CODE = code("SMM301", "media-missing", Severity.ERROR, fact=True, docs=__doc__)
    def check_post(post, config) / check_variant(variant, limits, platform...) / check_plan(plan, config)

A rule names a field (or a line of the body); the framework finds the span. It knows no platform by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from smmgen.config import Config
from smmgen.diagnostics import Code, Severity, Span
from smmgen.platforms.base import Limits, Platform, Variant


def code(code: str, name: str, severity: Severity, *, fact: bool, docs: str | None) -> Code:
    """The rule's identity; `docs` is the module's docstring."""
    return Code(code, name, severity, fact, (docs or "").strip())


class Finding(NamedTuple):
    """One mistake. Give `field` (a front-matter path), or `line` (+ `column`, `width` in code points), or `span`.

    `severity` None keeps the rule's own; limits that are not sure ask for WARNING.
    """

    message: str
    hint: str = ""
    field: tuple[str | int, ...] = ()
    line: int = 0
    column: int = 1
    width: int = 1
    account: str | None = None
    severity: Severity | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a variant rule may look at: `check_variant(subject)` yields `Finding`s."""

    variant: Variant
    limits: Limits
    """The platform's, with the account's own corrections."""
    platform: Platform
    config: Config


class PlanRow(NamedTuple):
    """One post on one account, small enough to hold ten thousand: all that rules over the whole plan need."""

    path: str
    uid: str
    slug: str
    title: str
    account: str
    platform: str
    status: str
    at: int | None
    """Unix seconds."""
    wall: str
    """`2026-11-27T10:00` in the post's own zone, "" when not scheduled."""
    iso: str
    """The same with seconds and offset, `2026-11-27T10:00:00+03:00`."""
    text: str
    """SHA-256 of the text, hexadecimal, 16 digits; "" when there is none."""
    media: tuple[str, ...]
    schedule_span: Span
    uid_span: Span
    new: bool = True
    """Nothing of it is in the ledger yet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every post on every account.

    `files`: media files of content/ that exist, relative to the project; `used`: those that posts name. `now` is None
    in builds, whose outcome must not depend on the day.
    """

    rows: Sequence[PlanRow]
    config: Config
    files: Sequence[str] = ()
    used: frozenset[str] = frozenset()
    now: datetime | None = None

    @property
    def by_time(self) -> list[PlanRow]:
        """The scheduled rows in order of time, then path."""
        return sorted((row for row in self.rows if row.at is not None), key=lambda row: (row.at or 0, row.path))
