"""The terms of a contest are not those that were announced.

When a post that `announced_by` names goes out, the ledger takes the digest of the terms: of the prizes, times,
conditions and rules, not of notes, costs or code words. From then on people take part under these terms. In Russia
the law lets an organiser change them in the first half of the time only (Civil Code, article 1058), and networks do
not want it at all.

`smm check` and `smm publish` report this; builds do not, because they do not read the ledger. Where a change is
allowed and has been announced, silence it with `ignore`.

Wrong: `prizes: [{what: Box, count: 2}]` in a contest that was announced with three.

Right: `prizes: [{what: Box, count: 3}]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import CONTEST
from smmgen.content.schedule import minute, zone_of
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Plan, code

CODE = code("SMM1402", "terms-changed", Severity.ERROR, fact=False, docs=__doc__)
NEEDS_CLOCK = True


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    zone = zone_of(plan.config.project.timezone)
    for contest in plan.all_of(CONTEST) if plan.promised else ():
        promised = plan.promised.get(contest.row.name)
        if promised and promised.digest != contest.row.promise:
            message = f"the terms are not those that `{promised.post}` announced on {minute(promised.at, zone)}"
            hint = f"put them back: `git log -p {contest.path}` shows what has changed"
            yield contest.path, Finding(message, hint, span=contest.span(("kind",)))
