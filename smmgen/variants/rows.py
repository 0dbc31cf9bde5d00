"""Documents in rows, small enough to hold a hundred thousand: all that rules over the whole plan, lists and pages of
many posts look at. One row a document, and one for each account that a post goes to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from smmgen.content.names import page_of
from smmgen.diagnostics import Diagnostic, Severity, Span
from smmgen.keys import ONCE, Identity, name_of, sent_name_of
from smmgen.variants.likeness import Likeness

PostId = tuple[str, str]
"""One post among all that are built: its path, and its occurrence."""

UNSCHEDULED = "unscheduled"
"""Stands for the month of posts without a date, as `2026-11` does for others."""


INVITES, DISAGREES, TELLS_OF_CHANGE = "invites", "disagrees", "tells-of-change"
"""What the text of a post says of its event: come; another day or hour; that it is cancelled, moved or sold out."""

BROKEN, UNREADABLE = "broken", "unreadable"
"""The state of a post that errors keep from going out, and of a file that is no post yet."""


class CostRow(NamedTuple):
    """A `Cost` of a document. `amount` is "1900.50", "" where nobody says how much; `day` is an ISO day or "".
    `line_span`: where the line is named."""

    line: str
    amount: str
    currency: str
    day: str
    what: str
    span: Span
    line_span: Span


class PostRow(NamedTuple):
    """One post. `status`: draft, ready, hold, or `UNREADABLE`."""

    path: str
    slug: str
    title: str
    uid: str
    """As the ledger calls it; of another kind than a post `kind/uid`."""
    status: str = "ready"
    occurrence: str = ONCE
    """Which time it goes out, of a document that repeats."""
    kind: str = ""
    """Its rubric."""
    audience: str = ""
    age: str = ""
    """Its age mark, such as `16+`."""
    languages: tuple[str, ...] = ()
    is_ad: bool = False
    """It carries an advertising mark."""
    ignore: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    """The documents that it names: `campaign/spring`."""
    costs: tuple[CostRow, ...] = ()
    slot: str = ""
    """The slot of the content plan that it names."""
    is_evergreen: bool = False
    """It has no day of its own, and fills empty slots."""
    has_notes: bool = False
    of_event: tuple[str, ...] = ()
    """What its text says of its event, `INVITES` and so on."""
    sketch: str = ""
    """Of what it says, see `variants/shingles.py`."""
    media: tuple[str, ...] = ()
    """Every place where its files may be: what is there counts as used, whether it is any good or not."""
    uid_span: Span = Span()
    status_span: Span = Span()
    """Where a status stands that keeps the post back."""
    ignore_span: Span = Span()
    """Where its `ignore` stands."""
    slot_span: Span = Span()
    """Where its `slot` stands."""
    errors: int = 0
    warnings: int = 0
    picture: str = ""
    """Below build/site, such as `media/0123456789abcdef.png`."""

    @property
    def id(self) -> PostId:
        return (self.path, self.occurrence)

    @property
    def page(self) -> str:
        """Its own page, below build/site."""
        return page_of(self.path, self.occurrence)

    @property
    def sent_name(self) -> str:
        """What pages call it, see `smmgen.keys`."""
        return sent_name_of(self.uid, self.occurrence)

    @property
    def state(self) -> str:
        """The status, or `broken` where errors keep a ready post from going out."""
        return stated(self.status, self.errors)

    def counting(self, diagnostics: Iterable[Diagnostic]) -> PostRow:
        """The row with the number of errors and warnings among these."""
        severities = [found.severity for found in diagnostics]
        errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
        return self._replace(errors=errors, warnings=warnings)


class DocumentRow(NamedTuple):
    """A document that is no post. `uid` is what it would go by when the file is none yet; then `digest` is ""."""

    path: str
    kind: str
    slug: str
    uid: str
    title: str
    digest: str = ""
    """Of what others may make of it: a post that names it is made anew when this changes."""
    text: str = ""
    """SHA-256 of the whole file's text, 16 digits."""
    refers: tuple[str, ...] = ()
    posts: tuple[tuple[str, Span], ...] = ()
    """The posts that it names, by uid, and where."""
    costs: tuple[CostRow, ...] = ()
    ignore: tuple[str, ...] = ()
    uid_span: Span = Span()
    ignore_span: Span = Span()
    front: str = ""
    """Its front matter, and `places` of what is in it: JSON that `variants.planned` reads."""
    places: str = ""
    promise: str = ""
    """Digest of what it promises in public, as `Document.promise`."""

    @property
    def name(self) -> str:
        """As `PostRow.refers` has it."""
        return name_of(self.kind, self.uid)


class PlanRow(NamedTuple):
    """One post on one account. `wall` is `2026-11-27T10:00` in `zone`, the post's own, `here` the same moment in the
    project's and `iso` with seconds and offset; "" when not scheduled."""

    post: PostRow
    account: str
    platform: str
    by_hand: bool = False
    """A person posts there."""
    at: int | None = None
    """Unix seconds."""
    iso: str = ""
    wall: str = ""
    zone: str = ""
    here: str = ""
    schedule_span: Span = Span()
    text: str = ""
    """SHA-256 of the text, hexadecimal, 16 digits; "" when there is none."""
    digest: str = ""
    """Of the payload: the first 16 digits."""
    is_ad: bool = False
    """It is advertising there; only known where the project checks the law."""
    review: str = ""
    """What is to be approved, as `Approvable.dump` has it; "" where smm.toml asks for no approvals."""
    parts: tuple[Likeness, ...] = ()
    """Filled in for a comparison with the ledger alone."""

    @property
    def path(self) -> str:
        return self.post.path

    @property
    def uid(self) -> str:
        return self.post.uid

    @property
    def title(self) -> str:
        return self.post.title

    @property
    def status(self) -> str:
        return self.post.status

    @property
    def identity(self) -> Identity:
        return Identity(self.post.uid, self.account, self.post.occurrence)

    def key(self, part: str = "1") -> str:
        """What the ledger calls a part of it."""
        return self.identity.key(part)

    @property
    def month(self) -> str:
        """By the project's clock, as everything that pages sort by time."""
        return self.here[:7] or UNSCHEDULED


def stated(status: str, errors: int) -> str:
    """What a badge says of a post: a ready one with errors gets no payload."""
    return BROKEN if status == "ready" and errors else status
