"""What a platform is: limits as data, a style of text, a renderer, and flows that describe requests.

A flow is a generator that yields `Request`s, is sent `Response`s and returns a `Receipt`. It touches no network, clock
or disk; `smmgen.publishing.driver` does. A flow reads the answer itself (HTTP 200 proves nothing) and raises from the
`smmgen.errors.PublishError` tree.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from smmgen.config import Account
from smmgen.content.model import Fields, Post
from smmgen.content.schedule import Moment
from smmgen.markup.style import Style
from smmgen.markup.text import Dropped, RichText
from smmgen.platforms import answers
from smmgen.secret import NO_SECRET, Secret


def only_here(account: str, key: str, without: str) -> str:
    """A hint for a wish that this account's network cannot grant: other networks may."""
    return (
        f"other accounts keep it; where it is not wanted here, write a `{key}` without `{without}` under `{account}:`"
    )


class Safety(StrEnum):
    """What can be promised about publishing once.

    `KEYED` (class A): the network honours a de-duplication key. `READABLE` (class B): it can be read back.
    `BLIND` (class C): neither; a doubtful call stays unknown until a person has looked.
    """

    KEYED = "A"
    READABLE = "B"
    BLIND = "C"


class Limit(NamedTuple):
    """One figure with its source and the day it was read. `sure=False`: only reported as a warning."""

    value: float
    source: str
    checked: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What the network takes. Lengths of text in the platform's own unit (`Platform.length`), sizes in bytes, sides in
    pixels, durations in seconds. None: no such limit, or no such thing where a count is 0."""

    text: Limit | None = None
    text_bytes: Limit | None = None
    caption: Limit | None = None
    marks: Limit | None = None
    hashtags: Limit | None = None
    alt: Limit | None = None
    media: Limit | None = None
    """Files beside one post, of any kind."""
    images: Limit | None = None
    videos: Limit | None = None
    audios: Limit | None = None
    documents: Limit | None = None
    image_bytes: Limit | None = None
    video_bytes: Limit | None = None
    audio_bytes: Limit | None = None
    document_bytes: Limit | None = None
    image_pixels: Limit | None = None
    image_side_sum: Limit | None = None
    """Width plus height."""
    image_ratio: Limit | None = None
    """Longer side divided by the shorter."""
    poll_options: Limit | None = None
    """0: the network has no polls."""
    poll_options_min: Limit | None = None
    poll_question: Limit | None = None
    poll_option: Limit | None = None
    poll_explanation: Limit | None = None
    poll_seconds_min: Limit | None = None
    poll_seconds_max: Limit | None = None
    schedule_ahead: Limit | None = None
    """Native scheduling takes no time nearer than this."""
    links: Limit | None = None
    """Links that get a card."""
    cards: Limit | None = None
    """Link cards a post carries as data. None: the card is made from the text, so the link is written there."""
    cards_beside_media: Limit | None = None
    """The same for posts with media."""
    places: Limit | None = None
    """Places a post carries as data. None: the place is written as a line of the text."""
    poll_text: Limit | None = None
    """Text that fits into a message of its own for the poll (`Part.role` poll): where it is longer, or where there are
    several files, the text goes first and the poll follows. None: the poll belongs to the text's own message."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file beside a post, probed. `path` is POSIX, relative to the project; sizes in bytes and pixels.

    `kind`: image, video, audio or document. `mime` comes from the file's own bytes. `width` and `height` are 0 where
    unknown. `alt` and `title` are empty when not given; `focus` is (x, y) from -1 to 1. `animated`: a picture that
    moves. `disputed`: an orientation tag (1 to 8) that only some programs heed.
    """

    path: str
    sha256: str
    size: int
    kind: str
    mime: str
    width: int = 0
    height: int = 0
    alt: str = ""
    title: str = ""
    focus: tuple[float, float] | None = None
    animated: bool = False
    disputed: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a variant. `role`: text, caption (text under media, where that has its own limit), poll (a message
    that is the poll, its text the description) or comment.

    `length` and `limit` are in the platform's unit, named by `unit`. `media` belongs to this message.
    """

    role: str
    rich: RichText
    media: tuple[MediaFile, ...] = ()
    length: int = 0
    limit: int | None = None
    unit: str = "characters"


@dataclass(frozen=True, slots=True)
class Variant:
    """A post as one account will show it: one part, or several for a thread; a first comment is the last part."""

    post: Post
    account: Account
    fields: Fields
    at: Moment | None
    not_after: Moment | None
    parts: tuple[Part, ...]
    hashtags: tuple[str, ...] = ()
    """All tags it carries, without #, in order, those in the body included."""
    card: LinkCard | None = None
    dropped: tuple[Dropped, ...] = ()
    links: Callable[[str], str] = field(default=str, compare=False, repr=False)
    """What hooks make of an address; the texts and the card have been through it."""


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The card under a post. `image` is a probed picture of the project."""

    url: str
    title: str = ""
    description: str = ""
    image: MediaFile | None = None
    preview: str = ""


def part_keys(variant: Variant) -> tuple[str, ...]:
    """The ledger key of each part: `uid:account:occurrence:part`, parts counted from 1, the first comment `comment`."""
    stem = f"{variant.post.uid}:{variant.account.name}:1"
    names = ("comment" if part.role == "comment" else str(number) for number, part in enumerate(variant.parts, 1))
    return tuple(f"{stem}:{name}" for name in names)


def files(variant: Variant, index: int) -> tuple[MediaFile, ...]:
    """What `$media` counts in a part: its own files, and after them, in the first part, the card's picture."""
    image = variant.card.image if variant.card and index == 0 else None
    return (*variant.parts[index].media, *([image] if image else []))


def filled(value: Any, media: Sequence[Any], previous: Sequence[Receipt] = ()) -> Any:
    """A part's request with its placeholders replaced.

    `{"$media": 0}` becomes `media[0]`; `{"$previous": "post_id"}` that entry of the reference of the receipt before.
    """
    match value:
        case {"$media": index}:
            return media[index]
        case {"$previous": name}:
            return previous[-1].reference[name]
        case dict():
            return {key: filled(item, media, previous) for key, item in value.items()}
        case list():
            return [filled(item, media, previous) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class File:
    """A file in a multipart request: field name is the key in `Request.files`."""

    path: str
    mime: str
    sha256: str = ""

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One HTTP request, or with a `file:` URL one file of the project (`PUT` writes, `GET` reads, `DELETE`).

    At most one of `json`, `form` (with or without `files`), `content` and `upload` is set. `creates` marks the one call
    that brings the post into being: it gets one attempt. `upload` streams a file of the project as the whole body.
    `poll_after` > 0: wait that many seconds before sending (asking again whether media is ready).
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, File] | None = None
    content: bytes | None = None
    upload: File | None = None
    creates: bool = False
    poll_after: float = 0

    def __repr__(self) -> str:
        """Without address, headers and body: any of them may hold a token."""
        parts = urlsplit(self.url)
        return f"<Request {self.method} {parts.hostname or parts.scheme}{' creates' if self.creates else ''}>"


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def data(self) -> Any:
        """The JSON body; an empty dict when it is not JSON, or none that a network means (see `answers.decoded`)."""
        return answers.decoded(self.body)


class Progress(NamedTuple):
    """What a flow yields, and gets no answer to, when it knows something that need not be done again.

    It is kept at once, so that another run goes on from there: the id of an upload, JSON types only. The next try finds
    it in `Delivery.known`, as long as the part is the same and the network can be taken to keep the upload.
    """

    known: Mapping[str, Any]


class Receipt(NamedTuple):
    """The network's yes. `reference` is whatever a later part or edit needs (ids, cids), JSON types only.

    `follow_up` in it says in words what is still to be done now that the post is out (see `Finishing`).
    """

    id: str
    url: str = ""
    scheduled: bool = False
    reference: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Delivery:
    """All that a flow may know about the part it sends.

    `part` is one entry of the payload's `parts`. `key` is the ledger key, the same for ever; `attempt` counts plain
    refusals of the creating call before this try, from 0. `previous` are the receipts of the earlier parts, in order.
    `at` is the planned instant; `native` asks the network's own scheduler to publish then. `target`, `base_url` ("" =
    the network's own) and `settings` come from the account. `known` is what earlier tries left behind (`Progress`). A
    token's word (`reveal`) goes into calls and nowhere else. `find` gets the same object.
    """

    part: Mapping[str, Any]
    key: str
    target: str = ""
    base_url: str = ""
    token: Secret = NO_SECRET
    user_token: Secret = NO_SECRET
    settings: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 0
    previous: Sequence[Receipt] = ()
    at: datetime | None = None
    native: bool = False
    known: Mapping[str, Any] = field(default_factory=dict)
    live: Receipt | None = None
    """For `edit`, `delete`, `finish`: what the network said to the post that is out; `native` then says that it still
    waits in the network's own scheduler."""
    changed: frozenset[str] = frozenset()
    """For `edit`: the aspects in which `part` differs from what is live."""


Flow = Generator[Request | Progress, Response, Receipt]
Search = Generator[Request, Response, Receipt | None]
Probe = Generator[Request, Response, str]
Removal = Generator[Request, Response, None]


class NoSettings(BaseModel):
    """For platforms without keys of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Platform(Protocol):
    """One network. A platform module ends with `PLATFORM = ThisPlatform()`.

    `name` is what users write, `title` what they read. `options` validates `targeting.<name>` in front matter,
    `settings` the account's own keys in smm.toml. `needs` names the account keys that must be set, `secrets` the tokens
    it signs with: `token`, `user_token`, wherever the account keeps them. `key_seconds`: how long the network remembers
    the de-duplication key (None: for ever).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    docs: ClassVar[str]
    """One paragraph for the reference page: what is supported, what is not."""
    safety: ClassVar[Safety]
    key_seconds: ClassVar[int | None]
    limits: ClassVar[Limits]
    unit: ClassVar[str]
    style: ClassVar[Style]
    types: ClassVar[frozenset[str]]
    """MIME types it takes, such as image/png; a kind of file (image, video, audio) of which none is named is not
    checked."""
    moving: ClassVar[frozenset[str]]
    """MIME types of pictures that move there; others are shown as their first frame."""
    options: ClassVar[type[BaseModel]]
    settings: ClassVar[type[BaseModel]]
    needs: ClassVar[tuple[str, ...]]
    secrets: ClassVar[tuple[str, ...]]
    native_schedule: ClassVar[bool]
    threads: ClassVar[bool]
    """A reply to the own post can follow it."""
    first_comment: ClassVar[bool]

    def length(self, text: str) -> int:
        """The text's length as the network counts it."""

    def url(self, target: str, base_url: str) -> str:
        """The page's public address, for previews and reports; "" where there is none."""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        """What this network alone refuses or cannot do, beyond the limits."""

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """The `request` of each part: the parameters of the creating call, JSON types only, no secret.

        Media appear by their index in the part as `{"$media": 0}` where the call wants an uploaded id; the index after
        the last file is the picture of the link card. What an earlier part's receipt holds is written as
        `{"$previous": "post_id"}` (see `filled`).
        """

    def publish(self, delivery: Delivery) -> Flow:
        """Upload what must be uploaded, then one creating call."""

    def find(self, delivery: Delivery) -> Search:
        """Look whether the part is there already; None when it surely is not. Raises `Ambiguous` where nobody knows."""

    def probe(self, delivery: Delivery) -> Probe:
        """Ask who the token belongs to; a short sentence for `smm doctor`."""


@runtime_checkable
class Sharing(Protocol):
    """A platform on which something else takes room from a text, such as a content warning."""

    def shared(self, fields: Fields, text: str, part: int) -> int:
        """How much of the limit is taken beside the text of a part, counted from 0; in the unit of `length`."""


@runtime_checkable
class Slow(Protocol):
    """A platform that may go on working on a creating call after it was cut off, on media above all.

    `quiet_seconds`: for how long at most. What was cut off is not looked for and not taken up by another run earlier.
    """

    quiet_seconds: ClassVar[int]


@runtime_checkable
class Carding(Protocol):
    """A platform that says what of a post's `link` it is sent beside the address; others are not asked."""

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """Which of `title`, `description` and `image` go out with this variant."""


@runtime_checkable
class Marking(Protocol):
    """A platform that knows a part by a mark made of its key, whatever its text is by now; others compare texts."""

    marked: ClassVar[bool]


@runtime_checkable
class Counting(Protocol):
    """A platform that counts what stands beside a text in another way than the text itself."""

    def length_beside(self, what: str, text: str) -> int:
        """`what`: alt, question, option or explanation."""


def length_beside(platform: Platform, what: str, text: str) -> int:
    """As the network counts an alt text or a part of a poll."""
    return platform.length_beside(what, text) if isinstance(platform, Counting) else platform.length(text)


@runtime_checkable
class Finishing(Protocol):
    """A platform that does some things only when the post is out, such as limiting who may reply."""

    def finish(self, delivery: Delivery) -> Flow:
        """Do what `follow_up` of `live` says, and return the receipt without it. Nothing is created, and doing it twice
        is doing it once."""


@runtime_checkable
class Scheduling(Protocol):
    """A platform whose own scheduler gives a post another id when it goes out."""

    def released(self, delivery: Delivery) -> Search:
        """What the scheduler made of `live`; None while it still holds it. Raises Ambiguous when that cannot be told,
        and when the post is in neither place."""


@runtime_checkable
class Editing(Protocol):
    """A platform whose posts can be changed after they went out.

    `edits` names the aspects that an edit may change, `edits_waiting` those while the post waits in the network's own
    scheduler.
    """

    edits: ClassVar[frozenset[str]]
    edits_waiting: ClassVar[frozenset[str]]

    def aspects(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """What people see of a part, under plain names: text, media, poll ... Parts that agree in all look the same."""

    def edit(self, delivery: Delivery) -> Flow:
        """Make the post of `live` what `part` says. No call creates, and repeating the flow changes nothing more."""


@runtime_checkable
class Deleting(Protocol):
    """A platform whose posts can be taken away again."""

    def delete(self, delivery: Delivery) -> Removal:
        """Take away the post of `live`; that it is gone already is no error.

        `part` is empty unless what is built is what is live.
        """


class Grant(NamedTuple):
    """What a token is renewed with: the refresh token, and what else was kept with it, such as `device_id`."""

    refresh_token: Secret
    details: Mapping[str, Any]


class Renewed(NamedTuple):
    """A new token, what will renew it in its turn, and how many seconds it lives."""

    token: Secret
    refresh_token: Secret
    seconds: int


Renewal = Generator[Request, Response, Renewed]


@runtime_checkable
class Renewing(Protocol):
    """A platform that gives new tokens for old ones. `renewable`: which of its tokens."""

    renewable: ClassVar[tuple[str, ...]]

    def renew(self, delivery: Delivery, grant: Grant) -> Renewal:
        """One creating call: the old token and refresh token may be dead afterwards."""


class Problem(NamedTuple):
    """Something only this platform minds. `field` as in `Source.span`; a fact cannot be silenced."""

    message: str
    hint: str = ""
    field: tuple[str | int, ...] = ()
    fact: bool = True


Reader = Callable[[str], bytes]
