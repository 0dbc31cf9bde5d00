"""Advertising goes to a network where Russian law does not allow it.

Only with `law = "ru"` under `[rules]`. Since 1 September 2025 advertising is not allowed on resources of organisations
that are banned in Russia (38-FZ, article 5, part 10.7): on Instagram and Facebook. A post counts as advertising if it
has `ads`, if its rubric has `ads = true`, or if its text contains a promo code. Dates and
sources are in docs/how-to/law.md.

Wrong: `platforms: [vk, ig]` in a post with `ads`, where `ig` is an account on Instagram.

Right: `platforms: [vk]`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules import law
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM2701", "no-ads-here", Severity.ERROR, fact=False, docs=__doc__)
ONLY_IF = law.is_on


def check_variant(subject: Subject) -> Iterator[Finding]:
    if row := law.advertised_on(subject, "banned"):
        message = f"this is advertising, which Russian law does not allow on {row.title} since {row.since}"
        hint = f"remove `{subject.account}` from `platforms`, or write a post for it that advertises nothing"
        yield Finding(message, hint, subject.destination, account=subject.account)
