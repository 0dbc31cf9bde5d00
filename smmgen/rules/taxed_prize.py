"""A prize is worth more than is free of tax, and the rules do not say who pays the tax.

Only with `law = "ru"` under `[rules]`. In Russia, prizes of contests that advertise something are free of income tax
up to 4,000 roubles a year (Tax Code, article 217, paragraph 28). For more, the organiser must report the winner, and
somebody must pay.

Wrong: `prizes: [{what: A grinder, cost: 12000}]` and rules that say nothing about the tax.

Right: the same prize, and `The organiser pays the tax` in the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from smmgen.content.documents.contest import Contest, rules_text
from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1409", "taxed-prize", Severity.INFO, fact=False, docs=__doc__)
FREE = Decimal(4000)
"""Roubles a year; see the row `prize-tax` of law_ru.toml."""
_SAID = re.compile(r"(?<!\w)(?:налог\w*|ндфл|tax(?:es)?)(?!\w)", re.IGNORECASE)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    contest = subject.document
    if not isinstance(contest, Contest) or not law.is_on(subject.config) or _SAID.search(rules_text(contest)):
        return
    for index, prize in enumerate(contest.front.prizes):
        cost = prize.cost and prize.cost.in_currency(subject.config.project.currency)
        if cost and cost.currency == "RUB" and cost.amount > FREE:
            message = f"the prize is worth {cost}, and more than {FREE} RUB a year is taxed"
            yield Finding(message, "say in the rules who pays the tax", ("prizes", index, "cost"))
