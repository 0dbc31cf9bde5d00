"""A post names a campaign, or another document, that is not there.

Nobody could tell its dates, its accounts or the marks of its links.

Wrong: `campaign: sprnig`

Right: `campaign: spring`, where content/campaigns has a file of that name.
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
