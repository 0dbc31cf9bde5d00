"""A change in words, aspect by aspect: what reports for people have in common. What is ours in values is a phrase."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from smmgen.content.schedule import zone_of
from smmgen.keys import ONCE
from smmgen.phrases import Phrase, separated
from smmgen.review.changes import LIMIT, REQUEST, Change
from smmgen.review.rendered import File, Message, Rendered
from smmgen.review.report import Report, Shared

Say = Callable[[Rendered], str]
_TIMES = 6
"""Times of a post that repeats that are named one by one."""


class Fact(NamedTuple):
    """One aspect before and after, "" where it is not there. `is_text`: it is to be compared word by word. `number`: of
    the message, where there are several; `account`: where it is said of one of several."""

    name: str
    before: str = ""
    after: str = ""
    is_text: bool = False
    number: int = 0
    account: str = ""

    @property
    def label(self) -> str:
        """`length of 2 on tg`."""
        of = f" of {self.number}" if self.number and self.name == "length" else f" {self.number}" * bool(self.number)
        return f"{self.name}{of}{f' on {self.account}' * bool(self.account)}"


class Told(NamedTuple):
    """Accounts on which a post changes in the same way: what is said of all of them, and how long it is on each."""

    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]
    lengths: tuple[Fact, ...]

    @property
    def each(self) -> tuple[Change, ...]:
        """One for each account: of a post that repeats the first of its times that change in this way."""
        return tuple({change.account: change for change in reversed(self.changes)}.values())[::-1]

    @property
    def times(self) -> str:
        """Which times of a post that repeats: their days; "" of others."""
        days = sorted({change.occurrence for change in self.changes if change.occurrence != ONCE})
        more = f" and {len(days) - _TIMES} more times" if len(days) > _TIMES else ""
        return ", ".join(days[:_TIMES]) + more


def told(changes: Iterable[Change], zone: str) -> list[tuple[str, list[Told]]]:
    """The changes of each post, by path, those that are the same on several accounts together. Times in this zone."""
    posts: dict[str, dict[object, list[Change]]] = {}
    for change in changes:
        key = change.kind, facts(change, zone), bool(change.live)
        posts.setdefault(change.path, {}).setdefault(str(key), []).append(change)
    return [(path, [_told(found, zone) for found in groups.values()]) for path, groups in posts.items()]


def _told(changes: Sequence[Change], zone: str) -> Told:
    accounts = {change.account for change in changes}
    return Told(
        tuple(changes),
        tuple(facts(changes[0], zone)),
        tuple(dict.fromkeys(fact for change in changes for fact in lengths(change, named=len(accounts) > 1))),
    )


def facts(change: Change, zone: str) -> list[Fact]:
    """What a reviewer looks at, but for lengths: of a post on both sides only what differs."""
    before, after, what = change.before, change.after, {*change.what}
    found = [*_lines(before, after, zone), *_texts(before, after), *_media(before, after), *_rest(before, after)]
    if before and after:
        return [*(fact for aspect, fact in found if aspect in what), *(Fact(name) for name in _UNSHOWN if name in what)]
    shown = _OF_NEW if after else _OF_GONE
    return [fact for aspect, fact in found if aspect in shown and (fact.before or fact.after) not in ("", "ready")]


_OF_NEW = ("schedule", "not_after", "state", "text", "first comment", "poll", "media", "alt", "link", "advertising",
           "cost", "format", "delivery", "targeting", "options")  # fmt: skip
_OF_GONE = ("schedule", "text")
_UNSHOWN = ("formatting", REQUEST)
"""Aspects of which only is said that they differ."""


def when(of: Rendered | None, zone: str) -> str:
    """`2026-12-03 12:00` by the clock of this zone, or `not scheduled`."""
    if of is None:
        return ""
    return _clock(of.at, zone) or Phrase("not scheduled")


def _clock(time: str, zone: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone(zone_of(zone)):%Y-%m-%d %H:%M}" if time else ""


Found = Iterator[tuple[str, Fact]]
"""With the aspect that it belongs to."""


def _lines(before: Rendered | None, after: Rendered | None, zone: str) -> Found:
    of: Mapping[str, Say] = {
        "schedule": lambda of: when(of, zone),
        "zone": lambda of: of.zone,
        "not_after": lambda of: _clock(of.not_after, zone),
        "state": lambda of: Phrase(of.state),
        "target": _target,
        "title": lambda of: of.title,
    }
    yield from _each(of, before, after)


def _rest(before: Rendered | None, after: Rendered | None) -> Found:
    of: Mapping[str, Say] = {
        "link": lambda of: "\n".join(message.link for message in of.messages if message.link),
        "advertising": lambda of: of.advertising,
        "cost": lambda of: of.cost,
        "format": lambda of: Phrase(of.format) if of.format != "post" else "",
        "delivery": lambda of: Phrase(of.delivery) if of.delivery != "smm" else "",
        "targeting": lambda of: of.targeting,
        "options": lambda of: separated(_options(of), "; "),
    }
    yield from _each(of, before, after)


def _target(of: Rendered) -> str:
    if not of.target or not of.server:
        return of.target or of.server
    return Phrase("{target} on {server}", target=of.target, server=of.server)


def _options(of: Rendered) -> Iterator[str]:
    """A phrase each; of those that have a few values, one that is known whole."""
    for name, said in of.options.items():
        if name != "headline":
            yield Phrase(f"{name}: {said}") if name in _CHOSEN else Phrase(f"{name}: {{said}}", said=said)


_CHOSEN = ("replies", "visibility", "sensitive", "silent", "media")


def _each(of: Mapping[str, Say], before: Rendered | None, after: Rendered | None) -> Found:
    for aspect, say in of.items():
        yield aspect, Fact(aspect, say(before) if before else "", say(after) if after else "")


def _texts(before: Rendered | None, after: Rendered | None) -> Found:
    """Message by message."""
    sides = [(side.messages if side else ()) for side in (before, after)]
    posts = [[message for message in side if message.role != "comment"] for side in sides]
    comments = [[message for message in side if message.role == "comment"] for side in sides]
    many = max(map(len, posts)) > 1
    for number, (old, new) in enumerate(zip_longest(*posts), 1):
        was, now = _text(old), _text(new)
        if was != now or not (before and after):
            yield "text", Fact("text", was, now, is_text=True, number=number * many)
    for aspect, found in (
        ("first comment", ["\n".join(map(_text, side)) for side in comments]),
        ("poll", [separated((one.poll for one in side if one.poll), "\n") for side in posts]),
    ):
        yield aspect, Fact(aspect, found[0], found[1], is_text=True)


def _text(message: Message | None) -> str:
    return message.text if message else ""


def _media(before: Rendered | None, after: Rendered | None) -> Found:
    """File by file, in the order in which they are sent."""
    sides = [
        [file for message in (side.messages if side else ()) for file in message.media] for side in (before, after)
    ]
    for old, new in zip_longest(*sides):
        if not old or not new or old._replace(alt="") != new._replace(alt=""):
            yield "media", Fact("media", _file(old), _file(new))
        if (old.alt if old else "") != (new.alt if new else ""):
            yield "alt", Fact("alt text", old.alt if old else "", new.alt if new else "", is_text=True)


def _file(file: File | None) -> str:
    if file is None:
        return ""
    sides = f", {file.width} × {file.height}" if file.width and file.height else ""
    digest = f"sha256 {file.sha256[:12]}" if file.sha256 else Phrase("sha256 unknown")
    name = file.path.rpartition("/")[2]
    return Phrase("{name} ({size}{sides}, {digest})", name=name, size=size(file.size), sides=sides, digest=digest)


def size(number: float) -> str:
    """`120 kB`."""
    for unit in ("bytes", "kB", "MB"):
        if number < 1000:
            return Phrase(f"{{number}} {unit}", number=f"{number:.3g}")
        number /= 1000
    return Phrase("{number} GB", number=f"{number:.3g}")


def lengths(change: Change, named: bool = False) -> Iterator[Fact]:
    """How long each message is, and may be, where that differs. `named`: the account is said, too."""
    if change.after is None or (change.before and not {*change.what} & _MEASURED):
        return
    sides = [(side.messages if side else ()) for side in (change.before, change.after)]
    for number, (old, new) in enumerate(zip_longest(*sides), 1):
        was, now = length(old), length(new)
        if was != now:
            many = max(map(len, sides)) > 1
            yield Fact("length", was, now, number=number * many, account=change.account * named)


_MEASURED = {"text", "first comment", "poll", LIMIT}


def length(message: Message | None) -> str:
    """`412 / 1024 UTF-16 units`."""
    if message is None:
        return ""
    most = f" / {message.limit}" if message.limit is not None else ""
    said = Phrase("{length} {unit}", length=f"{message.length}{most}", unit=Phrase(message.unit))
    if not message.limit or message.length <= message.limit:
        return said
    return Phrase("{length}, {number} too many", length=said, number=message.length - message.limit)


def summary(report: Report) -> str:
    """`2 added, 14 changed, 1 removed; 3 new problems`."""
    kinds = [change.kind for change in report.changes]
    said = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    new, mended = len(report.of("new")), len(report.of("mended"))
    problems = [f"{new} new problem{'s' * (new != 1)}"] * bool(new) + [f"{mended} mended"] * bool(mended)
    return "; ".join(filter(None, (", ".join(said), ", ".join(problems)))) or "nothing that is sent changes"


def reach(shared: Shared) -> str:
    """`changes 14 scheduled posts on 3 accounts`."""
    changes = shared.changes
    if not changes:
        return "changes no post" if not shared.note else shared.note
    posts, accounts = {change.path for change in changes}, {change.account for change in changes}
    planned = all(change.shown and change.shown.at for change in changes)
    said = f"changes {len(posts)} {'scheduled ' * planned}post{'s' * (len(posts) != 1)}"
    said += f" on {len(accounts)} account{'s' * (len(accounts) != 1)}"
    return f"{said}; {shared.note}" if shared.note else said
