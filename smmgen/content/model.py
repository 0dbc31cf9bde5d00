"""The models of front matter, and a validated post.

Field names here *are* the front-matter keys users write; descriptions end up in the JSON Schema that editors show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from smmgen.config import require_short
from smmgen.content.documents.base import UID, Cost, Document, Model, Names, Reference
from smmgen.content.documents.values import Paid
from smmgen.content.evergreen import MaybeEvergreen
from smmgen.content.layout import POSTS
from smmgen.content.repeat import MaybeRepeat
from smmgen.content.schedule import Moment
from smmgen.content.source import Field as Path
from smmgen.keys import ONCE, POST
from smmgen.markup.document import Document as Body

NAMED = ("campaign", "contest", "event")
"""Kinds of documents that a post names under a key that is called like them."""


class Status(StrEnum):
    """`draft`: not finished; `ready`: published when due; `hold`: finished, but wait."""

    DRAFT = "draft"
    READY = "ready"
    HOLD = "hold"


Format = Literal["post", "story", "reel", "short", "carousel"]
"""What kind of thing a post is there: a story is gone after a day, a reel and a short are upright videos, a carousel is
swiped through."""
FORMATS: tuple[Format, ...] = get_args(Format)


class Place(Model):
    """A geographical point, in degrees (WGS 84)."""

    name: str = Field(description="What people call the place")
    lat: Annotated[float, Field(ge=-90, le=90, description="Latitude")]
    lon: Annotated[float, Field(ge=-180, le=180, description="Longitude")]
    address: str | None = Field(None, description="Street and house")


class Targeting(Model):
    """Who sees the post and where it belongs. A platform's own options stand under the platform's name."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, defer_build=True)

    audience: str | None = Field(
        None, description="A name from [audiences] in smm.toml or a file in content/audiences; for people and reports"
    )
    place: Place | None = Field(
        None, description="Where the post is about: {name: Pushkin street 5, lat: 55.76, lon: 37.6}"
    )
    age: Literal["0+", "6+", "12+", "16+", "18+"] | None = Field(None, description="Age mark")
    language: Names = Field(default_factory=list, description="Language codes such as ru or en")
    replies: Literal["everyone", "followers", "mentioned", "nobody"] | None = Field(
        None, description="Who may reply or comment, if the network lets the author choose"
    )

    def options(self, platform: str) -> dict[str, Any]:
        """What was written under the platform's name, already validated by the platform's own model."""
        return dict((self.model_extra or {}).get(platform) or {})


class Media(Model):
    """A picture, video, audio file or document attached to the post."""

    file: str = Field(description="Path relative to the post or to content/media")
    alt: str | None = Field(None, description="What the picture shows, for people who cannot see it")
    title: str | None = Field(None, description="Title of a video or document, if the network shows one")
    crop: Annotated[str, Field(pattern=r"^[1-9]\d?:[1-9]\d?$")] | None = Field(
        None, description="Crop the picture to this ratio, width:height, around the focus"
    )
    focus: Annotated[list[Annotated[float, Field(ge=-1, le=1)]], Field(min_length=2, max_length=2)] | None = Field(
        None, description="The point that must stay visible: [x, y] from -1 (left, bottom) to 1 (right, top)"
    )

    @property
    def name(self) -> str:
        """The file, and how it is cut or may be: two crops of one picture are two files."""
        return f"{self.file} {self.crop} {self.focus}" if self.crop or self.focus else self.file


class Link(Model):
    """The link that is shown as a card."""

    url: str = Field(description="Address with https://")
    title: str | None = Field(None, description="Title of the card, if the network lets the author set it")
    description: str | None = Field(None, description="Text of the card, if the network lets the author set it")
    image: str | None = Field(None, description="Picture of the card: a path as in media")
    preview: Literal["large", "small", "none"] | None = Field(None, description="Size of the card, or none")


def _linked(value: object) -> object:
    """A string stands for a link with that address."""
    return {"url": value} if isinstance(value, str) else value


class Poll(Model):
    """A question with answers. `closes` is a duration such as 3d or 12h, counted from publication."""

    question: str = Field(description="The question")
    options: list[str] = Field(description="The answers to choose from")
    multiple: bool = Field(False, description="Voters may choose several answers")
    anonymous: bool = Field(True, description="Nobody sees how others voted")
    closes: Annotated[str, Field(pattern=r"^[1-9][0-9]*[mhdw]$"), AfterValidator(require_short)] | None = Field(
        None, description="How long the poll stays open after publication: 12h, 3d"
    )
    answer: str | None = Field(None, description="The right answer; makes the poll a quiz if the network has quizzes")
    explanation: str | None = Field(None, description="Shown after a wrong answer in a quiz")


class Ads(Model):
    """Marking of advertising (Russia: 38-FZ, article 18.1)."""

    erid: str = Field(description="The token issued by the advertising data operator")
    advertiser: str = Field(description="Name of the advertiser")
    inn: str | None = Field(None, description="The advertiser's taxpayer number (INN), in quotes")


AiWork = Literal["assisted", "generated"]


class Ai(Model):
    """What artificial intelligence has done, for networks that want it said and for reviewers."""

    text: AiWork | None = Field(None, description="The text: `assisted` or `generated`")
    pictures: AiWork | None = Field(None, description="Pictures and videos: `assisted` or `generated`")


class Fields(Model):
    """Everything that may also be overridden for one platform or account."""

    title: str | None = Field(None, description="Title, for people and for networks that show one")
    schedule: str | None = Field(
        None, description="When to publish: 2026-11-27 10:00, 2026-11-27, or with an offset or [Area/City]"
    )
    not_after: str | None = Field(
        None, description="Do not publish at or after this time; a date alone means the end of that day"
    )
    format: Format = Field(
        "post", description="post, story, reel, short or carousel, where the account's network has it"
    )
    kind: str | None = Field(None, description="The rubric: one of [rubrics] in smm.toml")
    hashtags: Names = Field(default_factory=list, description="Hashtags without #; $name is a set from smm.toml")
    targeting: Targeting = Field(default_factory=Targeting, description="Audience, place, age mark, language, replies")
    media: list[Media] = Field(default_factory=list, description="Pictures, videos and documents, in order")
    link: Annotated[Link, BeforeValidator(_linked, json_schema_input_type=Link | str)] | None = Field(
        None, description="The link shown as a card: an address, or {url: ..., title: ...}"
    )
    poll: Poll | None = Field(None, description="A question with answers")
    first_comment: str | None = Field(None, description="Markdown text posted as the first comment under the post")
    thread: bool = Field(False, description="Split the text at --- lines into a thread")
    ads: Ads | None = Field(None, description="Advertising mark")
    ai: Ai | None = Field(
        None, description="What artificial intelligence has done: {text: assisted, pictures: generated}"
    )


class FrontMatter(Fields):
    """A post's front matter without the overrides, which stand under platform and account names."""

    uid: Annotated[str, Field(pattern=rf"^({UID}|{POSTS}/\S.*)$")] | None = Field(
        None, description="Stable id: 3 to 64 of a-z, 0-9 and -, or the path of a post (default: its own path)"
    )
    platforms: Names = Field(default_factory=list, description="Names of platforms and accounts")
    status: Annotated[Status, Field(strict=False)] = Field(
        Status.READY, description="draft: not finished; ready: published when due; hold: finished, but wait"
    )
    campaign: str | None = Field(None, description="The campaign it belongs to: a file in content/campaigns")
    contest: str | None = Field(None, description="The contest it belongs to: a file in content/contests")
    event: str | None = Field(None, description="The event it is about: a file in content/events")
    cost: Paid | None = Field(
        None, description="What it costs, and which line of the budget pays: {amount: 9000, budget: contests}; or 0"
    )
    evergreen: MaybeEvergreen = Field(
        None,
        description="It has no day of its own, and may fill empty slots of content plans: true, or {cooldown: 60d}",
    )
    repeat: MaybeRepeat = Field(
        None, description="The post goes out again: {every: week, on: [mon], until: 2027-03-01}"
    )
    slot: str | None = Field(None, description="The slot of the content plan in content/plan that it fills")
    notes: str | None = Field(None, description="For reviewers; never published")
    ignore: Names = Field(default_factory=list, description="Opinions to silence for this post: SMM201 or its name")


class Time(NamedTuple):
    """One time of a document that repeats. `wall`: `2026-12-14T10:00` where it goes out first, "" if that is unclear;
    `variant`: which one has its turn, counted from 1, 0 where there are none."""

    occurrence: str
    wall: str
    variant: int


@dataclass(frozen=True, slots=True)
class Post(Document):
    """A validated post, or document of another kind that is sent. Without `uid`, a post's is its path."""

    front: FrontMatter
    accounts: tuple[str, ...]
    """Names of the accounts it goes to, in the order of smm.toml."""
    fields: Mapping[str, Fields]
    """Account name -> the fields with that account's overrides applied."""
    moments: Mapping[str, Moment | None]
    """Account name -> when it is published; None if it is not scheduled."""
    deadlines: Mapping[str, Moment | None]
    """Account name -> `not_after`."""
    document: Body
    comments: Mapping[str, Body] = field(default_factory=dict)
    """Account name -> first comment, parsed."""
    origins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Account name -> overridden field -> the platform or account name it is written under."""

    kind: str = field(default=POST, kw_only=True)
    occurrence: str = ONCE
    """Which time it goes out, of a document that repeats: its day."""
    filled: Mapping[str, Moment] = field(default_factory=dict)
    """Day -> when it fills a slot, of an evergreen post."""
    times: tuple[Time, ...] = ()
    """All that there are, of a document that repeats, in order."""

    @property
    def references(self) -> tuple[Reference, ...]:
        named = ((kind, getattr(self.front, kind)) for kind in NAMED)
        return tuple(Reference(kind, uid, (kind,)) for kind, uid in named if uid)

    @property
    def short_name(self) -> str:
        """Its uid, or the name of the file of a post without one."""
        return self.slug.rsplit("/", 1)[-1] if "/" in self.uid else self.uid

    @property
    def costs(self) -> tuple[Cost, ...]:
        days = [moment.wall[:10] for moment in self.moments.values() if moment]
        day = date.fromisoformat(min(days)) if days else None
        if cost := self.front.cost:
            return (cost.cost(("cost",), day),)
        return (Cost("", None, ("ads",), day),) if self.front.ads else ()

    @property
    def audiences(self) -> tuple[str, ...]:
        """Its audiences on any account, declared in smm.toml or in files."""
        named = dict.fromkeys(one.targeting.audience for one in (self.front, *self.fields.values()))
        return tuple(name for name in named if name)

    def written(self, account: str | None, path: Path) -> Path:
        """Where this account's value of a field stands: ("media", 0) is ("vk", "media", 0) when vk overrides media."""
        origin = self.origins.get(account or "", {}).get(str(path[0])) if path else None
        return (origin, *path) if origin else path
