"""The post is a thread, and this network has no threads: the parts go out as one text there.

Wrong: `thread: true` in a post that goes to VK.

Right: nothing, if one long text reads well there; otherwise `vk: {thread: false}` and a text of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM413", "thread-unsupported", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    name = subject.variant.account.name
    if subject.variant.fields.thread and not subject.platform.threads:
        yield Finding(
            f"{subject.platform.title} has no threads; the parts go out there as one text",
            f"say that this is meant with `{name}: {{thread: false}}`",
            field=("thread",),
            account=name,
        )
