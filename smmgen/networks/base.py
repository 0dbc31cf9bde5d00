"""What a platform is: limits as data, a style of text, a renderer, and flows that describe requests.

A flow is a generator that yields `Request`s, is sent `Response`s and returns a `Receipt`. It touches no network, clock
or disk; `smmgen.transport.driver` does. A flow reads the answer itself (HTTP 200 proves nothing) and raises from the
`smmgen.errors.PublishError` tree.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from smmgen.content.model import Fields
from smmgen.markup.style import Style
from smmgen.networks.limits import Limits
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Request, Response, Search
from smmgen.secret import Secret
from smmgen.variants.types import Variant


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


class NoSettings(BaseModel):
    """For platforms without keys of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Network(Protocol):
    """One network. A platform module ends with `NETWORK = ThisPlatform()`.

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


def length_beside(platform: Network, what: str, text: str) -> int:
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
