"""The posts that the series of an event asks for, and which posts are there for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from smmgen.config import seconds
from smmgen.content.documents.event import EventFront, Step, step_at
from smmgen.content.schedule import Moment
from smmgen.variants.rows import PlanRow, PostRow

Posts = Sequence[tuple[PostRow, Sequence[PlanRow]]]
_DAY = timedelta(days=1).total_seconds()


class StepState(NamedTuple):
    """A step, when its post is due (`day` and `hour` by the clock where the event is, `at` in Unix seconds), and the
    post that is there for it."""

    step: Step
    day: str
    hour: str
    at: float
    post: PostRow | None = None


def steps_of(front: EventFront, starts: Moment, ends: Moment | None, posts: Posts) -> list[StepState]:
    """Each step, in the order of the file. A post is there for the step that it is nearest to: at most a day from it,
    or half as far as that is from the event, on the same side of the event and on one of its accounts."""
    states = [_due(step, starts, ends) for step in front.series]
    found: dict[int, PostRow] = {}
    used: set[str] = set()
    pairs = sorted((pair for at, state in enumerate(states) for pair in _near(at, state, posts, starts)), key=_by_time)
    for distance, at, post in pairs:
        if at not in found and (post.path not in used or distance < _DAY / 2):
            found[at] = post
            used.add(post.path)
    return [state._replace(post=found.get(at)) for at, state in enumerate(states)]


def _by_time(pair: tuple[float, int, PostRow]) -> tuple[float, int, str]:
    return pair[0], pair[1], pair[2].path


def _due(step: Step, starts: Moment, ends: Moment | None) -> StepState:
    day, hour = step_at(step, starts, ends)
    wall = datetime.combine(day, time.fromisoformat(hour), starts.local.tzinfo)
    return StepState(step, day.isoformat(), hour, wall.astimezone(UTC).timestamp())


def _near(at: int, state: StepState, posts: Posts, starts: Moment) -> Iterator[tuple[float, int, PostRow]]:
    """The posts that may be there for a step, with how far from it they are, in seconds."""
    step, begins = state.step, starts.instant.timestamp()
    reach = max(_DAY, seconds(step.before or step.after or "1d") / 2)
    names = {*step.accounts}
    for post, plan in posts:
        times = [row.at for row in plan if row.at is not None and (not names or {row.account, row.platform} & names)]
        sided = [time for time in times if (time < begins) == (step.before is not None)]
        if sided and (distance := min(abs(time - state.at) for time in sided)) <= reach:
            yield distance, at, post
