"""Due posts that resemble a post published under another name: they are held until a person decides.

A row is an orphan when its post is not built for its account any more, at whatever time: the file was renamed, its
`uid` was written, changed or lost, or the account got another name in smm.toml. A post that was never sent and
resembles an orphan may be that very post. So may the last part of a thread whose parts were moved.

Times of a series are compared with rows near to them alone, for what it says each week is no sign that it has gone out;
those with rows of its own at other times, too (`strays.py`).
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from smmgen.config import Account, Config
from smmgen.keys import ONCE, Identity
from smmgen.ledger.model import DOUBTFUL, OUT, Entry, State, instant
from smmgen.networks.base import Network
from smmgen.publishing.change_digest import TIME, aspects
from smmgen.publishing.payloads import Planned
from smmgen.publishing.strays import ALONE, is_known, is_within, nearest, reaches, told
from smmgen.variants.likeness import Likeness, likeness, shared

_MAYBE_OUT = OUT | DOUBTFUL
_OPEN = frozenset({None, State.CLAIMED, State.FAILED, State.MISSED})
_EDITED = 0.25
"""Of two texts for one and the same time that share so much of their words, one may be the other, edited."""
_MENDED, _ENOUGH = 0.7, 12
"""For whatever time: so much of their words, where there are so many. Less is what posts of a series share."""


class Look(NamedTuple):
    """A part as it would be sent. `aspects` is {} where they are not known."""

    likeness: Likeness
    aspects: Mapping[str, str]


@dataclass(frozen=True)
class Candidate:
    """A post on an account as it would be sent. `unsent` names the parts that a run might send, `asked_at` says when a
    person last wished that, "" for never. `reach`: how far from its time what is that very time may have been."""

    identity: Identity
    platform: str
    path: str
    at: datetime | None
    unsent: tuple[str, ...]
    asked_at: str
    looks_of: Callable[[], Sequence[Look]]
    reach: timedelta = ALONE

    @cached_property
    def looks(self) -> dict[str, Look]:
        """By the part's name, in order."""
        return {look.likeness.name: look for look in self.looks_of()}

    def key(self, part: str) -> str:
        """The key of a part in the ledger."""
        return self.identity.key(part)


class Question(NamedTuple):
    """What a person is asked. `other`: the row that it resembles, or with `moved` that of another part of the post.
    `certain`: it says the same at the same time in the same place, or is the same file. `is_same`: it is this very
    post, sent when it did not repeat, or while it did; nobody needs to be asked."""

    other: Entry
    reason: str
    hint: str
    moved: bool = False
    certain: bool = False
    is_same: bool = False
    own: bool = False
    """It is about another time of the post itself."""


def ask(
    plan: Iterable[Planned], rows: Mapping[str, Entry], config: Config, find: Callable[[str], Network]
) -> dict[str, Question]:
    """Key -> what is asked about that part before it is sent. `plan` is the whole build, `rows` the whole ledger."""
    parts = sorted(plan, key=_place)
    suspects = Suspects.of({one.identity for one in parts}, rows.values())
    groups = [(identity, [*group]) for identity, group in groupby(parts, key=lambda one: one.identity)]
    reach = reaches((identity, group[0].at) for identity, group in groups if identity.occurrence != ONCE)
    candidates = [
        _planned(group, rows, find, reach.get(identity, ALONE))
        for identity, group in groups
        if suspects.concern(identity, group[0].platform)
    ]
    found = questions(candidates, suspects, config.accounts)
    return {candidate.key(part): question for candidate, question in found for part in candidate.unsent}


@dataclass(frozen=True, slots=True)
class Suspects:
    """What may be out: of identities that the build does not make, by platform, and of those that it does. `strays`: of
    posts that it does make for the account, at other times."""

    orphans: Mapping[str, Orphans]
    own: Mapping[Identity, Sequence[Entry]]
    strays: Mapping[tuple[str, str], Sequence[Entry]]

    @classmethod
    def of(cls, built: Collection[Identity], entries: Iterable[Entry]) -> Suspects:
        """`built`: every identity of the whole build; `entries`: the whole ledger."""
        orphans: dict[str, list[Entry]] = {}
        own: dict[Identity, list[Entry]] = {}
        strays: dict[tuple[str, str], list[Entry]] = {}
        there = {(identity.post, identity.account) for identity in built}
        for entry in entries:
            if entry.state not in _MAYBE_OUT:
                continue
            if entry.identity in built:
                own.setdefault(entry.identity, []).append(entry)
            elif (entry.post, entry.account) in there:
                strays.setdefault((entry.post, entry.account), []).append(entry)
            else:
                orphans.setdefault(entry.platform, []).append(entry)
        return cls({platform: Orphans(rows) for platform, rows in orphans.items()}, own, strays)

    def concern(self, identity: Identity, platform: str) -> bool:
        """Something is there that a post of this identity could resemble."""
        return platform in self.orphans or identity in self.own or (identity.post, identity.account) in self.strays


_Mark = tuple[str, str]
_WORDS, _LATEST = 4, 50
"""So many words of each text are looked up, and of what has one of them, so many of the latest rows are compared. Two
texts that share seven words of ten have one of these in common, but for one pair in a hundred."""


class Orphans:
    """Rows that may be out and that no post of the build makes, by what they can be known by."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by: dict[_Mark, list[Entry]] = {}
        for entry in entries:
            for mark in _marks_of(entry):
                self._by.setdefault(mark, []).append(entry)

    def near(self, candidate: Candidate) -> list[Entry]:
        """Those worth comparing."""
        found = (entry for mark in _marks_like(candidate) for entry in self._by.get(mark, ())[-_LATEST:])
        return [*{entry.key: entry for entry in found}.values()]


def _marks_of(entry: Entry) -> Iterator[_Mark]:
    yield "post", entry.post
    if entry.at:
        yield "at", str(instant(entry.at).timestamp())
    if entry.likeness:
        yield "whole", entry.likeness.get("whole", "")
        yield from _words(entry.likeness.get("sketch", ""))
    elif entry.content:
        yield "content", str(_timeless(entry.content))


def _marks_like(candidate: Candidate) -> Iterator[_Mark]:
    yield "post", candidate.identity.post
    if candidate.at:
        yield "at", str(candidate.at.timestamp())
    for look in candidate.looks.values():
        yield "whole", look.likeness.whole
        yield "content", str(_timeless(look.aspects))
        yield from _words(look.likeness.sketch)


def _words(sketch: str) -> Iterator[_Mark]:
    yield from (("word", one) for one in sketch.split()[:_WORDS])


def questions(
    candidates: Iterable[Candidate], suspects: Suspects, accounts: Mapping[str, Account]
) -> Iterator[tuple[Candidate, Question]]:
    """The candidates that a person must decide about, each with the question."""
    for candidate in candidates:
        if not candidate.unsent:
            continue
        orphans, own = suspects.orphans.get(candidate.platform), suspects.own.get(candidate.identity, ())
        strays = suspects.strays.get((candidate.identity.post, candidate.identity.account), ())
        if not own and (other := nearest(strays, candidate.at, candidate.reach, candidate.asked_at)):
            yield candidate, _about_stray(candidate, other)
        elif orphans and (other := _twin(candidate, orphans.near(candidate), accounts)):
            yield candidate, _about_twin(candidate, other, other.account not in accounts)
        elif not candidate.asked_at and (other := _shifted(candidate, own)):
            yield candidate, _about_shift(candidate, other)


def is_open(entry: Entry | None) -> bool:
    """Whether a run might still send the part."""
    return (entry.state if entry else None) in _OPEN


def last_wish(rows: Iterable[Entry | None]) -> str:
    """When a person last asked to send one of them; "" for never."""
    return max((row.asked_at for row in rows if row and row.asked_at), key=instant, default="")


# From the build


def _place(planned: Planned) -> tuple[Identity, int]:
    return (planned.identity, planned.index)


def _planned(
    parts: Sequence[Planned], rows: Mapping[str, Entry], find: Callable[[str], Network], reach: timedelta
) -> Candidate:
    first = parts[0]
    unsent = [one for one in parts if is_open(rows.get(one.key))]
    wish = last_wish(rows.get(one.key) for one in unsent)

    def looks() -> list[Look]:
        network = find(first.platform)
        return [Look(likeness(one.part), aspects(network, one.part)) for one in parts]

    names = tuple(one.name for one in unsent)
    return Candidate(first.identity, first.platform, first.path, first.at, names, wish, looks, reach)


# Another time


def _about_stray(candidate: Candidate, other: Entry) -> Question:
    if candidate.at and instant(other.at) == candidate.at:
        return Question(other, f"it {told(other)}", "", certain=True, is_same=True)
    key = shlex.quote(candidate.key(candidate.unsent[0]))
    hint = f"`smm resolve {key} --resend` sends it once more, `smm resolve {key} --abandon` leaves this time out"
    return Question(other, f"this post {told(other)}, when its times were others", hint, own=True)


# Another post


def _twin(candidate: Candidate, orphans: Iterable[Entry], accounts: Mapping[str, Account]) -> Entry | None:
    """The orphan that it resembles most."""
    near = [entry for entry in orphans if _is_near(entry, candidate, accounts)]
    ranked = [(_likeness(entry, candidate), entry.updated_at, entry.key, entry) for entry in near]
    likely = [one for one in ranked if one[0]]
    return max(likely, key=lambda one: one[:3])[3] if likely else None


def _is_near(entry: Entry, candidate: Candidate, accounts: Mapping[str, Account]) -> bool:
    """It is in the same place, as far as one can tell: an account that smm.toml no longer has may be any of its
    network, unless it is known that it led elsewhere. What a post was at another of its times is not what it is now."""
    post, account, occurrence = candidate.identity
    if entry.post == post and entry.occurrence != occurrence:
        return False
    if occurrence != ONCE and not is_within(entry, candidate.at, candidate.reach):
        return False
    if is_known(entry, candidate.asked_at):
        return False
    if entry.account == account:
        return True
    if entry.account in accounts or account not in accounts:
        return False
    return leads_to(entry, accounts[account])


def leads_to(entry: Entry, account: Account) -> bool:
    """What went out there may have gone out through this account."""
    was, now = entry.likeness.get("target", ""), target_of(account)
    return entry.platform == account.platform and (not was or not now or was == now)


def target_of(account: Account) -> str:
    """The account's target as ledger rows contain it."""
    return "" if account.target is None else str(account.target)


_CERTAIN = 4


def _likeness(entry: Entry, candidate: Candidate) -> int:
    """How similar the two are; 0 means not at all."""
    gone = entry.account != candidate.identity.account
    if gone and entry.post == candidate.identity.post:
        return 5
    at = candidate.at is not None and bool(entry.at) and instant(entry.at) == candidate.at
    looks = candidate.looks.values()
    if any(looks_the_same(entry, look) for look in looks):
        return _CERTAIN if at and not gone else 3
    if any(_is_mended(entry, look) for look in looks):
        return 2
    return 1 if at and (not entry.likeness or any(_is_edit(entry, look) for look in looks)) else 0


def looks_the_same(entry: Entry, look: Look) -> bool:
    """Rows of before likenesses were noted tell by the aspects of what they sent."""
    if whole := entry.likeness.get("whole"):
        return whole == look.likeness.whole
    return bool(entry.content) and not entry.likeness and _timeless(entry.content) == _timeless(look.aspects)


def _is_mended(entry: Entry, look: Look) -> bool:
    sketch = entry.likeness.get("sketch", "")
    return len(sketch.split()) >= _ENOUGH and shared(sketch, look.likeness.sketch) >= _MENDED


def _is_edit(entry: Entry, look: Look) -> bool:
    return shared(entry.likeness.get("sketch", ""), look.likeness.sketch) >= _EDITED


def _timeless(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in sorted(content) if name != TIME}


def _about_twin(candidate: Candidate, other: Entry, gone: bool) -> Question:
    key, name = shlex.quote(candidate.key(candidate.unsent[0])), shlex.quote(other.post)
    sends, leaves = f"`smm resolve {key} --resend` sends it", f"`smm resolve {key} --abandon` leaves it unsent"
    another = f"if it is a different post: {sends}, {leaves}"
    if gone:
        was, now = shlex.quote(other.account), shlex.quote(candidate.identity.account)
        reason = f"{_named(other)}, and smm.toml has no account `{other.account}` any more"
        same = f"if `{candidate.identity.account}` is the same account: `smm ledger rename-account {was} {now}`"
    else:
        reason = f"{_named(other)}, and no file produces that post any more"
        same = f"if it is the same post: `smm resolve {shlex.quote(candidate.identity.post)} --same-as {name}`"
    if other.state in DOUBTFUL:
        found = f"`smm resolve {shlex.quote(other.key)} --sent URL` if it is"
        same = f"first check whether that post is there: {found}; {same}"
    certain = _likeness(other, candidate) >= _CERTAIN
    return Question(other, f"it looks like {reason}", f"{same}; {another}", certain=certain)


def _named(other: Entry) -> str:
    where = f" ({other.url})" if other.url else ""
    if other.state in DOUBTFUL:
        return f"`{other.post}`, which may have been published on `{other.account}`"
    return f"`{other.post}`, which is {other.state} on `{other.account}`{where}"


# Another part


def _shifted(candidate: Candidate, own: Collection[Entry]) -> Entry | None:
    """The row of another part of the same post that shows that its parts are not what they were."""
    if not own or not candidate.looks:
        return None
    for entry in own:
        if _is_elsewhere(entry, candidate):
            return entry
    return next((entry for entry in own if _is_outgrown(entry, candidate)), None)


def _is_elsewhere(entry: Entry, candidate: Candidate) -> bool:
    """What went out as this part is to be another part now."""
    here = candidate.looks.get(entry.part)
    if here and looks_the_same(entry, here):
        return False
    others = (look for name, look in candidate.looks.items() if name != entry.part)
    return any(looks_the_same(entry, look) for look in others)


def _is_outgrown(entry: Entry, candidate: Candidate) -> bool:
    """It was changed, and parts were added to those that the thread had then: what is new may be out as its end."""
    had, here = entry.likeness.get("parts", ""), candidate.looks.get(entry.part)
    added = had.isdecimal() and any(part.isdecimal() and int(part) > int(had) for part in candidate.unsent)
    return added and here is not None and here.likeness.whole != entry.likeness.get("whole")


def _about_shift(candidate: Candidate, other: Entry) -> Question:
    where = f" ({other.url})" if other.url else ""
    key = shlex.quote(candidate.key(candidate.unsent[0]))
    return Question(
        other,
        f"the parts of the thread have moved: what is live as part {other.part}{where} is no longer part {other.part}",
        "restore the order of the published parts and add new ones at the end; "
        f"`smm resolve {key} --abandon` leaves the rest unsent, `smm resolve {key} --resend` sends it anyway",
        moved=True,
    )
