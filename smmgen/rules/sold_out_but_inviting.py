"""An event is sold out, and a post that is still to go out, or is live, invites to it.

A post that says so in words (“sold out”, «мест больше нет») invites to nothing.

Wrong: the event has `state: sold-out`, and a post of tomorrow says `Приходите, билеты на сайте`.

Right: the post says `Мест больше нет. Приходите на следующий`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.rules.event_posts import coming, of_event, to_change
from smmgen.variants.rows import INVITES, TELLS_OF_CHANGE

CODE = code("SMM1507", "sold-out-but-inviting", Severity.ERROR, fact=False, docs=__doc__)
NEEDS_CLOCK = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    for event, _ in coming(plan):
        if event.front.state != "sold-out":
            continue
        said = [(row, row.post.of_event) for row in of_event(plan, event)]
        rows = [row for row, says in said if INVITES in says and TELLS_OF_CHANGE not in says]
        for finding in to_change(plan, rows, event, "still invites to it"):
            yield event.path, finding
