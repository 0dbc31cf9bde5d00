"""smm.toml: the project, its accounts and its settings. Never a secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    Tag,
    model_validator,
)

from smmgen import languages
from smmgen.diagnostics import Severity
from smmgen.media_upload import MediaUpload, PublicAddress
from smmgen.people import Act, Person, Review
from smmgen.secret_sources import SecretSource, Source, Table, without_short_keys
from smmgen.utm import UtmGrammar

LONGEST = 10 * 366 * 86400
"""Seconds of a duration: what is added to a date must stay one."""


def seconds(duration: str) -> int:
    """`90s`, `30m`, `6h`, `3d`, `2w` -> seconds."""
    return int(duration[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[duration[-1]]


def require_short(duration: str) -> str:
    """The duration, for pydantic. Raises ValueError for one of more than ten years."""
    if len(duration) > 12 or seconds(duration) > LONGEST:
        raise ValueError(f"`{duration[:20]}` is longer than ten years")
    return duration


DURATION = r"^[1-9][0-9]*[smhdw]$"
Duration = Annotated[str, Field(pattern=DURATION), AfterValidator(require_short)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Hours = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]


def days(text: str) -> tuple[date, date]:
    """`2027-01-07..2027-01-08`, or one day, as the first and the last one. Raises ValueError."""
    try:
        first, _, last = text.partition("..")
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise ValueError(f"`{text}` is not a day or a span of days such as 2027-01-07..2027-01-08") from None
    if span[1] < span[0]:
        raise ValueError(f"`{text}` ends before it begins")
    return span


def _checked_days(text: str) -> str:
    days(text)
    return text


Days = Annotated[str, AfterValidator(_checked_days)]


if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[languages.names()]


class Project(Table):
    name: str = Field(description="The brand's name in the preview and the feed")
    timezone: str | None = Field(None, description="IANA name such as Europe/Moscow")
    language: Language = Field("en", description="Language of the preview site")
    url: str | None = Field(None, description="The brand's website")
    currency: str = Field(
        "RUB", pattern="^[A-Z]{3}$", description="Currency of amounts that name none: a code of ISO 4217 such as RUB"
    )
    repository: str | None = Field(
        None,
        pattern=r"^https://[^\s\"<>]+$",
        description="Address of the project's repository on its forge, for links to reviews",
    )


Figure = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Bounds(Table):
    """A limit with a minimum: `"image.ratio" = {at_least = 0.8, at_most = 1.91}`."""

    at_least: Figure | None = Field(None, description="Minimum")
    at_most: Figure | None = Field(None, description="Maximum")


class ReadLimit(NamedTuple):
    """A limit that the account's server gave (`data/limits/<account>.json`). `source` names the file and the server;
    `read` is the ISO date."""

    measure: str
    at_least: float | None
    at_most: float | None
    source: str
    read: str


def _with_dots(limits: Any) -> Any:
    """`text.length = 5000` without quotes, which TOML takes for a table `text`, is `"text.length" = 5000`."""
    return dict(_flat(limits, "")) if isinstance(limits, dict) else limits


def _flat(limits: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, limit in limits.items():
        if not isinstance(limit, dict):
            yield f"{above}{name}", limit
            continue
        if bounds := {key: one for key, one in limit.items() if key in Bounds.model_fields}:
            yield f"{above}{name}", bounds
        yield from _flat({key: one for key, one in limit.items() if key not in bounds}, f"{above}{name}.")


def _form(limit: Any) -> str:
    return "bounds" if isinstance(limit, dict | Bounds) else "figure"


OwnLimit = Annotated[Annotated[Figure, Tag("figure")] | Annotated[Bounds, Tag("bounds")], Discriminator(_form)]


class Charge(Table):
    """What a network charges for each post: `charge = {amount = 0.2, currency = "USD", budget = "ads"}`."""

    amount: Figure = Field(description="What one post costs")
    currency: str = Field("", pattern="^([A-Z]{3})?$", description="Default: the budget's currency")
    budget: str = Field(description="The line of the budget that pays")


class Account(BaseModel):
    """A named place to publish to. Keys not listed here belong to the platform, which validates them (`settings`)."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, defer_build=True)

    name: str = Field("", description="Set from the table's name", exclude=True)
    platform: str = Field(description="The network")
    title: str | None = Field(None, description="The page's display name")
    avatar: str | None = Field(None, description="Picture shown in the preview: a path in the project")
    target: str | int | None = Field(None, description="Channel, community id or handle")
    base_url: str | None = Field(
        None, description="Server to use instead of the network's own: self-hosted, proxy, tests"
    )
    media_base_url: PublicAddress | None = Field(
        None, description="Public address of the project's files, for networks that download media: https://..."
    )
    media_upload: MediaUpload | None = Field(
        None, description="How its files get a public address where no server has them; instead of [media_upload]"
    )
    secrets: dict[str, SecretSource] = Field(
        default_factory=dict, description='Where its secrets are, by name: {token = {env = "TELEGRAM_TOKEN"}}'
    )
    delivery: Literal["smm", "native"] = Field(
        "smm", description="Who publishes on time: smm, or the network's own scheduler (native)"
    )
    default_time: Clock = Field("10:00", description="Time of day for posts that only have a date")
    posting_hours: Hours | None = Field(None, description="Posts planned outside these hours are reported")
    max_silence: Duration | None = Field(None, description="As under [rules], for this account")
    charge: Charge | None = Field(
        None, description='What each post there costs by itself: {amount = 0.2, budget = "ads"}'
    )
    threads: Literal["explicit", "auto"] = Field(
        "explicit", description="auto: split texts that are too long into a thread"
    )
    max_posts_per_run: int | None = Field(
        None, ge=1, description="Maximum number of posts in one run; overrides [publish]"
    )
    followers: int | None = Field(None, ge=0, description="How many there are, for rules about large pages")
    registered: str | None = Field(
        None, min_length=1, description="Registration of a page with more than 10,000 followers (Russia): its number"
    )
    verified: bool = Field(False, description="The network has verified the organisation behind the account")
    limits: Annotated[dict[str, OwnLimit], BeforeValidator(_with_dots)] = Field(
        default_factory=dict,
        description='Limits of this account, if they differ from those of the network: "text.length" = 5000',
    )

    @property
    def settings(self) -> dict[str, Any]:
        """The platform's own keys, validated and with their defaults."""
        return dict(self.model_extra or {})

    @property
    def read_limits(self) -> tuple[ReadLimit, ...]:
        """Limits that its server gave: below `limits`, above those of the network."""
        return self._read_limits

    def with_read_limits(self, found: Iterable[ReadLimit]) -> Account:
        account = self.model_copy()
        account._read_limits = tuple(found)
        return account

    _read_limits: tuple[ReadLimit, ...] = PrivateAttr(())
    _short: frozenset[str] = PrivateAttr(frozenset())
    """Names of the secrets that are given by short keys."""

    @model_validator(mode="wrap")
    @classmethod
    def _with_short_keys(cls, data: Any, handler: ModelWrapValidatorHandler[Account]) -> Account:
        if not isinstance(data, dict):
            return handler(data)
        plain, short = without_short_keys(data)
        given = plain.get("secrets", {})
        if short and isinstance(given, Mapping):
            if twice := short.keys() & given.keys():
                raise ValueError(f"given twice: {', '.join(sorted(twice))}")
            plain["secrets"] = {**given, **short}
        account = handler(plain)
        account._short = frozenset(short)
        return account

    def key(self, secret: str, key: str) -> str:
        """How smm.toml writes a key of this secret: `token_env`, or `secrets.token.env`."""
        return f"{secret}_{key}" if secret in self._short else f"secrets.{secret}.{key}"

    def source(self, secret: str) -> Source | None:
        """Where this secret is; None where smm.toml does not say."""
        place = self.secrets[secret].place if secret in self.secrets else None
        return Source(self.key(secret, place[0]), *place) if place else None

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return getattr(self, key, None) not in (None, "")

    def has_secret(self, name: str) -> bool:
        """Whether the account says where this secret is."""
        return self.source(name) is not None


def token_variables(config: Config) -> set[str]:
    """Names of the variables that hold secrets, or the address of the ledger with its password."""
    accounts = config.accounts.values()
    tables = [*(one.secrets for one in accounts), *(one.secrets for one in _uploads(config))]
    named = (source.env for secrets in tables for source in secrets.values())
    scheme, _, ledger = config.publish.ledger.partition(":")
    return {name for name in (*named, ledger if scheme == "env" else None) if name}


def _uploads(config: Config) -> Iterator[MediaUpload]:
    given = (config.media_upload, *(account.media_upload for account in config.accounts.values()))
    yield from (one for one in given if one is not None)


class Rubric(Table):
    title: str = Field(description="Name shown in the preview")
    color: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] | None = Field(None, description="Colour in the preview")
    ads: bool = Field(False, description="Posts in this rubric must have the advertising mark (`ads`)")
    age: bool = Field(False, description="Posts in this rubric must have an age mark (`targeting.age`)")


class Audience(Table):
    title: str = Field(description="Name shown in the preview")


class Rules(Table):
    """Severities by code or name, and the thresholds of some rules."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    severity: dict[str, Annotated[Severity, Field(strict=False)]] = Field(
        default_factory=dict, description="Severity of an opinion, by its code or name"
    )
    law: Literal["ru"] | None = Field(None, description="Country whose law is checked: ru; see docs/how-to/law.md")
    meta_note: str | None = Field(
        None, min_length=1, description="With law: words that posts which name Meta or its services must contain"
    )
    foreign_words: list[str] = Field(
        default_factory=list, description="With law: foreign words that need no Russian ones, such as trademarks"
    )
    min_gap: Duration = Field("30m", description="Two posts on one account closer together than this are reported")
    repeat_within: Duration = Field(
        "30d", description="The same text twice on one account within this time is reported"
    )
    max_silence: Duration = Field(
        "4d", description="With `smm check --calendar`: an account with nothing planned for longer is reported"
    )
    filled_before: Duration = Field(
        "7d",
        description="With `smm check --calendar`: an empty slot of a content plan that is nearer is reported",
    )
    announce_before: Duration = Field(
        "5d", description="With `smm check --calendar`: an event that no post announces so long before is reported"
    )
    ready_before: Duration = Field(
        "48h", description="With `smm check --calendar`: a draft whose time is nearer is reported"
    )


class Publish(Table):
    grace: Duration = Field("6h", description="A post later than this is missed and not sent")
    takeover_after: Duration = Field(
        "15m",
        description="A run that has been silent this long is presumed dead, and other runs may take over its posts",
    )
    max_posts_per_run: int = Field(
        10, ge=1, description="Maximum number of posts for each account in one run; the next run continues"
    )
    blackout: list[Days] = Field(
        default_factory=list,
        description="Days on which nothing is sent, in the project's time zone: 2027-01-01 or 2027-01-07..2027-01-08",
    )
    paused: str | None = Field(None, min_length=1, description="Reason why nothing is sent for now; see `smm pause`")
    ledger: str = Field(
        "sqlite:.smm/ledger.db",
        description="Where the ledger is: sqlite:PATH, git:BRANCH, postgresql://... or, for an address with a "
        "password, env:NAME of the variable that contains it",
    )


class Theme(Table):
    path: str | None = Field(None, description="Folder in the project with templates that replace the default ones")


class Hooks(BaseModel):
    """Other keys are tables of settings, each handed to the hook file of that name: [hooks.house] to hooks/house.py."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, defer_build=True)

    files: list[str] = Field(default_factory=list, description="Hook files in the order they run: hooks/house.py")

    @property
    def settings(self) -> dict[str, Any]:
        """File stem -> its settings."""
        return dict(self.model_extra or {})


class Config(Table):
    """The whole of smm.toml."""

    project: Project = Field(description="The brand")
    accounts: dict[str, Account] = Field(default_factory=dict, description="Places to publish to, by name")
    media_upload: MediaUpload | None = Field(
        None, description="How files get a public address, for accounts on networks that download media"
    )
    hashtags: dict[str, list[str]] = Field(
        default_factory=dict, description="Hashtag sets: `$brand` in a post is the set `brand` here"
    )
    rubrics: dict[str, Rubric] = Field(default_factory=dict, description="Values that `kind` may have")
    audiences: dict[str, Audience] = Field(
        default_factory=dict, description="Values that `targeting.audience` may have"
    )
    utm: UtmGrammar = Field(default_factory=UtmGrammar, description="UTM marks: what they may be, and which links get")
    rules: Rules = Field(default_factory=Rules, description="Rule severities and thresholds")
    publish: Publish = Field(default_factory=Publish, description="When to publish, and where the ledger is")
    theme: Theme = Field(default_factory=Theme, description="Look of the preview")
    hooks: Hooks = Field(default_factory=Hooks, description="Project hooks")
    people: dict[str, Person] = Field(default_factory=dict, description="Who works on the project, by name")
    roles: dict[str, list[Act]] = Field(
        default_factory=dict,
        description="What each role may do: `approve`, `write` (change posts), `publish` (hold tokens)",
    )
    review: list[Review] = Field(default_factory=list, description="Whose approval a post needs before it is sent")

    def publish_for(self, account: str) -> Publish:
        """What `[publish]` says of this account: keys that the account's own table has, too, take precedence there."""
        own = self.accounts[account]
        shared = Account.model_fields.keys() & Publish.model_fields.keys()
        given = {key: value for key in shared if (value := getattr(own, key)) is not None}
        return self.publish.model_copy(update=given)

    @property
    def longest_grace(self) -> int:
        """Seconds; the longest of all accounts."""
        return max(seconds(one.grace) for one in (self.publish, *map(self.publish_for, self.accounts)))
