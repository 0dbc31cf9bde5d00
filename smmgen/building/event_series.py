"""What becomes of events: what is still to come, what each lacks, and drafts for the posts of its series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from smmgen.building.check import rows
from smmgen.config import Config
from smmgen.content.documents.event import EVENT, EventFront
from smmgen.content.drafts import Keys, draft
from smmgen.content.layout import POSTS
from smmgen.content.schedule import Moment, resolve
from smmgen.errors import UserError
from smmgen.recipe import Recipe
from smmgen.safe_files import Inside
from smmgen.suggest import did_you_mean
from smmgen.variants.event_steps import Posts, StepState, steps_of
from smmgen.variants.planned import Planned, Shelf
from smmgen.variants.rows import PlanRow, PostId


class Event(NamedTuple):
    """One event with the posts that name it and the steps of its series."""

    planned: Planned[EventFront]
    starts: Moment
    ends: Moment | None
    posts: Posts
    steps: Sequence[StepState]

    @property
    def uid(self) -> str:
        return self.planned.uid

    @property
    def front(self) -> EventFront:
        return self.planned.front

    @property
    def missing(self) -> list[StepState]:
        """Steps without a post."""
        return [step for step in self.steps if step.post is None]

    def is_over(self, now: datetime) -> bool:
        return (self.ends or self.starts).instant <= now


class Events(NamedTuple):
    """All of them, in order of time. `unreadable`: events whose files have errors; `files`: all files of content/."""

    events: Sequence[Event]
    unreadable: Sequence[str]
    files: Collection[str]

    def named(self, uid: str) -> Event:
        """Raises UserError."""
        found = next((event for event in self.events if event.uid == uid), None)
        if found is None:
            broken = [path for path in self.unreadable if path.endswith(f"/{uid}.md")]
            if broken:
                raise UserError(f"{broken[0]} has errors", "`smm check` tells which")
            hint = did_you_mean(uid, [event.uid for event in self.events]) or "`smm new event` makes one"
            raise UserError(f"there is no event `{uid}`", hint)
        return found


class Draft(NamedTuple):
    path: str
    event: Event
    step: StepState
    accounts: tuple[str, ...]


def events(recipe: Recipe, jobs: int | None = None) -> Events:
    """The events as the files say, made anew where they changed since the last build."""
    plan, documents, files = rows(recipe, jobs)
    planned = Shelf(documents).all_of(EVENT)
    found = [one for event in planned if (one := _event(event, _naming(event, plan), recipe.config))]
    unreadable = [row.path for row in documents if row.kind == EVENT.name and not row.digest]
    return Events(sorted(found, key=lambda one: (one.starts.instant, one.uid)), unreadable, files)


def _naming(event: Planned[EventFront], plan: Sequence[PlanRow]) -> Posts:
    """The posts that name it, each with its rows."""
    found: dict[PostId, list[PlanRow]] = {}
    for row in plan:
        if event.row.name in row.post.refers:
            found.setdefault(row.post.id, []).append(row)
    return [(of_post[0].post, of_post) for of_post in found.values()]


def _event(planned: Planned[EventFront], posts: Posts, config: Config) -> Event | None:
    zone = config.project.timezone
    starts, ends = (
        resolve(text, zone, "00:00")[0] if text else None for text in (planned.front.starts, planned.front.ends)
    )
    return Event(planned, starts, ends, posts, steps_of(planned.front, starts, ends, posts)) if starts else None


def missing(event: Event, now: datetime, config: Config, files: Collection[str]) -> Iterator[Draft]:
    """A draft for each step that has no post and whose time is still to come, each at a path where there is no file."""
    taken = {*files}
    for step in event.missing:
        if step.at > now.timestamp():
            path = _free(f"{POSTS}/{step.day[:7]}/{step.day[8:]}-{event.uid}", taken)
            taken.add(path)
            yield Draft(path, event, step, _accounts(event, step, config))


def _accounts(event: Event, step: StepState, config: Config) -> tuple[str, ...]:
    """Those of the event's other posts if the step names none; all if there are no posts yet."""
    of_posts = {row.account for _, plan in event.posts for row in plan}
    return tuple(step.step.accounts or [name for name in config.accounts if name in of_posts] or config.accounts)


def _free(path: str, taken: Collection[str]) -> str:
    numbers = (f"{path}{'' if number == 1 else f'-{number}'}.md" for number in range(1, len(taken) + 2))
    return next(name for name in numbers if name not in taken)


def write(project: Path, drafts: Iterable[Draft], config: Config) -> Iterator[tuple[Draft, bool]]:
    """Write the drafts, one after the other; each is there whole or not at all. False: there is a file of that name by
    now, which is left as it is. Raises UserError where an archetype cannot be used."""
    texts = [(one, _text(project, one, config)) for one in drafts]  # all of them before the first is written
    with Inside(project) as files:
        for one, text in texts:
            try:
                files.create(one.path, text.encode())
            except FileExistsError:
                yield one, False
            else:
                yield one, True


def _text(project: Path, one: Draft, config: Config) -> str:
    front = one.event.front
    name = f"{one.event.uid}-{one.step.step.name}"
    return draft(project, one.step.step.rubric or "", front.title, keys_of(one, config), name)


def keys_of(one: Draft, config: Config) -> Keys:
    """The front matter that follows from the event."""
    campaign = one.event.front.campaign
    keys: Mapping[str, str | Sequence[str]] = {
        "platforms": one.accounts,
        "schedule": _schedule(one, config),
        "event": one.event.uid,
    }
    return {**keys, "campaign": campaign} if campaign else keys


def _schedule(one: Draft, config: Config) -> str:
    """The time, with its zone where that is not the project's."""
    written, zone = f"{one.step.day} {one.step.hour}", one.event.starts.zone
    if zone == config.project.timezone:
        return written
    return f"{written} {zone}" if zone[0] in "+-" else f"{written} [{zone}]"
