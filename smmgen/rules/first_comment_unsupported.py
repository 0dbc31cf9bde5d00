"""The post has a first comment, and smmgen cannot write one on this network: it would be left out there.

Wrong: `first_comment` in a post that goes to Telegram, where a bot cannot comment in the name of the channel.

Right: `telegram: {first_comment: null}`, and put what matters into the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM414", "first-comment-unsupported", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    if subject.variant.fields.first_comment and not subject.platform.facts.first_comment:
        yield Finding(
            f"a first comment cannot be written on {subject.platform.title}; it is left out there",
            f"say that this is meant with `{subject.account}: {{first_comment: null}}`",
            ("first_comment",),
            account=subject.account,
        )
