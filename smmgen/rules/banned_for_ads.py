"""An audience is for paid posts on a network where Russian law allows no advertising.

Only with `law = "ru"` under `[rules]`. Dates and sources are in docs/how-to/law.md.

Wrong: `ads: {instagram: {objective: reach}}`

Right: `ads: {vk: {objective: socialengagement}}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.audience import Audience
from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import DocumentSubject, Finding, code

CODE = code("SMM1612", "banned-for-ads", Severity.ERROR, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    audience = subject.document
    if not isinstance(audience, Audience) or not law.is_on(subject.config):
        return
    for name in audience.front.ads:
        for row in law.with_status("banned"):
            if name in (*row.networks, row.resource):
                message = f"Russian law allows no advertising on {row.title} since {row.since}"
                yield Finding(message, "remove it", ("ads", name))
