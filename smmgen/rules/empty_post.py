"""Nothing is left to publish on an account: no text, no media, no poll, no link.

Often every paragraph stands in `::: only` blocks for other networks. A draft may be empty: it is never sent.

Wrong: `platforms: [vk, telegram]` with a body that is one `::: only telegram` block.

Right: write something for every network, or take the account out of `platforms`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.model import Status
from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM201", "empty-post", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    variant = subject.variant
    fields = variant.fields
    if variant.post.front.status is Status.DRAFT:
        return
    if fields.poll or fields.media or fields.link or any(part.rich.text or part.media for part in variant.parts):
        return
    yield Finding(
        "nothing is left to publish here: no text, no media, no poll",
        f"write something for `{subject.account}`, or take it out of `platforms`",
        subject.destination,
        account=subject.account,
    )
