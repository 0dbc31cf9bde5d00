"""A post names a campaign, or another document, that does not exist or whose file has errors.

Without it, the dates, accounts and UTM parameters of the campaign are unknown.

Wrong: `campaign: sprnig`

Right: `campaign: spring`, if content/campaigns has a file with that name.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.registry import named
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Mend, PostSubject, code
from smmgen.suggest import did_you_mean, only

CODE = code("SMM1901", "dangling-reference", Severity.ERROR, fact=True, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    for reference in subject.post.references:
        kind, uid, field = reference
        known = subject.library.get(kind, {})
        if reference.name in subject.unreadable:
            yield Finding(f"the file of the {kind} `{uid}` has errors", "fix them; the post waits for it", field)
        elif uid not in known:
            hint = did_you_mean(uid, known) or f"write `{named(kind).folder}/{uid}.md`"
            meant = only(uid, known)
            mend = Mend(uid, meant) if meant else None
            yield Finding(f"there is no {kind} `{uid}`", hint, field, mend=mend)
