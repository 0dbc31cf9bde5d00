"""A post names a campaign, or another document, that does not exist.

Without it, the dates, accounts and UTM parameters of the campaign are unknown.

Wrong: `campaign: sprnig`

Right: `campaign: spring`, if content/campaigns has a file with that name.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.registry import named
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.suggest import did_you_mean

CODE = code("SMM1901", "dangling-reference", Severity.ERROR, fact=True, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for kind, uid, field in subject.post.references:
        known = subject.library.get(kind, {})
        if uid not in known:
            hint = did_you_mean(uid, known) or f"write `{named(kind).folder}/{uid}.md`"
            yield Finding(f"there is no {kind} `{uid}`", hint, field)
