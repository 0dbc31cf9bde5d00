"""A contest does not say something that people must know before they take part.

Who promises the prizes, from when until when it runs, what one must do, what and how many the prizes are, how winners
are found, where and until when they get what they have won, and the full rules, which are the text of the file. In
Russia the law asks for this (38-FZ, article 9); elsewhere it prevents quarrels.

Wrong: `claim: {where: by mail}`, which does not say until when.

Right: `claim: {where: by mail, until: 2027-01-15}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import BLANK, Contest, ContestFront, rules_text
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1401", "terms-missing", Severity.ERROR, fact=False, docs=__doc__)
Lack = tuple[Field, str, str]
"""Where it belongs, what is not said, and what to write."""


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    contest = subject.document
    if not isinstance(contest, Contest):
        return
    lacking = [*_times(contest.front), *_order(contest.front), *_prizes(contest.front), *_claim(contest.front)]
    for field, what, hint in lacking:
        if _is_refused(contest, field):
            continue
        yield Finding(f"the contest does not say {what}", hint, field)
    if rules_text(contest) in ("", BLANK):
        yield Finding("the contest has no rules", "write them below the front matter: they become its public page")


_PARTS = {"entry": ("account", "do"), "draw": ("at",), "claim": ("where", "until")}
"""Keys that together say it."""


def _is_refused(contest: Contest, field: Field) -> bool:
    """It is written, but not as it has to be, which is reported already."""
    key = str(field[0])
    written = contest.source.data.get(key)
    if key in _PARTS and isinstance(written, dict):
        return all(written.get(part) for part in _PARTS[key])
    return bool(written) and not isinstance(written, dict)


def _times(front: ContestFront) -> Iterator[Lack]:
    if not front.opens:
        yield ("opens",), "when it opens", "write `opens: 2026-12-04 18:00`"
    if not front.closes:
        yield ("closes",), "when it closes", "write `closes: 2026-12-19 21:00`"
    if front.organiser is None:
        yield ("organiser",), "who promises the prizes", "write `organiser: {name: …}`"


def _order(front: ContestFront) -> Iterator[Lack]:
    """What one must do, and how winners are found."""
    if front.kind == "quest" and not front.stages:
        yield ("stages",), "which posts hold its code words", "write `stages: [{post: …, word: …}]`"
    if not front.entry or not front.entry.account or not (front.entry.do or front.points or front.stages):
        yield ("entry",), "what one must do, and where", "write `entry: {account: vk, do: comment}`"
    if front.kind == "top-fans" and not front.points:
        yield ("points",), "what an act counts", "write `points: {like: 1, comment: 2}`"
    if not (front.draw and front.draw.at) and not front.judging and front.kind != "top-fans":
        hint = "write `draw: {at: 2026-12-20 12:00}`, or `judging: …` where a jury decides"
        yield ("draw",), "how winners are found", hint


def _prizes(front: ContestFront) -> Iterator[Lack]:
    if not front.prizes:
        yield ("prizes",), "what one can win", "write `prizes: [{what: …, count: 3}]`"


def _claim(front: ContestFront) -> Iterator[Lack]:
    claim = front.claim
    if not claim or not (claim.where or claim.until):
        what = "where and until when winners get their prizes"
        yield ("claim",), what, "write `claim: {where: [by mail], until: 2027-01-15}`"
    elif not claim.where:
        yield ("claim",), "where winners get their prizes", "write `claim: {where: [by mail], …}`"
    elif not claim.until:
        yield ("claim",), "until when winners get their prizes", "write `claim: {until: 2027-01-15, …}`"
