"""A slot of a content plan is outside the `posting_hours` of an account, or never takes place.

Quiet days and days outside the period have no slots: a slot that is left with no day is reported.

Wrong: `at: 07:00` where the account has `posting_hours = "09:00-21:00"`.

Right: `at: 10:00`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.plan import Plan
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code
from smmgen.rules.outside_posting_hours import inside
from smmgen.variants.slots import accounts_named

CODE = code("SMM1006", "slot-outside-hours", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    plan = subject.document
    if not isinstance(plan, Plan):
        return
    for index, slot in enumerate(plan.front.slots):
        if next(plan.front.days_of(slot), None) is None:
            message = f"the slot `{slot.name}` never takes place: all its days are quiet, or not in the period"
            yield Finding(message, "change its days, or remove it", ("slots", index, "days"))
        for name in accounts_named(slot.accounts, subject.config) if slot.accounts else plan.accounts:
            hours = subject.config.accounts[name].posting_hours
            if hours and not inside(slot.at, *hours.split("-")):
                message = f"{slot.at} is outside the posting hours {hours} of `{name}`"
                yield Finding(message, "choose another time, or other accounts", ("slots", index, "at"), account=name)
