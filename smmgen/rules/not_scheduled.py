"""A post is ready but has no time, so it is never published. An evergreen post waits for a slot.

Wrong: `status: ready` without `schedule`.

Right: `schedule: 2026-11-27 10:00`, or `status: draft` until there is a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.model import Post, Status
from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code, destination

CODE = code("SMM608", "not-scheduled", Severity.WARNING, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    post = subject.post
    if post.front.status != Status.READY or post.source.data.get("evergreen") or all(post.moments.values()):
        return
    if post.front.repeat and not post.front.schedule:
        return  # which is said of `repeat`
    hint = "add `schedule: 2026-11-27 10:00`, or `status: draft`"
    missing = [name for name in post.accounts if post.fields[name].schedule is None and not _is_misspelt(post, name)]
    if missing and len(missing) == len(post.accounts):
        yield Finding("the post is ready but has no `schedule`, so it is never published", hint, ("status",))
        return
    for name in missing:
        message = f"the post has no `schedule` for `{name}`, so it is never published there"
        yield Finding(message, hint, _place(subject, name), account=name)


def _place(subject: PostSubject, account: str) -> Field:
    """Where the time is taken away, else where the account is named."""
    written = subject.post.written(account, ("schedule",))
    if written in subject.post.source.values:
        return written
    return destination(subject.post, subject.config.accounts[account])


def _is_misspelt(post: Post, account: str) -> bool:
    """Something is written that is no time, which is reported already; `null` takes the time away."""
    found: object = post.source.data
    for key in post.written(account, ("schedule",)):
        found = found.get(key) if isinstance(found, dict) else None
    return found is not None
