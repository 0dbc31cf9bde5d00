"""The pages of a contest: its own for the team, and the public one with its rules.

Whether it is open today is worked out in the browser, from the times that the pages have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import unquote

import orjson

from smmgen.content.documents.contest import CONTEST, ContestFront, Times, times
from smmgen.content.documents.draw import DRAW
from smmgen.content.schedule import Moment
from smmgen.draw.names import DRAW as RESULT
from smmgen.draw.names import ENTRIES
from smmgen.keys import name_of
from smmgen.site.i18n import Words
from smmgen.site.kinds.base import About, Need, Page, Whole
from smmgen.site.urls import document_url, url
from smmgen.variants.planned import Planned
from smmgen.variants.rows import DocumentRow

RULES, PROOF = "rules.html", "proof.html"


class Named(NamedTuple):
    """A post that the contest names: what for, and how it stands. `page` is below build/site, "" where there is no such
    post; `at` is its first time, for people."""

    role: str
    uid: str
    title: str
    page: str
    state: str
    at: str
    platforms: tuple[str, ...]


class Clock(NamedTuple):
    """A step of the contest. `name` is a word of `[contest_steps]`; `iso` has an offset, "" where no time is known."""

    name: str
    iso: str
    day: str
    hour: str


class Prize(NamedTuple):
    """One kind of prize."""

    number: int
    what: str


class Terms(NamedTuple):
    """What is promised, for people."""

    game: str
    steps: tuple[Clock, ...]
    accounts: tuple[str, ...]
    acts: tuple[str, ...]
    member: bool
    follow: tuple[str, ...]
    once: bool
    prizes: tuple[Prize, ...]
    judging: str
    is_drawn: bool
    points: tuple[tuple[str, int], ...]
    reserve: int
    recent: str
    """`90 days`: who has won in this time does not win again; "" where that does not matter."""
    organiser: str
    inn: str
    within: str
    where: tuple[str, ...]
    until: str
    digest: str
    zone: str


class ContestFacts(NamedTuple):
    """`entries`: how many take part, once that is fixed; None before. `costs`: each line and what it pays; `rules` and
    `proof` are pages below build/site, `proof` "" where nothing is drawn yet."""

    terms: Terms
    posts: tuple[Named, ...]
    costs: tuple[tuple[str, str], ...]
    entries: int | None
    is_out: bool
    rules: str
    proof: str


class IndexRow(NamedTuple):
    """A contest in the list of them."""

    title: str
    url: str
    game: str
    steps: tuple[Clock, ...]
    prizes: int


def facts(about: About[ContestFront]) -> ContestFacts:
    return _facts(about, about.whole)


def files(about: About[ContestFront]) -> Iterator[Page]:
    """The rules, for everybody."""
    known = _facts(about, about.whole)
    public = known._replace(posts=(), costs=())
    yield Page(unquote(known.rules), "contest_rules.html", public)


def index(whole: Whole) -> tuple[IndexRow, ...]:
    """Every contest, the latest first."""
    zone = whole.config.project.timezone
    found = [(contest, times(contest.front, zone)) for contest in whole.all_of(CONTEST)]
    found.sort(key=lambda one: one[1].opens.instant.isoformat() if one[1].opens else "", reverse=True)
    return tuple(_listed(contest, when, whole.t) for contest, when in found)


def _listed(contest: Planned[ContestFront], when: Times, t: Words) -> IndexRow:
    front, row = contest.front, contest.row
    address = document_url(CONTEST.place, row.slug)
    return IndexRow(row.title, address, t.word("contest_games", front.kind), _steps(front, when, t), front.winners)


def needs(about: About[ContestFront]) -> Iterator[Need]:
    """To fix who takes part, to draw, to tell, and to hand prizes over."""
    when, front = times(about.front, about.whole.config.project.timezone), about.front
    drawn = _record(about, RESULT) is not None
    if when.opens:
        yield _need(about, "opens", when.opens, before=2)
    if when.closes and not drawn:
        yield _need(about, "closes", when.closes, before=1, after=1)
    if when.draw and not drawn:
        yield _need(about, "draw", when.draw, before=1, after=14)
    if when.draw and front.results_in:
        yield _need(about, "results", when.draw, after=2)


def _need(about: About[ContestFront], what: str, at: Moment, before: int = 0, after: int = 0) -> Need:
    """From so many days before to so many days after."""
    day, text = at.local.date(), about.whole.t.word("contest_needs", what)
    first, last = day - timedelta(days=before), day + timedelta(days=after)
    page = document_url(CONTEST.place, about.row.slug)
    return Need(day.isoformat(), first.isoformat(), last.isoformat(), text.format(title=about.row.title), page)


def _facts(about: About[ContestFront], whole: Whole) -> ContestFacts:
    front, t = about.front, whole.t
    when = times(front, whole.config.project.timezone)
    folder = document_url(CONTEST.place, about.row.slug).removesuffix("index.html")
    drawn = _record(about, RESULT)
    entries = _record(about, ENTRIES)
    return ContestFacts(
        _terms(about, when, t),
        tuple(_posts(front, whole)),
        tuple(_costs(about.row, whole)),
        _count(entries),
        drawn is not None,
        f"{folder}{RULES}",
        f"{folder}{PROOF}" if entries else "",
    )


def _terms(about: About[ContestFront], when: Times, t: Words) -> Terms:
    front = about.front
    entry, claim, organiser, recent = front.entry, front.claim, front.organiser, front.exclude.winners_within
    accounts = about.whole.config.accounts
    named = entry.account if entry else ()
    return Terms(
        game=t.word("contest_games", front.kind),
        steps=_steps(front, when, t),
        accounts=tuple(name for name, one in accounts.items() if name in named or one.platform in named),
        acts=tuple(t.word("contest_acts", act) for act in (entry.do if entry else ())),
        member=bool(entry and entry.member),
        follow=tuple(entry.follow) if entry else (),
        once=not entry or entry.one_per == "person",
        prizes=tuple(Prize(one.count, one.what) for one in front.prizes),
        judging=front.judging or "",
        is_drawn=front.draw is not None,
        points=tuple((t.word("contest_acts", act), count) for act, count in front.points.items()),
        reserve=front.reserve or 0,
        recent=t.duration(recent) if recent else "",
        organiser=organiser.name if organiser else "",
        inn=(organiser.inn or "") if organiser else "",
        within=t.duration(claim.within) if claim and claim.within else "",
        where=tuple(claim.where) if claim else (),
        until=t.dated(claim.until) if claim and claim.until else "",
        digest=about.row.promise,
        zone=about.whole.config.project.timezone or "UTC",
    )


def _steps(front: ContestFront, when: Times, t: Words) -> tuple[Clock, ...]:
    named: list[tuple[str, Moment | None]] = [("opens", when.opens), ("closes", when.closes)]
    named += [("draw", when.draw)] if front.draw else []
    return tuple(
        Clock(name, *(at.iso, t.dated(at.wall[:10]), at.wall[11:16]) if at else ("", "", "")) for name, at in named
    )


def _posts(front: ContestFront, whole: Whole) -> Iterator[Named]:
    named = [("announces", uid) for uid in front.announced_by]
    named += [("stage", stage.post) for stage in front.stages]
    named += [("results", uid) for uid in front.results_in]
    for role, uid in named:
        found = whole.by_uid.get(uid)
        if found is None:
            yield Named(role, uid, uid, "", "", "", ())
            continue
        post, plan = found
        first = min((row.here for row in plan if row.here), default="")
        at = f"{whole.t.short_day(first[:10])}, {first[11:16]}" if first else ""
        yield Named(role, uid, post.title, url(post.page), post.state, at, _unique(row.platform for row in plan))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _costs(row: DocumentRow, whole: Whole) -> Iterator[tuple[str, str]]:
    for cost in row.costs:
        if cost.amount:
            yield cost.what, whole.t.money(Decimal(cost.amount), cost.currency or whole.config.project.currency)


def _record(about: About[ContestFront], file: str) -> DocumentRow | None:
    """A record of its draw, where there is one."""
    name = name_of(DRAW.name, f"{about.uid}/{file.removesuffix('.json')}")
    return next((row for row in about.whole.documents if row.name == name), None)


def _count(entries: DocumentRow | None) -> int | None:
    """How many leaves the record states; None where it cannot be read."""
    if entries is None:
        return None
    try:
        count = orjson.loads(orjson.loads(entries.front)["text"])["count"]
    except (ValueError, TypeError, LookupError):
        return None
    return count if isinstance(count, int) else None
