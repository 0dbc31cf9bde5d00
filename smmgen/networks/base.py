"""What a network is: `Facts` as data, and a `Network` whose flows describe requests.

A flow is a generator that yields `Request`s, is sent `Response`s and returns a `Receipt`. It touches no network, clock
or disk; `smmgen.transport.driver` does. A flow reads the answer itself (HTTP 200 proves nothing) and raises from the
`smmgen.errors.PublishError` tree.

A network states its `Facts`, subclasses `Network`, and adds the mix-ins of what it can do besides publishing:
`Editing`, `Deleting`, `Finishing`, `Scheduling`, `Renewing`, `Measuring`. Everything but `render`, `publish`, `find`
and `probe` has a default, so a new fact or method breaks no network. `smmgen.networks.contract` checks a network once,
when it is loaded.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from smmgen.content.model import Fields, Format
from smmgen.markup.style import Style
from smmgen.networks.carries import Carried, carries_link
from smmgen.networks.limits import Limits, with_unknown_kinds
from smmgen.networks.preview import Preview
from smmgen.networks.secrets import SecretSpec
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Request, Response, Search
from smmgen.secret import NO_SECRET, Secret
from smmgen.variants.types import Variant


def only_here(account: str, key: str, without: str) -> str:
    """A hint for an option that this account's network does not support but others may."""
    return (
        f"other accounts keep it; where it is not wanted here, write a `{key}` without `{without}` under `{account}:`"
    )


class Safety(StrEnum):
    """What can be promised about publishing once.

    `KEYED` (class A): the network honours a de-duplication key. `READABLE` (class B): it can be read back.
    `BLIND` (class C): neither; a doubtful call stays unknown until a person has looked. `BY_HAND` (class H): nothing is
    sent; a person posts, and says so with `smm resolve --sent`.
    """

    KEYED = "A"
    READABLE = "B"
    BLIND = "C"
    BY_HAND = "H"


class NoSettings(BaseModel):
    """For networks without keys of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


NO_LIMITS = Limits()
PLAIN = Style()
"""Text without formatting."""


@dataclass(frozen=True, slots=True)
class ApiVersion:
    """A version of a network's API. `sunset`: the day on which it ends (ISO), "" where none is known; `source`: where
    that is documented, read on the date `checked`."""

    name: str
    sunset: str = ""
    source: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Static facts about a network."""

    name: str
    """What users write: lower case, a name for a folder."""
    title: str
    """The network's name as shown to people."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Language -> what the network is called in it, where that is not its `title`; the language files say it for
    smmgen's own."""
    look: Path | None = None
    """The folder with `card.html`, `style.css` and `icon.svg`, each of which may be missing, of a network that comes in
    a package of its own. Those of smmgen are in `themes/default/networks/<name>`."""
    docs: str = ""
    """One paragraph for the reference page: what is supported, what is not."""
    safety: Safety
    format_safety: Mapping[Format, Safety] = field(default_factory=dict)
    """Format -> what can be promised about it, where that is something else."""
    key_seconds: int | None = None
    """How long the network remembers the de-duplication key; None: for ever."""
    finds_by_key: bool = False
    """`find` knows a part by its key, whatever its text is by now; otherwise it compares texts."""
    settle_seconds: int = 0
    """How long a creating call that was cut off can still take effect; until then nobody looks for the post."""
    limits: Limits = NO_LIMITS
    """Pictures that are larger are scaled down (`smmgen.media.fitting`)."""
    formats: frozenset[Format] = frozenset({"post"})
    """What a post can be there, see `format` in front matter."""
    format_limits: Mapping[Format, Limits] = field(default_factory=dict)
    """Format -> the measures whose limits are others in it."""
    carries: frozenset[Carried] = frozenset()
    """What a post carries as data beside its text and files."""
    unit: str = "characters"
    """What `Network.length` counts."""
    style: Style = PLAIN
    types: frozenset[str] = frozenset()
    """MIME types it takes, such as image/png; a kind of file (image, video, audio) of which none is named is not
    checked. Pictures of other types are converted to JPEG where that is taken."""
    moving: frozenset[str] = frozenset()
    """MIME types of pictures that move there; others are shown as their first frame."""
    video_codecs: frozenset[str] = frozenset()
    """How the pictures and the sound of videos may be coded: names from `smmgen.media.codecs`. Where none of pictures,
    or none of sound, is named, that is not checked."""
    format_codecs: Mapping[Format, frozenset[str]] = field(default_factory=dict)
    """Format -> the same, where that is something else."""
    video_codecs_sure: bool = True
    """Whether both are documented; other codecs are only a warning where they are not."""
    options: type[BaseModel] = NoSettings
    """Validates `targeting.<name>` in front matter."""
    ai_label: str = ""
    """The option that labels a post as made with artificial intelligence."""
    settings: type[BaseModel] = NoSettings
    """Validates the account's own keys in smm.toml."""
    needs: tuple[str, ...] = ()
    """Account keys that must be set."""
    secrets: tuple[SecretSpec, ...] = ()
    """The secrets its requests are signed with."""
    one_of: tuple[str, ...] = ()
    """Optional secrets of which it needs at least one."""
    native_schedule: bool = False
    """It has a scheduler of its own (`delivery = "native"`)."""
    unscheduled: frozenset[Format] = frozenset()
    """Formats that its scheduler does not take: smm sends them at their time, whatever `delivery` says."""
    threads: bool = False
    """A reply to the own post can follow it."""
    first_comment: bool = False
    fetches_media: bool = False
    """It downloads media from public addresses (`Delivery.addresses`)."""
    edits: frozenset[str] = frozenset()
    """The aspects that an edit may change (see `Editing`)."""
    edits_waiting: frozenset[str] = frozenset()
    """The same while the post waits in the network's own scheduler."""
    api_versions: tuple[ApiVersion, ...] = ()
    """The one that is called, unless the account's `api_version` names another; then others whose end is known. None
    where calls name no version."""

    def __post_init__(self) -> None:
        if isinstance(self.limits, Limits):  # what else a package may write there is said when it is loaded
            object.__setattr__(self, "limits", with_unknown_kinds(self.limits))

    def safety_of(self, format: Format) -> Safety:
        """What can be promised about a post of this format."""
        return self.format_safety.get(format, self.safety)

    def codecs_of(self, format: Format) -> frozenset[str]:
        """How videos of a post of this format may be coded; none where that is not known."""
        return self.format_codecs.get(format, self.video_codecs)

    def schedules(self, format: Format) -> bool:
        """Its own scheduler takes posts of this format."""
        return self.native_schedule and format not in self.unscheduled


class Network(Preview):
    """One network. Its package ends with `NETWORK = ThisNetwork(FACTS)`. How it is shown is in `Preview`."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def title(self) -> str:
        return self.facts.title

    def limits(self, settings: Mapping[str, Any]) -> Limits:
        """The limits of an account with these settings (`Account.settings`)."""
        return self.facts.limits

    def carries(self, settings: Mapping[str, Any]) -> frozenset[Carried]:
        """What a post of such an account carries as data."""
        return self.facts.carries

    def length(self, text: str) -> int:
        """The text's length as the network counts it; code points unless said otherwise."""
        return len(text)

    def length_within(self, text: str, limits: Limits) -> int:
        """The same for an account with these limits, which may say how addresses count (`link.length`)."""
        return self.length(text)

    def length_beside(self, what: str, text: str) -> int:
        """The same for other texts; `what`: alt, question, option or explanation."""
        return self.length(text)

    def shared(self, fields: Fields, text: str, part: int) -> int:
        """How much of the text's limit something else takes, such as a content warning, in the unit of `length`.

        `part` is counted from 0.
        """
        return 0

    def url(self, target: str, base_url: str) -> str:
        """The page's public address, for previews and reports; "" where there is none."""
        return ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        """What this network alone refuses or cannot do, beyond the limits."""
        return ()

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """Which of `title`, `description` and `image` of a post's `link` are sent with this variant."""
        fields, has_media = variant.fields, bool(variant.parts[0].media)
        if not carries_link(self.facts.carries, fields, has_media):
            return frozenset()
        return frozenset(key for key in CARD_KEYS if f"card-{key}" in self.facts.carries)

    @abstractmethod
    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """The `request` of each part: the parameters of the creating call, JSON types only, no secret.

        Media appear by their index in the part as `{"$media": 0}` where the call wants an uploaded id; the index after
        the last file is the picture of the link card. What an earlier part's receipt holds is written as
        `{"$previous": "post_id"}` (see `filled`).
        """

    @abstractmethod
    def publish(self, delivery: Delivery) -> Flow:
        """Upload what must be uploaded, then one creating call."""

    @abstractmethod
    def find(self, delivery: Delivery) -> Search:
        """Check whether the part is already published; None if it is certainly not. Raises `Ambiguous` if unknown."""

    @abstractmethod
    def probe(self, delivery: Delivery) -> Probe:
        """Ask who the token belongs to; a short sentence for `smm doctor`."""


CARD_KEYS = frozenset({"title", "description", "image"})


class Finishing:
    """Follow-up steps after publishing, such as limiting who may reply."""

    @abstractmethod
    def finish(self, delivery: Delivery) -> Flow:
        """Do what `follow_up` of `live` says, and return the receipt without it. Nothing is created, and doing it twice
        is doing it once."""


class Scheduling:
    """The network's own scheduler gives a post another id when it publishes it."""

    @abstractmethod
    def released(self, delivery: Delivery) -> Search:
        """What the scheduler made of `live`; None while it still holds it. Raises Ambiguous when that cannot be told,
        and when the post is in neither place."""


class Editing:
    """Posts can be changed after they went out, in the aspects that `Facts.edits` and `Facts.edits_waiting` name."""

    @abstractmethod
    def aspects(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """What people see of a part, under plain names: text, media, poll ... Parts that agree in all look the same."""

    @abstractmethod
    def edit(self, delivery: Delivery) -> Flow:
        """Make the post of `live` what `part` says. No call creates, and repeating the flow changes nothing more."""


class Deleting:
    """Posts can be deleted again."""

    @abstractmethod
    def delete(self, delivery: Delivery) -> Removal:
        """Delete the post of `live`. Deleting a post that is missing is not an error.

        `part` is empty unless what is built is what is live.
        """


class Grant(NamedTuple):
    """What renews a token: the token itself or its refresh token, and other stored values such as `device_id`."""

    token: Secret
    refresh_token: Secret = NO_SECRET
    details: Mapping[str, Any] = MappingProxyType({})


class Renewed(NamedTuple):
    """A new token, its refresh token where there is a new one, and how many seconds it lives."""

    token: Secret
    refresh_token: Secret
    seconds: int


Renewal = Generator[Request, Response, Renewed]


class Renewing:
    """The network renews tokens: those of its secrets with `renewed_with`."""

    @abstractmethod
    def renew(self, delivery: Delivery, grant: Grant) -> Renewal:
        """One creating call: the old token and refresh token may be dead afterwards."""


Measurement = Generator[Request, Response, Limits]


class Measuring:
    """The network tells the limits of an account: what its server allows, its quota."""

    @abstractmethod
    def measure(self, delivery: Delivery) -> Measurement:
        """Ask for the limits that are the account's own, for `smm doctor --refresh`; no call creates. What makes no
        sense in the answer is left out."""


class Problem(NamedTuple):
    """A problem that only this network reports. `field` as in `Source.span`; a fact cannot be silenced."""

    message: str
    hint: str = ""
    field: tuple[str | int, ...] = ()
    fact: bool = True
