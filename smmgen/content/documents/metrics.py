"""What goals, KPIs and stop conditions may count, and where the figures are: in files of data/ that people or programs
add to."""

from __future__ import annotations

from typing import Literal, NamedTuple

Unit = Literal["", "%", "money"]


class Metric(NamedTuple):
    """`source` is the folder of its figures; `one` what a single one of it is called, as in `per_order`; "" for what is
    no count."""

    source: str
    one: str = ""
    unit: Unit = ""


_PAGES, _RESULTS, _SPEND = "data/metrics", "data/results", "data/spend"
_COUNTED = {
    _PAGES: {
        "views": "view", "reach": "reach", "likes": "like", "comments": "comment", "reposts": "repost",
        "saves": "save", "votes": "vote", "clicks": "click", "joins": "join", "leaves": "leave", "members": "member",
    },
    _RESULTS: {
        "orders": "order", "leads": "lead", "sales": "sale", "tickets": "ticket", "visits": "visit",
        "visitors": "visitor", "entries": "entry",
    },
}  # fmt: skip

METRICS: dict[str, Metric] = {
    **{name: Metric(source, one) for source, names in _COUNTED.items() for name, one in names.items()},
    "er_views": Metric(_PAGES, unit="%"),
    "er_members": Metric(_PAGES, unit="%"),
    "spent": Metric(_SPEND, unit="money"),
    **{f"per_{one}": Metric(_SPEND, unit="money") for names in _COUNTED.values() for one in names.values()},
}
"""Metric -> what it is. `er_views` is reactions per view, `per_join` what one join has cost."""

AT_MOST = "_max"
"""Ends the name of a KPI that is not to be exceeded: `per_join_max`."""


def metric_of(name: str) -> str:
    """The metric that a KPI or a stop condition is about: `per_join` of `per_join_max`."""
    return name.removesuffix(AT_MOST)


def plural_of(one: str) -> str:
    """`orders` of `order`; the word itself where it is no result that is known."""
    return next((name for name, metric in METRICS.items() if metric.one == one), one)
