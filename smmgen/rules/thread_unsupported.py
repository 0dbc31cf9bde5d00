"""The post is a thread, but this network has no threads: the parts are published as one text there.

Wrong: `thread: true` in a post that goes to VK.

Right: nothing, if one long text reads well there: `vk: {thread: false}` says so; otherwise a separate text for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM413", "thread-unsupported", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    if not subject.variant.fields.thread or subject.network.facts.threads or len(subject.document.sections()) < 2:
        return
    yield Finding(
        f"{subject.network.title} has no threads; the parts are joined into one text there",
        f"if you mean it, write `{subject.account}: {{thread: false}}`",
        ("thread",),
        account=subject.account,
    )
