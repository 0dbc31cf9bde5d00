"""The draw was more than two days ago, and no post tells who has won.

People wait for it. A post tells it if `results_in` names it and it was published.

Wrong: it is 23 December, and no post of a contest with `draw: {at: 2026-12-20 12:00}` and `results_in: winners` is
out.

Right: publish it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from smmgen.content.documents.contest import CONTEST, ContestFront, times
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.planned import Planned

CODE = code("SMM1411", "results-missing", Severity.WARNING, fact=False, docs=__doc__)
NEEDS_CLOCK = True
PATIENCE = timedelta(days=2)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    contests = plan.all_of(CONTEST) if plan.now else ()
    out = {row.uid for row in plan.rows if not plan.is_new(row)} if contests else set()
    for contest in contests:
        draw = times(contest.front, plan.config.project.timezone).draw
        is_late = draw and plan.now and plan.now - draw.instant > PATIENCE
        if draw and is_late and not out.intersection(contest.front.results_in):
            message = f"the draw was on {draw.wall[:10]}, and no post has told who has won"
            yield contest.path, Finding(message, _hint(contest.front), span=contest.span(_place(contest)))


def _hint(front: ContestFront) -> str:
    named = front.results_in
    return f"publish `{named[0]}`" if named else "write the post, and name it: `results_in: …`"


def _place(contest: Planned[ContestFront]) -> Field:
    return ("results_in",) if contest.front.results_in else ("draw", "at")
