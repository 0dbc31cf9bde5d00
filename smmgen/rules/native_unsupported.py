"""The account has `delivery = "native"`, but the network has no scheduler that programs can use.

Wrong: `delivery = "native"` for a Telegram channel.

Right: leave it out, and smm publish sends the post on time.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM418", "native-unsupported", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    if subject.variant.account.delivery == "native" and not subject.network.facts.native_schedule:
        yield Finding(
            f'{subject.network.title} has no scheduler of its own, but `{subject.account}` has `delivery = "native"`',
            "remove `delivery` from the account in smm.toml; `smm publish` sends the post on time",
            subject.destination,
            account=subject.account,
        )
