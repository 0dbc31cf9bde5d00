"""The post has a first comment, but smmgen cannot write comments on this network, so it would be left out there.

Wrong: `first_comment` in a post that goes to Telegram, where a bot cannot comment in the channel's name.

Right: `telegram: {first_comment: null}`, and put what matters in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM414", "first-comment-unsupported", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    if subject.variant.fields.first_comment and not subject.network.facts.first_comment:
        yield Finding(
            f"a first comment cannot be written on {subject.network.title}; it is left out there",
            f"if you mean it, write `{subject.account}: {{first_comment: null}}`",
            ("first_comment",),
            account=subject.account,
        )
