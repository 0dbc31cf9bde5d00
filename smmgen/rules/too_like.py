"""A post says nearly what another one has said on the same account in the last 90 days.

Readers notice, and networks show repetition to fewer people. A few words in a row count as one thing that was said;
more than six of ten are the same. The very same text is another diagnostic (SMM605), and a post that repeats is none.

Wrong: last month's reminder of the opening hours, with another date.

Right: what is new since then, and a link to that post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code
from smmgen.variants.rows import PlanRow
from smmgen.variants.shingles import kept, resemblance

CODE = code("SMM219", "too-like", Severity.WARNING, fact=False, docs=__doc__)

MOST = 0.6
WITHIN = 90 * 86400
"""Seconds."""
_LOOKED_AT = 6
"""Checksums of a text by which others are found: those that share two of them."""
_REMEMBERED = 4
"""Posts with the same checksum that are compared: a footer of all posts must not make this slow."""


class _Sent(NamedTuple):
    """A post and what went out of it, by account, in order of time."""

    sketch: str
    rows: dict[str, PlanRow]


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    seen: dict[str, tuple[int, ...]] = {}
    posts = _posts(plan)
    for number, post in enumerate(posts):
        checksums = kept(post.sketch[: 8 * _LOOKED_AT])
        known = [seen.get(checksum, ()) for checksum in checksums]
        if any(known):
            shares = Counter(chain.from_iterable(known))
            yield from _like(post, [posts[other] for other, times in shares.items() if times > 1])
        for checksum, numbers in zip(checksums, known, strict=True):
            seen[checksum] = (*numbers[1 - _REMEMBERED :], number)


def _posts(plan: Plan) -> list[_Sent]:
    found: dict[tuple[str, str], _Sent] = {}
    for _, row in plan.timed:
        post = row.post
        if not post.sketch:
            continue
        known = found.get(post.id)
        if known is None:
            found[post.id] = known = _Sent(post.sketch, {})
        known.rows.setdefault(row.account, row)
    return [*found.values()]


def _like(post: _Sent, others: Iterable[_Sent]) -> Iterator[tuple[str, Finding]]:
    """The nearest of them that went out on one of its accounts not long before."""
    near = [(resemblance(post.sketch, one.sketch), one) for one in others if _shared(post, one)]
    if not near:
        return
    share, other = max(near, key=lambda found: found[0])
    if share > MOST:
        before, row = _shared(post, other)[0]
        message = f"most of this text is in `{before.path}`, too, which goes out there on {before.wall[:10]}"
        hint = "say what is new, or leave one of them out"
        yield row.path, Finding(message, hint, span=row.schedule_span, others=(before.path,))


def _shared(post: _Sent, other: _Sent) -> list[tuple[PlanRow, PlanRow]]:
    """Rows of one account, not long apart, of another document and with another text."""
    pairs = [(before, post.rows[name]) for name, before in other.rows.items() if name in post.rows]
    return [
        (before, row)
        for before, row in pairs
        if (row.at or 0) - (before.at or 0) < WITHIN and before.path != row.path and before.text != row.text
    ]
