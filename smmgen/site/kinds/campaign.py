"""The page of a campaign: goal and KPIs against what is known, spending, its time line, bets, advertisements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import orjson

from smmgen.campaigns import Figures, empty_weeks, figures, reached, weeks
from smmgen.config import days
from smmgen.content.documents.campaign import CAMPAIGN, CampaignFront
from smmgen.content.documents.metrics import AT_MOST, METRICS, metric_of, plural_of
from smmgen.site.i18n import Words
from smmgen.site.kinds.base import About, Need, Whole
from smmgen.site.urls import url, url_of
from smmgen.variants.planned import Planned
from smmgen.variants.rows import DocumentRow, PlanRow, PostRow

Link = tuple[str, str]
"""Title and address of the page below build/site, "" where there is none."""
_FOREVER = timedelta(90)
"""How long the home page asks for a verdict."""
_TIMES = (("starts", "ends"), ("opens", "closes"))
"""Keys of documents that have a first and a last day."""


class Aim(NamedTuple):
    """A figure to be reached, or not to be exceeded: `is_most`. `value` is "" where files have none; `share`: percent
    of the target, at most 100. `tone`: `good`, `warn`, `bad` or ""."""

    name: str
    value: str
    target: str
    share: int
    tone: str
    is_most: bool


class Step(NamedTuple):
    """A post, contest or event on the time line. `places`: network and account; `until`: its last day if it is longer
    than one."""

    kind: str
    title: str
    url: str
    day: str
    hour: str
    places: tuple[tuple[str, str], ...]
    rubric: str
    state: str
    until: str = ""


class Week(NamedTuple):
    """Seven days of the campaign, or what is before, after or without a date: then `first` is ""."""

    first: str
    last: str
    steps: tuple[Step, ...]


class CreativeFacts(NamedTuple):
    """An advertisement. `state`: `registered`, `bound` where its digest is kept, too, or `waits`."""

    post: Link
    erid: str
    contract: str
    kktu: str
    state: str


LEADS_TO = ("audience", "budget", "contest", "event")


class CampaignFacts(NamedTuple):
    """What the template shows beside the campaign's own text."""

    audiences: tuple[Link, ...]
    budget: Link
    goal: Aim | None
    aims: tuple[Aim, ...]
    stops: tuple[Aim, ...]
    currency: str
    span: tuple[str, str]
    spent: tuple[tuple[str, str], ...]
    most: str
    paid: str
    weeks: tuple[Week, ...]
    bets: tuple[tuple[str, str, str, str], ...]
    creatives: tuple[CreativeFacts, ...]
    needs: tuple[Need, ...]


class IndexRow(NamedTuple):
    """A campaign in the list of them."""

    title: str
    url: str
    first: str
    last: str
    posts: int
    goal: Aim | None
    words: str


def facts(about: About[CampaignFront]) -> CampaignFacts:
    front, t, whole = about.front, about.whole.t, about.whole
    found, currency = _known(about.row.name, whole)
    stop = front.stop.get("spent")
    return CampaignFacts(
        tuple(audience_link(name, whole) for name in front.audiences),
        _budget(front.budget or "", whole),
        _goal(front, found, currency, t),
        tuple(_aim(name, target, found, currency, t) for name, target in front.kpi.items()),
        tuple(_aim(name, most, found, currency, t, is_most=True) for name, most in front.stop.items()),
        currency,
        _span(front, found),
        _running(found),
        str(stop) if stop is not None else "",
        t.money(found.paid, currency) if found.paid is not None else "",
        tuple(_weeks(about)),
        tuple((bet.idea, expected(bet.then, t), bet.judge, bet.verdict or "") for bet in front.bets),
        tuple(_creatives(front, whole)),
        tuple(_asked(about)),
    )


def index(whole: Whole) -> tuple[IndexRow, ...]:
    """Every campaign, in order of its first day."""
    return tuple(sorted((_listed(one, whole) for one in whole.all_of(CAMPAIGN)), key=lambda one: (one.first, one.url)))


def _listed(campaign: Planned[CampaignFront], whole: Whole) -> IndexRow:
    first, last = (day.isoformat() for day in days(campaign.front.dates))
    row, goal = campaign.row, campaign.front.goal
    aim = _goal(campaign.front, *_known(row.name, whole), whole.t)
    words = (goal.words or "") if goal else ""
    return IndexRow(row.title, url_of(row.path), first, last, len(whole.naming.get(row.name, ())), aim, words)


def _known(name: str, whole: Whole) -> tuple[Figures, str]:
    """What a campaign has cost and brought, and the currency of its money."""
    found = figures(whole.books, name)
    return found, found.currency or whole.config.project.currency


def needs(about: About[CampaignFront]) -> Iterator[Need]:
    """Stop conditions that hold, weeks without posts, advertisements without a token, bets to judge."""
    first, last = days(about.front.dates)
    text, found = about.whole.t.label("need_week").format(campaign=about.row.title), [*_asked(about)]
    for week in empty_weeks(first, last, {row.here[:10] for _, plan in about.posts for row in plan}):
        before, end = week - timedelta(7), min(week + timedelta(6), last)
        found.append(Need(week.isoformat(), before.isoformat(), end.isoformat(), text, url_of(about.path)))
    yield from sorted(found)


def _asked(about: About[CampaignFront]) -> Iterator[Need]:
    """What the time line does not show."""
    front, t, page = about.front, about.whole.t, url_of(about.path)
    known, currency = _known(about.row.name, about.whole)
    found, last = [], days(front.dates)[1].isoformat()
    for metric, _, most in reached(front, known):
        day = max(known.days, default=last)
        shown = _aim(metric, most, known, currency, t).value
        text = t.label("need_stop").format(campaign=about.row.title, metric=metric_name(metric, t), value=shown)
        found.append(Need(day, day, max(day, last), text, page))
    for one in front.creatives:
        post, plan = about.whole.by_uid.get(one.post, (None, ()))
        day = min((row.here[:10] for row in plan if row.here), default="")
        if post and day and not post.is_ad:
            soon = (date.fromisoformat(day) - timedelta(3)).isoformat()
            found.append(Need(day, soon, day, t.label("need_erid").format(post=post.title), page))
    for bet in front.bets:
        if not bet.verdict:
            until = (date.fromisoformat(bet.judge) + _FOREVER).isoformat()
            found.append(Need(bet.judge, bet.judge, until, t.label("need_verdict").format(bet=bet.idea), page))
    yield from sorted(found)


def audience_link(name: str, whole: Whole) -> Link:
    """An audience of a file or of smm.toml."""
    row = next((row for row in whole.documents if row.name == f"audience/{name}"), None)
    if row:
        return row.title, url_of(row.path)
    declared = whole.config.audiences.get(name)
    return declared.title if declared else name, ""


def _budget(line: str, whole: Whole) -> Link:
    """The line, and the page of the first budget that has it."""
    having = ((book, found) for book in whole.books.books if (found := book.front.line(line)))
    book, found = next(having, (None, None))
    return (found.name, url_of(book.budget.path)) if book and found else (line, "")


# Figures


def metric_name(name: str, t: Words) -> str:
    """What people call a metric; the key itself where it is none."""
    metric = metric_of(name)
    if metric.startswith("per_"):
        plural = plural_of(metric.removeprefix("per_"))
        return t.word("metric", "per").format(metric=t.word("metric", plural))
    return t.word("metric", metric)


def expected(then: str, t: Words) -> str:
    """`orders +10%` with the word for its metric; other words as they are."""
    metric, _, rest = then.partition(" ")
    return f"{metric_name(metric, t)} {rest}" if metric_of(metric) in METRICS and rest else then


def _goal(front: CampaignFront, found: Figures, currency: str, t: Words) -> Aim | None:
    goal = front.goal
    if goal is None or goal.metric is None or goal.target is None:
        return None
    return _aim(goal.metric, goal.target, found, currency, t)


def _aim(name: str, target: Decimal, found: Figures, currency: str, t: Words, *, is_most: bool = False) -> Aim:
    metric = metric_of(name)
    counted = METRICS[metric].unit if metric in METRICS else ""
    unit = currency if counted == "money" else counted
    is_most = is_most or name.endswith(AT_MOST)
    value = found.of(name)
    share = int(min(Decimal(100), max(Decimal(0), value / target * 100))) if value is not None and target > 0 else 0
    shown = t.amount(value.quantize(Decimal("0.01")), unit) if value is not None else ""
    return Aim(metric_name(name, t), shown, t.amount(target, unit), share, _tone(value, target, is_most), is_most)


def _tone(value: Decimal | None, target: Decimal, is_most: bool) -> str:
    if value is None:
        return ""
    if is_most:
        return "bad" if value >= target else "warn" if value * 100 >= target * 80 else "good"
    return "good" if value >= target else ""


def _span(front: CampaignFront, found: Figures) -> tuple[str, str]:
    """The days of the chart: the campaign's, and those of payments before and after."""
    first, last = front.dates.partition("..")[::2]
    known = [first, last or first, *found.days]
    return min(known), max(known)


def _running(found: Figures) -> tuple[tuple[str, str], ...]:
    """Day -> what has been paid up to it."""
    total, points = Decimal(0), []
    for day, paid in found.days.items():
        total += paid
        points.append((day, str(total)))
    return tuple(points)


# Time line


def _weeks(about: About[CampaignFront]) -> Iterator[Week]:
    steps = sorted(_steps(about), key=lambda step: (step.day, step.hour, step.title))
    left = list(steps)
    first, last = days(about.front.dates)
    for begin, end in weeks(first, last):
        within = tuple(step for step in steps if begin.isoformat() <= step.day <= end.isoformat())
        left = [step for step in left if step not in within]
        yield Week(begin.isoformat(), end.isoformat(), within)
    if left:
        yield Week("", "", tuple(left))


def _steps(about: About[CampaignFront]) -> Iterator[Step]:
    for post, plan in about.posts:
        yield from _of_post(post, plan)
    named = {name for post, _ in about.posts for name in post.refers}
    for row in about.whole.documents:
        if row.kind in ("contest", "event") and (about.row.name in row.refers or row.name in named):
            yield from _of_document(row)


def _of_post(post: PostRow, plan: Sequence[PlanRow]) -> Iterator[Step]:
    """One step for each time at which it goes out."""
    times: dict[str, list[tuple[str, str]]] = {}
    for row in plan:
        times.setdefault(row.here, []).append((row.platform, row.account))
    for here, places in (times or {"": []}).items():
        page = url(post.page)
        yield Step("post", post.title, page, here[:10], here[11:16], tuple(places), post.kind, post.state)


def _of_document(row: DocumentRow) -> Iterator[Step]:
    front: dict[str, Any] = orjson.loads(row.front)
    for begins, ends in _TIMES:
        if day := _day(front.get(begins)):
            last = _day(front.get(ends))
            until = last if last > day else ""
            yield Step(row.kind, row.title, url_of(row.path), day, "", (), "", "", until)
            return


def _day(text: object) -> str:
    """The day that a time begins with; "" of what is none."""
    try:
        return date.fromisoformat(str(text)[:10]).isoformat()
    except ValueError:
        return ""


def _creatives(front: CampaignFront, whole: Whole) -> Iterator[CreativeFacts]:
    for one in front.creatives:
        post, _ = whole.by_uid.get(one.post, (None, ()))
        link = (post.title, url(post.page)) if post else (one.post, "")
        registered = bool(one.erid or (post and post.is_ad))
        state = "bound" if one.digest and registered else "registered" if registered else "waits"
        yield CreativeFacts(link, one.erid or "", one.contract or "", one.kktu or "", state)
