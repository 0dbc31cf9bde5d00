"""A campaign's goal, KPI or stop condition counts something that no file has figures of.

A goal that nobody can measure is never missed and never reached. What can be counted: pages' figures such as `views`,
`clicks` and `joins`, results such as `orders`, `leads` and `visits`, `spent`, and the cost of one of them, such as
`per_order`. A goal in words is not checked.

Wrong: `goal: {metric: happiness, target: 300}`

Right: `goal: {metric: orders, target: 300}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.campaign import Campaign
from smmgen.content.documents.metrics import METRICS, metric_of
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, Mend, code
from smmgen.suggest import did_you_mean, only

CODE = code("SMM1902", "goal-unmeasurable", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    document = subject.document
    if not isinstance(document, Campaign):
        return
    for field, name in _counted(document):
        if metric_of(name) not in METRICS:
            hint = did_you_mean(name, METRICS) or "count what files have figures of: orders, joins, views, spent"
            meant = only(name, METRICS)
            mend = Mend(name, meant) if meant and field[0] == "goal" else None
            yield Finding(f"no file has figures of `{name}`", hint, field, mend=mend)


def _counted(campaign: Campaign) -> Iterator[tuple[Field, str]]:
    goal = campaign.front.goal
    if goal and goal.metric:
        yield ("goal", "metric"), goal.metric
    yield from ((("kpi", name), name) for name in campaign.front.kpi)
    yield from ((("stop", name), name) for name in campaign.front.stop)
