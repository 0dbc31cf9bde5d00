"""A post or another document names a document that does not exist or whose file has errors.

Without a campaign, for example, its dates, accounts and UTM parameters are unknown.

Wrong: `campaign: sprnig`

Right: `campaign: spring`, if content/campaigns has a file with that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from smmgen.content.documents.audience import AUDIENCE
from smmgen.content.documents.base import Reference
from smmgen.content.documents.post import POST
from smmgen.content.documents.registry import KINDS, named, names
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, Mend, Plan, PostSubject, code
from smmgen.suggest import did_you_mean, only
from smmgen.variants.rows import UNREADABLE

CODE = code("SMM1901", "dangling-reference", Severity.ERROR, fact=True, docs=__doc__)
MOST = 100
"""Posts that one file names and that are not there: to look for the nearest name of each takes long."""


def check_post(subject: PostSubject) -> Iterator[Finding]:
    return _findings(subject.post.references, subject, "the post")


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    return _findings(subject.document.references, subject, f"the {subject.document.kind}")


def _findings(references: Iterable[Reference], subject: PostSubject | DocumentSubject, what: str) -> Iterator[Finding]:
    for reference in references:
        kind, uid, field = reference.kind, reference.uid, reference.field
        if kind == POST.name:  # the whole plan knows them
            continue
        known = {*subject.library.get(kind, ()), *(subject.config.audiences if kind == AUDIENCE.name else ())}
        if reference.name in subject.unreadable:
            yield Finding(f"the file of the {kind} `{uid}` has errors", f"fix them; {what} waits for it", field)
        elif kind not in {one.name for one in KINDS}:
            yield Finding(f"there is no kind of documents `{kind}`", did_you_mean(kind, names()), field)
        elif uid not in known:
            hint = did_you_mean(uid, known) or f"write `{named(kind).folder}/{uid}{named(kind).suffix}`"
            meant = only(uid, known)
            mend = Mend(uid, meant) if meant else None
            yield Finding(f"there is no {kind} `{uid}`", hint, field, mend=mend)


def check_plan(plan: Plan) -> Iterator[tuple[str, Finding]]:
    """Posts that other documents name."""
    if not any(row.posts for row in plan.documents):
        return
    known = {post.uid for post in plan.every}
    unread = {post.slug.rpartition("/")[2] for post in plan.every if post.status == UNREADABLE}
    for row in plan.documents:
        missing = ((uid, span) for uid, span in row.posts if uid not in known)
        for uid, span in islice(missing, MOST):
            if uid in unread:
                yield row.path, Finding(f"the file of the post `{uid}` has errors", "fix them", span=span)
            else:
                hint = did_you_mean(uid, known) or f"give a post `uid: {uid}`"
                yield row.path, Finding(f"there is no post `{uid}`", hint, span=span)
