"""What pages are made of: small, JSON-able facts about posts, free of the content model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from smmgen.media.kinds import KINDS
from smmgen.networks.shown import ShownPoll
from smmgen.site.urls import anchor, url
from smmgen.variants.rows import UNSCHEDULED, PlanRow, PostRow

_RUN = (
    ".html", ".htm", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".hta", ".svg", ".svgz", ".xml", ".xsl", ".xslt",
    ".rss", ".atom", ".rdf", ".js", ".mjs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MediaView:
    """A file beside a post. `src` is below build/site, "" where there is no copy: then it is shown by its name.
    `focus` names classes of the style sheet."""

    src: str
    kind: str
    name: str
    alt: str = ""
    width: int = 0
    height: int = 0
    focus: str = ""
    type: str = ""
    size: int = 0

    @property
    def element(self) -> str:
        """Of HTML, as `smmgen.media.kinds` says."""
        return KINDS[self.kind].element

    @property
    def saved(self) -> str:
        """What it is called once it is downloaded; what a browser would run becomes a text to read."""
        return f"{self.name}.txt" if self.name.lower().endswith(_RUN) else self.name


class PartView(NamedTuple):
    """One message as its network shows it. `rest` is what it folds away behind "show more"; lengths are in `unit`."""

    role: str
    html: Markup
    rest: Markup = Markup()
    length: int = 0
    limit: int | None = None
    unit: str = ""
    media: tuple[MediaView, ...] = ()
    link: LinkView | None = None
    poll: ShownPoll | None = None
    above: bool = False
    """The text stands above the media."""
    covered: bool = False
    """The media are hidden until tapped."""
    carousel: bool = False
    warning: str = ""
    """A content warning, shown instead of the text or the media until it is opened."""
    sensitive: bool = False

    @property
    def size(self) -> Size:
        return Size(self.length, self.limit, self.unit)


class Size(NamedTuple):
    """How long one message is, and may be, in `unit`."""

    length: int
    limit: int | None
    unit: str

    @property
    def over(self) -> bool:
        return self.limit is not None and self.length > self.limit

    @property
    def filled(self) -> float:
        """Percent of the limit, at most 100."""
        return round(min(100 * self.length / self.limit, 100), 1) if self.limit else 100


@dataclass(frozen=True, slots=True)
class LinkView:
    """The card of a link. `href` is "" where the address is not one a page may link to.

    `made`: the network makes it from the page itself, and what will stand in it is not known here; `rest`: all but the
    title. `above`: it stands above the text.
    """

    href: str
    host: str
    title: str = ""
    description: str = ""
    image: MediaView | None = None
    large: bool = True
    short: str = ""
    """The address as people read it, for cards without a title."""
    made: bool = False
    rest: bool = False
    above: bool = False


class Card(NamedTuple):
    """One variant as its network would show it."""

    account: str
    platform: str
    page: str
    """Its own, below build/site."""
    title: str
    sent_name: str
    """As of `smmgen.keys`."""
    at: str = ""
    """RFC 3339 with offset, "" when not scheduled."""
    wall: str = ""
    zone: str = ""
    here: str = ""
    """`wall` by the project's clock."""
    not_after: str = ""
    parts: tuple[PartView, ...] = ()
    comment: PartView | None = None
    headline: str = ""
    """The title, where the network is sent one."""
    place: str = ""
    source: str = ""
    """Address of the source that stands under the post."""
    replies: str = ""
    """`nobody`, `followers` or `mentioned` where not everyone may reply."""
    format: str = ""
    """`story` or `reel`; "" for a post."""
    tags: tuple[str, ...] = ()
    """Sent beside the text."""
    notes: tuple[str, ...] = ()
    """What else is sent, in the language of the preview."""
    silent: bool = False
    visibility: str = ""
    delivery: str = "smm"

    @property
    def link(self) -> LinkView | None:
        """The first message's card."""
        return self.parts[0].link if self.parts else None

    @property
    def poll(self) -> ShownPoll | None:
        """The poll, whichever message carries it."""
        return next((part.poll for part in self.parts if part.poll), None)

    @property
    def month(self) -> str:
        """By the project's clock, as everything that pages sort by time."""
        return self.here[:7] or UNSCHEDULED

    @property
    def anchor(self) -> str:
        return anchor(self.page)

    @property
    def url(self) -> str:
        return url(self.page)


class Column(NamedTuple):
    """What a post's page says of one account beside the card and what was found; times as in `Card`."""

    account: str
    platform: str
    at: str
    wall: str
    zone: str
    here: str
    not_after: str
    delivery: str
    sizes: tuple[Size, ...]
    comment: Size | None

    @property
    def month(self) -> str:
        return self.here[:7] or UNSCHEDULED

    @property
    def gauges(self) -> list[tuple[int, Size]]:
        """Each message's number and size: 0 for the only one, -1 for the first comment."""
        sizes = list(enumerate(self.sizes, 1)) if len(self.sizes) > 1 else [(0, size) for size in self.sizes]
        return [*sizes, (-1, self.comment)] if self.comment else sizes

    @classmethod
    def of(cls, card: Card) -> Column:
        times = (card.at, card.wall, card.zone, card.here, card.not_after)
        sizes = () if card.format == "story" else tuple(part.size for part in card.parts)  # it shows no text
        comment = card.comment.size if card.comment else None
        return cls(card.account, card.platform, *times, card.delivery, sizes, comment)

    @classmethod
    def load(cls, stored: Sequence[Any]) -> Column:
        """The column from what JSON has of it."""
        *fields, sizes, comment = stored
        return cls._make([*fields, tuple(Size(*size) for size in sizes), comment and Size(*comment)])


class InSeries(NamedTuple):
    """Which of how many times of a post that repeats a page shows, counted from 1, and the pages of those beside it and
    of all of them, below build/site; "" where there is none. `variant` as of `Time`."""

    number: int
    times: int
    before: str
    after: str
    whole: str
    variant: int


class PostFacts(NamedTuple):
    """What a post's page is made from, without what was found wrong, cards and payloads. `facts`: labels, values and
    the pages that these lead to. `series`: of a post that repeats."""

    path: str
    page: str
    title: str
    sent_name: str
    status: str
    kind: str
    notes: str
    facts: tuple[tuple[str, str, str], ...]
    series: InSeries | None
    columns: tuple[Column, ...]

    @property
    def accounts(self) -> str:
        """Their names, with blanks between."""
        return " ".join(column.account for column in self.columns)

    @classmethod
    def load(cls, stored: Sequence[Any]) -> PostFacts:
        """The facts from what JSON has of them."""
        *fields, series, columns = stored
        return cls._make([*fields, series and InSeries._make(series), tuple(map(Column.load, columns))])


class Findings(NamedTuple):
    """What a card's head says of what is wrong. `errors` and `warnings` are the account's alone; `state` is the post's
    status, or `broken` where errors, on any account, keep it from going out."""

    state: str = "ready"
    errors: int = 0
    warnings: int = 0


class State(NamedTuple):
    """One ledger row: what became of a part. `sent_name`: as of `smmgen.keys`."""

    sent_name: str
    account: str
    state: str
    url: str = ""


class Troubled(NamedTuple):
    """A post that was not published as planned on one account. `page`: the address of its own, below build/site."""

    sent_name: str
    account: str
    platform: str
    page: str
    title: str


class ToPost(NamedTuple):
    """A post that a person is to publish on one account at `at`, Unix seconds. `page`: as in `Troubled`."""

    account: str
    platform: str
    page: str
    title: str
    at: int


class ToApprove(NamedTuple):
    """A post that waits for somebody's yes on one account. `page`: as in `Troubled`; `needs`: who is missing, in words;
    `approved`: who has said yes; `why`: sentences on approvals that do not count, such as
    what has changed since."""

    account: str
    platform: str
    page: str
    title: str
    needs: tuple[str, ...]
    approved: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class Month(NamedTuple):
    """Posts a day of one month, for the overview."""

    name: str
    days: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole plan in figures. Months are sorted; `statuses` counts `PostRow.state`, `accounts` publications."""

    posts: int
    publications: int
    statuses: Mapping[str, int]
    accounts: Mapping[str, int]
    months: tuple[Month, ...]
    kinds: Mapping[str, int]
    undated: tuple[PostRow, ...]

    @property
    def stuck(self) -> int:
        """Posts that cannot be published, and files that cannot be read as posts."""
        return self.statuses.get("broken", 0) + self.statuses.get("unreadable", 0)


def overview(posts: Sequence[PostRow], rows: Sequence[PlanRow]) -> Overview:
    """Count once over all of them."""
    days = Counter(day for *_, day in {(row.path, row.post.occurrence, row.here[:10]) for row in rows if row.here})
    undated = {post.path for post in posts} - {row.path for row in rows if row.here}
    undated |= {row.path for row in rows if not row.here}
    return Overview(
        posts=len(posts),
        publications=len(rows),
        statuses=Counter(post.state for post in posts),
        accounts=Counter(row.account for row in rows),
        months=_months(days),
        kinds=Counter(post.kind for post in posts if post.kind),
        undated=tuple(sorted((post for post in posts if post.path in undated), key=lambda post: post.path)),
    )


def _months(days: Mapping[str, int]) -> tuple[Month, ...]:
    months: dict[str, dict[str, int]] = {}
    for day in sorted(days):
        months.setdefault(day[:7], {})[day] = days[day]
    return tuple(Month(name, counts, sum(counts.values())) for name, counts in months.items())
