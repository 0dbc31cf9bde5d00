"""A post as one account will show it, in the values that reviewers compare; all of it is read out of the payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from smmgen.config import Account
from smmgen.networks.answers import mapping, text, whole
from smmgen.networks.read_limits import server_of
from smmgen.networks.shown import Message as SentMessage
from smmgen.networks.shown import Shown, ShownPoll, listed
from smmgen.phrases import Phrase, separated
from smmgen.pipeline import Made
from smmgen.recipe import Recipe
from smmgen.variants.rows import PlanRow


class File(NamedTuple):
    """A file that is sent. `path` is the writer's, `sha256` and `size` (bytes) are those of the bytes that are sent."""

    path: str
    sha256: str
    size: int
    type: str
    width: int
    height: int
    alt: str
    title: str


class Message(NamedTuple):
    """One message, or the first comment. `length` and `limit` are in `unit`; `marks` and `html` are digests
    of its formatting, where the network is sent one or the other."""

    role: str
    text: str
    length: int
    limit: int | None
    unit: str
    media: tuple[File, ...]
    link: str
    poll: str
    marks: str
    html: str


class Rendered(NamedTuple):
    """One post on one account. Times: `at` is ISO 8601 with offset, `here` the same by the project's clock. `options`
    are what else is sent, name -> words; `sent` is a digest of all parameters."""

    title: str
    state: str
    at: str
    here: str
    zone: str
    not_after: str
    format: str
    delivery: str
    target: str
    server: str
    advertising: str
    cost: str
    messages: tuple[Message, ...]
    options: Mapping[str, str]
    targeting: str
    digest: str
    sent: str

    def as_json(self) -> dict[str, Any]:
        """JSON types; "" and empty stand for what is not there."""
        messages = [
            {**message._asdict(), "media": [file._asdict() for file in message.media]} for message in self.messages
        ]
        kept = {name: value for name, value in self._asdict().items() if name != "sent"}
        return {**kept, "messages": messages, "options": dict(self.options)}


def rendered(made: Made, row: PlanRow, recipe: Recipe) -> Rendered:
    """What the account of this row will show."""
    payload, account = made.payloads[row.account], recipe.config.accounts[row.account]
    network = recipe.networks[account.platform]
    parts = [part for part in map(mapping, listed(payload.get("parts"))) if isinstance(part.get("request"), Mapping)]
    shown = [network.shown(SentMessage(part, row.iso)) for part in parts]
    return Rendered(
        title=text(payload.get("title")),
        state=row.post.state,
        at=row.iso,
        here=row.here,
        zone=row.zone,
        not_after=text(payload.get("not_after")),
        format=text(payload.get("format")),
        delivery=text(payload.get("delivery")),
        target=_target(account),
        server=server_of(account),
        advertising=_advertising(made),
        cost=_cost(row, recipe),
        messages=tuple(_message(part, one) for part, one in zip(parts, shown, strict=True)),
        options=dict(_options(shown[0])) if shown else {},
        targeting=_targeting(made),
        digest=text(payload.get("digest")),
        sent=canonical([part["request"] for part in parts]),
    )


def _message(part: Mapping[str, Any], shown: Shown) -> Message:
    poll = shown.poll
    return Message(
        role=text(part.get("role")),
        text=text(part.get("text")),
        length=whole(part.get("length")) or 0,
        limit=whole(part.get("limit")),
        unit=text(part.get("unit")),
        media=tuple(_file(mapping(item)) for item in listed(part.get("media"))),
        link=shown.link.url if shown.link else "",
        poll=_poll(poll) if poll else "",
        marks=canonical(shown.rich.marks)[:16] if shown.rich.marks else "",
        html=canonical(shown.html)[:16] if shown.html else "",
    )


def _poll(poll: ShownPoll) -> str:
    return separated([poll.question, *(f"- {option}" for option in poll.options), *_terms(poll)], "\n")


def _terms(poll: ShownPoll) -> Iterator[str]:
    yield from [Phrase("several answers")] if poll.multiple else []
    yield from [Phrase("public")] if not poll.anonymous else []
    yield from [Phrase("open for {time}", time=_lasting(poll.closes))] if poll.closes else []
    yield from [Phrase("right answer: {answer}", answer=poll.answer)] if poll.answer else []


def _lasting(duration: str) -> str:
    """`3d`, as a phrase."""
    return Phrase(f"{{number}}{duration[-1]}", number=duration[:-1]) if duration[-1] in "mhdw" else duration


def _file(item: Mapping[str, Any]) -> File:
    source = mapping(item.get("source"))
    return File(
        path=text(source.get("path")) or text(item.get("path")),
        sha256=text(item.get("sha256")),
        size=whole(item.get("size")) or 0,
        type=text(item.get("type")),
        width=whole(item.get("width")) or 0,
        height=whole(item.get("height")) or 0,
        alt=text(item.get("alt")),
        title=text(item.get("title")),
    )


def _options(shown: Shown) -> Iterator[tuple[str, str]]:
    """What readers see of a message beside texts, files, link and poll."""
    words = {
        "headline": shown.title,
        "place": shown.place,
        "source": shown.source,
        "tags": " ".join(shown.tags),
        "replies": shown.replies,
        "visibility": shown.visibility,
        "content warning": shown.warning,
        "sensitive": "yes" if shown.sensitive else "",
        "silent": "yes" if shown.silent else "",
        "media": " ".join([*(["above"] if shown.above else []), *(["covered"] if shown.covered else [])]),
    }
    yield from ((name, said) for name, said in words.items() if said)


def _advertising(made: Made) -> str:
    ads = made.post.front.ads if made.post else None
    return ", ".join(filter(None, (f"erid {ads.erid}", ads.advertiser, ads.inn))) if ads else ""


def _cost(row: PlanRow, recipe: Recipe) -> str:
    """`9000 RUB, contests`, for each line that pays."""
    currency = recipe.config.project.currency
    costs = [one for one in row.post.costs if one.amount]
    return "; ".join(f"{one.amount} {one.currency or currency}" + f", {one.line}" * bool(one.line) for one in costs)


def _targeting(made: Made) -> str:
    """As its keys are written, in JSON; "" where there are none."""
    found = made.post.front.targeting.model_dump(exclude_defaults=True) if made.post else {}
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS, default=str).decode() if found else ""


def _target(account: Account) -> str:
    return str(account.target or "")


def canonical(value: Any) -> str:
    """SHA-256 of its JSON."""
    return sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
