"""What becomes of content plans: their slots as they stand now, and drafts for those that are empty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from smmgen.building.check import rows
from smmgen.config import Config, days
from smmgen.content.documents.plan import PLAN, period
from smmgen.content.drafts import Keys, draft
from smmgen.content.layout import POSTS
from smmgen.content.new import slug, written
from smmgen.content.schedule import zone_of
from smmgen.errors import UserError
from smmgen.keys import Identity
from smmgen.recipe import Recipe
from smmgen.safe_files import Inside
from smmgen.suggest import did_you_mean
from smmgen.variants.planned import Shelf
from smmgen.variants.rows import PlanRow
from smmgen.variants.slots import ContentPlan, Place, Slot, content_plans, ready_before, standing


class Plans(NamedTuple):
    """All plans with their posts. `unreadable`: plans whose files have errors; `files`: all files of the content;
    `rows`: every post on every account."""

    plans: Sequence[ContentPlan]
    unreadable: Sequence[str]
    files: Collection[str]
    rows: Sequence[PlanRow] = ()


class Standing(NamedTuple):
    """A slot, how it stands, and the accounts on which it stands so with the same post."""

    slot: Slot
    state: str
    places: Sequence[Place]

    @property
    def accounts(self) -> list[str]:
        return [place.account for place in self.places]


class Chosen(NamedTuple):
    """A plan, and the days of it that were asked for."""

    plan: ContentPlan
    first: str
    last: str

    def has(self, slot: Slot) -> bool:
        return self.first <= slot.day <= self.last


def plans(recipe: Recipe, jobs: int | None = None) -> Plans:
    """The content plans as the files say, made anew where they changed since the last build."""
    posts, documents, files = rows(recipe, jobs)
    unreadable = [row.path for row in documents if row.kind == PLAN.name and not row.digest]
    return Plans(content_plans(Shelf(documents).all_of(PLAN), posts, recipe.config), unreadable, files, posts)


def chosen(found: Sequence[ContentPlan], asked: str | None, now: datetime, config: Config) -> list[Chosen]:
    """The plans of this name or time, without one all that are not over. Raises UserError."""
    if asked is None:
        today = now.astimezone(zone_of(config.project.timezone)).date()
        return [_whole(plan) for plan in found if plan.front.last >= today]
    if named := [plan for plan in found if plan.planned.uid == asked]:
        return [*map(_whole, named)]
    try:
        first, last = period(asked)
    except ValueError:
        from smmgen.content import loose_spans  # patterns for what is wrong, which is rare

        meant = loose_spans.hint(asked)
        hint = did_you_mean(asked, [plan.planned.uid for plan in found]) if "YYYY" in meant or not meant else meant
        raise UserError(f"there is no plan `{asked}`, nor is it a time such as 2026-12", hint) from None
    within = [plan for plan in found if plan.front.first <= last and first <= plan.front.last]
    if not within:
        raise UserError(f"no content plan is for {asked}", f"`smm new plan {asked}` starts one")
    return [Chosen(plan, *_days(max(first, plan.front.first), min(last, plan.front.last))) for plan in within]


def _whole(plan: ContentPlan) -> Chosen:
    return Chosen(plan, *_days(plan.front.first, plan.front.last))


def _days(first: date, last: date) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()


def standings(
    one: Chosen, now: datetime, sent: Collection[Identity], config: Config, waiting: Collection[Identity] = ()
) -> list[Standing]:
    """Every slot of these days, once for each way in which it stands. `sent`: what has gone out; `waiting`: what waits
    for somebody's yes."""
    ahead = ready_before(one.plan.front, config)
    found: dict[tuple[Slot, str, str], list[Place]] = {}
    for place in one.plan.places:
        if one.has(place.slot):
            post = place.row and place.row.identity
            state = standing(place, now.timestamp(), ahead, post in sent, post in waiting)
            found.setdefault((place.slot, state, place.row.post.path if place.row else ""), []).append(place)
    return [Standing(slot, state, places) for (slot, state, _), places in found.items()]


class Draft(NamedTuple):
    path: str
    slot: Slot
    accounts: tuple[str, ...]
    campaign: str


def empty(
    one: Chosen, now: datetime, files: Collection[str], filled: Collection[tuple[Slot, str]] = ()
) -> Iterator[Draft]:
    """A draft for each slot that is empty and still to come, each at a path where there is no file. `filled`: slots
    that an evergreen post has just got, with the account."""
    taken = {*files}
    for slot, found in one.plan.gaps():
        accounts = tuple(name for name in found if (slot, name) not in filled)
        if accounts and one.has(slot) and slot.at > now.timestamp():
            path = _free(f"{POSTS}/{slot.day[:7]}/{slot.day[8:]}-{slug(slot.name, 'slot')}", taken)
            taken.add(path)
            yield Draft(path, slot, accounts, _campaign(one.plan, slot))


def opening(found: Plans, name: str, day: str, now: datetime) -> Draft:
    """A draft for the next empty slot of this name, or for that of a day such as `2026-12-07`. Raises UserError."""
    known = {slot.name for plan in found.plans for slot in plan.front.slots}
    if name not in known:
        hint = did_you_mean(name, known) or "add it to `slots` of a plan in content/plan"
        raise UserError(f"there is no slot `{name}`", hint)
    openings = (one for plan in found.plans for one in empty(_whole(plan), now, found.files))
    fitting = [one for one in openings if one.slot.name == name and one.slot.day.startswith(day)]
    if not fitting:
        when = f"on {day}" if day else "from now on"
        raise UserError(f"no slot `{name}` is empty {when}", "`smm plan` shows the slots and their posts")
    return min(fitting, key=lambda one: one.slot.at)


def write_post(project: Path, one: Draft, title: str, more: Mapping[str, str]) -> Path:
    """Write a draft for this slot, called by its title, and say where. `more`: further keys of front matter."""
    keys = {**_keys(one), **more}
    text = draft(project, one.slot.kind, title, keys)
    with Inside(project) as files:
        return project / written(files, f"{POSTS}/{one.slot.day[:7]}", slug(title), text)


def _free(path: str, taken: Collection[str]) -> str:
    numbers = (f"{path}{'' if number == 1 else f'-{number}'}.md" for number in range(1, len(taken) + 2))
    return next(name for name in numbers if name not in taken)


def _campaign(plan: ContentPlan, slot: Slot) -> str:
    """The campaign of that day's theme."""
    day = date.fromisoformat(slot.day)
    for theme in plan.front.themes:
        first, last = days(theme.days)
        if theme.campaign and first <= day <= last:
            return theme.campaign
    return ""


def write(project: Path, drafts: Iterable[Draft]) -> Iterator[tuple[Draft, bool]]:
    """Write the drafts, one after the other; each is there whole or not at all. False: there is a file of that name by
    now, which is left as it is. Raises UserError where an archetype cannot be used."""
    texts = [(one, _text(project, one)) for one in drafts]  # all of them before the first is written
    with Inside(project) as files:
        for one, text in texts:
            try:
                files.create(one.path, text.encode())
            except FileExistsError:
                yield one, False
            else:
                yield one, True


def _text(project: Path, one: Draft) -> str:
    return draft(project, one.slot.kind, one.slot.title, _keys(one), f"{one.slot.name}-{one.slot.day[5:]}")


def _keys(one: Draft) -> Keys:
    keys = {"platforms": one.accounts, "schedule": one.slot.here.replace("T", " "), "slot": one.slot.name}
    return {**keys, "campaign": one.campaign} if one.campaign else keys
