"""The number of the drand round is not that of the draw's time.

A round that is known before entries close lets the organiser choose entrants by it, and any other round than the one
at the time that was promised lets him choose winners. `smm draw commit` writes the number; nobody needs to work it
out.

Wrong: `draw: {at: 2026-12-20 12:00, round: 657413}`, a round of 2023.

Right: `draw: {at: 2026-12-20 12:00, round: 34984612}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import Contest
from smmgen.content.schedule import zone_of
from smmgen.diagnostics import Severity
from smmgen.draw.drand import emitted_at, round_at
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1406", "round-already-known", Severity.ERROR, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    contest = subject.document
    if not isinstance(contest, Contest) or not contest.front.draw or not contest.front.draw.round:
        return
    number, closes, draws = contest.front.draw.round, contest.closes, contest.draws
    right = round_at(draws.instant) if draws else None
    hint = f"write `round: {right}`, or leave it to `smm draw commit`" if right else "say when the draw is: `at: …`"
    at = f"{emitted_at(number).astimezone(zone_of(subject.config.project.timezone)):%Y-%m-%d %H:%M:%S}"
    if closes and emitted_at(number) <= closes.instant:
        yield Finding(f"round {number} is known on {at}, before entries close", hint, ("draw", "round"))
    elif right and right != number:
        yield Finding(f"round {number} is that of {at}, not of the draw", hint, ("draw", "round"))
