"""The page of a content plan: its weeks, a row for each account, with the posts in their slots; themes and the mix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from smmgen.config import Config, days
from smmgen.content.documents.plan import PLAN, PlanFront
from smmgen.keys import name_of
from smmgen.site.i18n import Words, words
from smmgen.site.kinds.base import About, Need, Whole
from smmgen.site.urls import url, url_of
from smmgen.variants.planned import Shelf
from smmgen.variants.rows import DocumentRow, PlanRow, PostId
from smmgen.variants.slots import ContentPlan, Place, content_plans, filled_before, ready_before

DAY = 86400


class Chip(NamedTuple):
    """What stands on an account on a day: a slot, the post in it, or both. `state`: as the post's, or `empty`.

    `at`: Unix seconds; `nets`: on narrow screens, the accounts that it stands for; none where another one stands for
    it. `kind` is a rubric, "" for none.
    """

    time: str
    at: int
    account: str
    slot: str
    kind: str
    state: str
    title: str = ""
    url: str = ""
    uid: str = ""
    errors: int = 0
    nets: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A day on one account."""

    chips: tuple[Chip, ...]


class DayFacts(NamedTuple):
    """`is_in`: within the period; `is_free`: nothing stands there."""

    date: str
    is_in: bool
    is_quiet: bool
    is_free: bool
    cells: tuple[Cell, ...]


class Ribbon(NamedTuple):
    """A theme in a week: from which of its days, 1 to 7, over how many. `begins`: it does not go on from the week
    before. `posts`: of its campaign, in all its days; None where it has no campaign."""

    start: int
    length: int
    begins: bool
    theme: str
    campaign: str
    url: str
    posts: int | None


class Week(NamedTuple):
    days: tuple[DayFacts, ...]
    ribbons: tuple[Ribbon, ...]


class PlanFacts(NamedTuple):
    """`title`: of a month its name. `counts`: of slots, each on each account, by state. `mix`: rubric, its name, share
    and target in percent, posts, and how many are too many. `ready`: seconds before its time at which a post is to be
    ready, `filled` at which a slot is to have one. `before`, `after`: the neighbouring plans, title and page."""

    title: str
    first: str
    last: str
    accounts: tuple[str, ...]
    weeks: tuple[Week, ...]
    counts: tuple[tuple[str, int], ...]
    outside: int
    mix: tuple[tuple[str, str, int, str | None, int, int], ...]
    ready: int
    filled: int
    before: tuple[str, str] | None
    after: tuple[str, str] | None


class IndexRow(NamedTuple):
    """A plan in the list of them. `counts` as of `PlanFacts`; `themes`: what they are called."""

    title: str
    url: str
    first: str
    last: str
    accounts: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    themes: tuple[str, ...]


def facts(about: About[PlanFront]) -> PlanFacts:
    plan, whole = _plan(about), about.whole
    front = plan.front
    before, after = _neighbours(about)
    return PlanFacts(
        title=title_of(front, about.row.title, whole.t),
        first=front.first.isoformat(),
        last=front.last.isoformat(),
        accounts=plan.accounts,
        weeks=tuple(_weeks(plan, whole)),
        counts=_counts(plan),
        outside=len({row.post.id for row in plan.rows} - {place.row.post.id for place in plan.places if place.row}),
        mix=tuple(_mix(plan, whole)),
        ready=ready_before(front, whole.config),
        filled=filled_before(front, whole.config),
        before=before,
        after=after,
    )


def index(whole: Whole) -> tuple[IndexRow, ...]:
    """Every plan, the latest first."""
    rows = [row for _, plan in whole.posts for row in plan]
    found = sorted(content_plans(whole.all_of(PLAN), rows, whole.config), key=lambda plan: plan.front.first)
    return tuple(
        IndexRow(
            title_of(plan.front, plan.planned.row.title, whole.t),
            url_of(plan.path),
            plan.front.first.isoformat(),
            plan.front.last.isoformat(),
            plan.accounts,
            _counts(plan),
            tuple(theme.theme for theme in plan.front.themes),
        )
        for plan in reversed(found)
    )


def needs(about: About[PlanFront]) -> Iterator[Need]:
    """Slots that are empty, and posts in slots that are not ready."""
    plan, whole = _plan(about), about.whole
    page, t = url_of(about.path), whole.t
    for slot, accounts in plan.gaps():
        said = t.label("plan_need_empty").format(slot=slot.title, time=slot.here[11:], accounts=", ".join(accounts))
        yield Need(slot.day, _earlier(slot.day, filled_before(plan.front, whole.config)), slot.day, said, page)
    waiting = {place.row.post.id: (place, place.row) for place in plan.places if place.row and not _is_ready(place.row)}
    for place, row in waiting.values():
        said = t.label("plan_need_ready").format(
            title=row.title, slot=place.slot.title, state=t.word("", row.post.state)
        )
        day = place.slot.day
        yield Need(day, _earlier(day, ready_before(plan.front, whole.config)), day, said, url(row.post.page))


def title_of(front: PlanFront, title: str, t: Words) -> str:
    """Its own, else the month's name, else that of the file."""
    first = front.first.isoformat()[:7]
    return front.title or (t.month_year(first) if front.period == first else title)


def slots_of_posts(
    documents: Iterable[DocumentRow], rows: Iterable[PlanRow], config: Config
) -> Mapping[PostId, tuple[tuple[str, str, str], ...]]:
    """What the pages of posts say of the slots that they fill: a label, the slot and its plan, and the plan's page."""
    t = words(config.project.language)
    found: dict[PostId, dict[tuple[str, str, str], None]] = defaultdict(dict)
    for plan in content_plans(Shelf(documents).all_of(PLAN), rows, config):
        title, page = title_of(plan.front, plan.planned.row.title, t), url_of(plan.path)
        for place in plan.places:
            if place.row:
                found[place.row.post.id][t.label("slot"), f"{place.slot.title} · {title}", page] = None
    return {post: tuple(shown) for post, shown in found.items()}


def _plan(about: About[PlanFront]) -> ContentPlan:
    rows = (row for _, plan in about.whole.posts for row in plan)
    [found] = content_plans([about], rows, about.whole.config)
    return found


def _neighbours(about: About[PlanFront]) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """Of the plans for the same accounts in order of time."""
    plans = sorted(about.whole.all_of(PLAN), key=lambda one: (one.front.first, one.path))
    at = next(at for at, one in enumerate(plans) if one.path == about.path)
    named = [(title_of(one.front, one.row.title, about.whole.t), url_of(one.path)) for one in plans]
    return named[at - 1] if at else None, named[at + 1] if at + 1 < len(named) else None


def _counts(plan: ContentPlan) -> tuple[tuple[str, int], ...]:
    """Of slots with a ready post, with another one, and without any; and of all."""
    ready = sum(place.row is not None and _is_ready(place.row) for place in plan.places)
    empty = sum(place.row is None for place in plan.places)
    all_of = len(plan.places)
    return (("slots", all_of), ("filled", ready), ("unready", all_of - ready - empty), ("empty", empty))


def _is_ready(row: PlanRow) -> bool:
    return row.post.state == "ready"


def _mix(plan: ContentPlan, whole: Whole) -> Iterator[tuple[str, str, int, str | None, int, int]]:
    for part in plan.mix if plan.front.mix else ():
        rubric = whole.config.rubrics.get(part.kind)
        name = rubric.title if rubric else part.kind or whole.t.label("plan_no_rubric")
        yield part.kind, name, part.share, None if part.target is None else f"{part.target:f}", part.posts, part.excess


def _weeks(plan: ContentPlan, whole: Whole) -> Iterator[Week]:
    """Whole weeks around the period, Monday first."""
    front = plan.front
    quiet, by_day = front.quiet_days(), _chips(plan)
    monday = front.first - timedelta(front.first.weekday())
    while monday <= front.last:
        week = [monday + timedelta(number) for number in range(7)]
        shown = []
        for day in week:
            found = by_day.get(day.isoformat(), {})
            cells = tuple(Cell(tuple(found.get(name, ()))) for name in plan.accounts)
            is_in = front.first <= day <= front.last
            shown.append(DayFacts(day.isoformat(), is_in, day in quiet, not found, cells))
        yield Week(tuple(shown), tuple(_ribbons(plan, whole, week)))
        monday += timedelta(7)


def _ribbons(plan: ContentPlan, whole: Whole, week: Sequence[date]) -> Iterator[Ribbon]:
    for theme in plan.front.themes:
        first, last = days(theme.days)
        inside = [number for number, day in enumerate(week, 1) if first <= day <= last]
        if not inside:
            continue
        name = name_of("campaign", theme.campaign) if theme.campaign else ""
        known = next((row for row in whole.documents if row.name == name), None)
        span = first.isoformat(), last.isoformat()
        posts = {row.post.id for row in plan.rows if name in row.post.refers and span[0] <= row.here[:10] <= span[1]}
        title, page = (known.title, url_of(known.path)) if known else (theme.campaign or "", "")
        yield Ribbon(inside[0], len(inside), first >= week[0], theme.theme, title, page, len(posts) if name else None)


def _chips(plan: ContentPlan) -> Mapping[str, Mapping[str, Sequence[Chip]]]:
    """Day -> account -> what stands there, in order of time."""
    filled = {(place.row.identity, place.slot.day) for place in plan.places if place.row}
    slots = {(place.row.post.id, place.slot.day): place.slot.title for place in plan.places if place.row}
    chips = [_of_place(place) for place in plan.places]
    for row in plan.rows:  # a post in a slot may go to more accounts than the slot
        day = row.here[:10]
        if (row.identity, day) not in filled:
            chips.append((day, _of_row(row)._replace(slot=slots.get((row.post.id, day), ""))))
    by_day: dict[str, list[Chip]] = defaultdict(list)
    for day, chip in sorted(chips, key=lambda one: (one[1].at, plan.accounts.index(one[1].account), one[1])):
        by_day[day].append(chip)
    found: dict[str, dict[str, list[Chip]]] = {}
    for day, of_day in by_day.items():
        found[day] = defaultdict(list)
        for chip in _with_nets(of_day):
            found[day][chip.account].append(chip)
    return found


def _of_place(place: Place) -> tuple[str, Chip]:
    slot, row = place.slot, place.row
    if row is None:
        return slot.day, Chip(slot.here[11:], slot.at, place.account, slot.title, slot.kind, "empty")
    return slot.day, _of_row(row)._replace(slot=slot.title)


def _of_row(row: PlanRow) -> Chip:
    post = row.post
    about = (post.title, url(post.page), post.sent_name, post.errors)
    return Chip(row.here[11:16], row.at or 0, row.account, "", post.kind, post.state, *about)


def _with_nets(chips: Iterable[Chip]) -> Iterator[Chip]:
    """What is the same on several accounts: the first one names all of them."""
    chips = [*chips]
    alike: dict[Chip, list[str]] = defaultdict(list)
    for chip in chips:
        alike[chip._replace(account="")].append(chip.account)
    for chip in chips:
        names = alike[chip._replace(account="")]
        yield chip._replace(nets=tuple(names)) if names[0] == chip.account else chip


def _earlier(day: str, seconds: int) -> str:
    return (date.fromisoformat(day) - timedelta(seconds // DAY)).isoformat()
