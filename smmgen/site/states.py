"""What the ledger says, as pages show it: the worst state of a post's parts, and what a person must look at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from smmgen import languages
from smmgen.site.kinds.base import Need
from smmgen.site.model import State, ToApprove, ToPost, Troubled
from smmgen.site.urls import url
from smmgen.variants.rows import PlanRow

STATES = (
    "approved", "published", "renamed", "abandoned", "retracted", "scheduled", "resend", "claimed", "sending",
    "unapproved", "missed", "failed", "unknown",
)  # fmt: skip
"""States, the worst last: those of the ledger, and of posts that it does not have, whether they are approved."""
TROUBLE = frozenset({"missed", "failed", "unknown"})
"""States of posts that were not published as planned: a person decides what to do."""

DONE = frozenset({"published", "abandoned", "retracted", "renamed", "scheduled", "missed"})
"""Nobody is to post it any more."""

Worst = Mapping[str, Mapping[str, State]]
"""Post -> account -> the worst of its parts; its address is that of any part that has one."""


def worst(states: Iterable[State]) -> Worst:
    """Threads and their comments are shown as one."""
    found: dict[str, dict[str, State]] = {}
    for state in sorted(states, key=lambda state: (state.sent_name, state.account, _rank(state.state))):
        known = found.setdefault(state.sent_name, {}).get(state.account)
        address = known.url if known and known.url else state.url
        found[state.sent_name][state.account] = state._replace(url=address)
    return found


def to_look_at(found: Worst, rows: Iterable[PlanRow]) -> list[Troubled]:
    """The posts in trouble, account by account, the latest first."""
    if all(one.state not in TROUBLE for states in found.values() for one in states.values()):
        return []
    troubled = [
        (row.here, Troubled(row.post.sent_name, row.account, row.platform, url(row.post.page), row.title))
        for row in rows
        if (known := found.get(row.post.sent_name, {}).get(row.account)) and known.state in TROUBLE
    ]
    return [one for _, one in sorted(troubled, reverse=True)]


def states_js(
    found: Worst,
    troubled: Sequence[Troubled],
    to_post: Sequence[ToPost],
    language: str,
    to_approve: Sequence[ToApprove] = (),
) -> str:
    """`data/states.js`: states, put on the pages as pills by script, and what the home page's lists show."""

    words = languages.table(language, "state")

    def pill(one: State) -> list[str]:
        return [one.state, words.get(one.state, one.state), one.url]

    shown = {post: {name: pill(one) for name, one in states.items()} for post, states in found.items()}
    lists = [troubled, to_post, *([to_approve] if to_approve else [])]
    return f"smmStates({', '.join(map(as_js, (shown, STATES, *lists)))});\n"


def needs_js(needs: Sequence[Need]) -> str:
    """`data/needs.js`: what documents need from a person, for the home page's script, which knows the day."""
    return f"smmNeeds({as_js(needs)});\n"


def as_js(value: Any) -> str:
    """JSON that may also stand in a page."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _rank(state: str) -> int:
    return STATES.index(state) if state in STATES else len(STATES)
