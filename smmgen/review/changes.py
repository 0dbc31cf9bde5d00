"""What is different about a post on one account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from smmgen.keys import ONCE, Identity
from smmgen.review.rendered import File, Message, Rendered

Kind = Literal["added", "changed", "removed", "rescheduled", "retargeted", "unreadable"]


class Change(NamedTuple):
    """One post on one account. `path`: its file now, or where it was; `was`: where it was, if the file was renamed.
    `what`: names of `ASPECTS`. `causes`: the files, or keys of smm.toml, that make the difference; `live`: where it is
    out already. `cards`: how it looks before and after, HTML, where asked for."""

    path: str
    post: str
    title: str
    account: str
    platform: str
    kind: Kind
    what: tuple[str, ...] = ()
    before: Rendered | None = None
    after: Rendered | None = None
    causes: tuple[str, ...] = ()
    was: str = ""
    live: str = ""
    cards: tuple[str, str] = ("", "")
    occurrence: str = ONCE
    """Which time, of a post that repeats."""

    @property
    def identity(self) -> Identity:
        return Identity(self.post, self.account, self.occurrence)

    def as_json(self) -> dict[str, Any]:
        """The promised JSON form."""
        return {
            "about": "post",
            "path": self.path,
            "was": self.was or None,
            "post": self.post,
            "title": self.title,
            "occurrence": self.occurrence if self.occurrence != ONCE else None,
            "account": self.account or None,
            "platform": self.platform or None,
            "change": self.kind,
            "what": list(self.what),
            "before": self.before.as_json() if self.before else None,
            "after": self.after.as_json() if self.after else None,
            "causes": list(self.causes),
            "live": self.live or None,
        }

    @property
    def shown(self) -> Rendered | None:
        """As it will be; as it was where it will not be there."""
        return self.after or self.before


ASPECTS: Mapping[str, Callable[[Rendered], object]] = {
    "title": lambda of: (of.title, of.options.get("headline")),
    "text": lambda of: [message.text for message in _posts(of)],
    "first comment": lambda of: [message.text for message in of.messages if message.role == "comment"],
    "formatting": lambda of: [(message.marks, message.html) for message in of.messages],
    "media": lambda of: [[_bytes(file) for file in message.media] for message in of.messages],
    "alt": lambda of: [[file.alt for file in message.media] for message in of.messages],
    "poll": lambda of: [message.poll for message in of.messages if message.poll],
    "link": lambda of: [message.link for message in of.messages if message.link],
    "schedule": lambda of: _instant(of.at),
    "zone": lambda of: of.zone,
    "not_after": lambda of: _instant(of.not_after),
    "state": lambda of: of.state,
    "format": lambda of: of.format,
    "delivery": lambda of: of.delivery,
    "target": lambda of: (of.target, of.server),
    "targeting": lambda of: of.targeting,
    "advertising": lambda of: of.advertising,
    "cost": lambda of: of.cost,
    "options": lambda of: {name: said for name, said in of.options.items() if name != "headline"},
}
"""What may be different, and what is compared for it."""
LIMIT = "limit"
REQUEST = "parameters"
"""Of a change of the request that nothing else shows."""
_ONLY_TIME = frozenset({"schedule", "zone", "not_after"})
_ONLY_TARGET = frozenset({"target", "targeting"})
PLANNED = frozenset({*_ONLY_TIME, "target", "delivery", "state", "cost", LIMIT})
"""What may leave the words that are sent alone."""


def differences(before: Rendered, after: Rendered) -> tuple[str, ...]:
    """Names of `ASPECTS`, and `LIMIT`."""
    found = [name for name, of in ASPECTS.items() if of(before) != of(after)]
    if "formatting" in found and ({*found} & _MOVE_MARKS or (_is_html(before, after) and {*found} & _IN_HTML)):
        found.remove("formatting")
    old, new = _limits(before), _limits(after)
    return (*found, LIMIT) if any(old[role] != new[role] for role in old.keys() & new.keys()) else tuple(found)


_MOVE_MARKS = frozenset({"text", "first comment"})
_IN_HTML = frozenset({"media", "alt", "link", "title"})


def _is_html(before: Rendered, after: Rendered) -> bool:
    return any(message.html for message in (*before.messages, *after.messages))


def kind_of(what: Sequence[str]) -> Kind:
    """What to call a post that has changed in these aspects."""
    if set(what) <= _ONLY_TIME:
        return "rescheduled"
    return "retargeted" if set(what) <= _ONLY_TARGET else "changed"


def _posts(of: Rendered) -> list[Message]:
    return [message for message in of.messages if message.role != "comment"]


def _bytes(file: File) -> tuple[object, ...]:
    return file.path, file.sha256, file.size, file.type, file.title


def _instant(time: str) -> datetime | None:
    return datetime.fromisoformat(time) if time else None


def _limits(of: Rendered) -> dict[str, int | None]:
    return {message.role: message.limit for message in of.messages}
