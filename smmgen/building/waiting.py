"""What waits for whose yes, for the preview. It depends on approvals/, keys and git, like states on the ledger: pages
are made without it, and scripts and one page of its own show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from smmgen import languages
from smmgen.approvals.model import FOLDER, Approval
from smmgen.building.scan import tree
from smmgen.config import Config
from smmgen.phrases import spoken
from smmgen.site.model import State, ToApprove
from smmgen.site.urls import url
from smmgen.variants.rows import PlanRow

if TYPE_CHECKING:
    from smmgen.approvals.gate import Gate

APPROVED, UNAPPROVED = "approved", "unapproved"


class Waiting(NamedTuple):
    """`states`: of posts that need a yes and of which the ledger knows nothing. `posts`: those of them that wait, the
    earliest first."""

    states: tuple[State, ...] = ()
    posts: tuple[tuple[PlanRow, ToApprove], ...] = ()


def waiting(gate: Gate | None, rows: Iterable[PlanRow], states: Sequence[State]) -> Waiting:
    """`states`: what the ledger knows."""
    if gate is None:
        return Waiting()
    from smmgen.approvals.words import need_of

    words = languages.table(gate.language, "approvals")
    known = {(state.sent_name, state.account) for state in states}
    fresh = [row for row in rows if row.post.state == "ready" and (row.post.sent_name, row.account) not in known]
    found = [(row, gate.words(subject, standing), standing) for row, subject, standing in gate.of_rows(fresh)]
    told = (
        State(row.post.sent_name, row.account, UNAPPROVED if standing.is_open else APPROVED)
        for row, _, standing in found
    )
    posts = [
        (row, ToApprove(row.account, row.platform, url(row.post.page), row.title, tuple(map(need_of, standing.needs)),
                        tuple(standing.approved), tuple(spoken(one, words) for one in why.before)))
        for row, why, standing in found if why
    ]  # fmt: skip
    return Waiting(tuple(told), tuple(sorted(posts, key=lambda one: (one[0].here or "~", one[0].path, one[0].account))))


def outside(project: Path, config: Config) -> Iterator[str]:
    """Names of the files and folders that say who approved what; nothing where nobody has to."""
    if not config.review:
        return
    yield FOLDER
    yield from tree(project, project / FOLDER)
    yield from (person.key for person in config.people.values() if person.key and " " not in person.key)


def digest(project: Path, gate: Gate | None) -> str:
    """Of all that decides what waits, beside the posts themselves; "" where nothing does."""
    if gate is None:
        return ""
    from smmgen.approvals.keys import keys_of
    from smmgen.approvals.store import everything

    files = [one.dump().decode() if isinstance(one, Approval) else [*one] for one in everything(project)]
    keys = [[name, *keys_of(project, person)] for name, person in gate.people.items()]
    expired = [name for name, person in gate.people.items() if person.expires and person.expires <= gate.today]
    imported = [one.statement.as_json() for one in gate.imported]
    return sha256(orjson.dumps([files, keys, expired, imported])).hexdigest()
