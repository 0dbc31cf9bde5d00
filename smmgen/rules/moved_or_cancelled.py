"""An event was moved or cancelled, and posts that are live or still to go out do not know of it.

All of them are listed, each with the commands that change it. Of a cancelled event, a post must say that it is; of one
that was moved, it must not state another day or hour: listed are those that are live, and SMM1503 names the words in
the others. What is over needs no change.

Wrong: the event has `state: cancelled`, and a post of tomorrow says `Ждём в субботу, 12 декабря`.

Right: the post says `Каппинг 12 декабря отменяется`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.event_posts import coming, of_event, to_change
from smmgen.variants.rows import DISAGREES, TELLS_OF_CHANGE

CODE = code("SMM1508", "moved-or-cancelled", Severity.ERROR, fact=False, docs=__doc__)
NEEDS_CLOCK = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for event, _ in coming(plan):
        rows = of_event(plan, event)
        if event.front.state == "cancelled":
            rows = [row for row in rows if TELLS_OF_CHANGE not in row.post.of_event]
            what = "does not say that it is cancelled"
        elif event.front.state == "moved":
            rows = [row for row in rows if DISAGREES in row.post.of_event and not plan.is_new(row)]
            what = "still says when it was to be"
        else:
            continue
        for finding in to_change(plan, rows, event, what):
            yield event.path, finding
