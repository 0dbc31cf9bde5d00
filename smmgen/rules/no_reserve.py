"""A contest draws no reserve, or a smaller one than it has prizes.

Winners who do not answer are usual. The draw orders all entrants at once, so the next ones are known from the
beginning; how many of them are told is promised beforehand.

Wrong: `reserve: 1` with `prizes: [{what: Box, count: 3}]`

Right: `reserve: 3` with `prizes: [{what: Box, count: 3}]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import Contest
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1410", "no-reserve", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    contest = subject.document
    if not isinstance(contest, Contest) or not contest.front.draw or not contest.front.prizes:
        return
    reserve, prizes = contest.front.reserve, contest.front.winners
    hint = f"write `reserve: {prizes}` or more"
    if not reserve:
        yield Finding("no reserve is drawn for winners who do not answer", hint, ("reserve",))
    elif reserve < prizes:
        yield Finding(f"the reserve of {reserve} is smaller than the number of prizes, {prizes}", hint, ("reserve",))
