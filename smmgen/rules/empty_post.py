"""Nothing is left to publish on an account: no text, no media, no poll, no link.

Often every paragraph is in `::: only` blocks for other networks, or the rest is blank once it is read, such as
`&nbsp;` or a horizontal rule. A draft may be empty, because it is never sent.

Wrong: `platforms: [vk, telegram]` with a body that is one `::: only telegram` block.

Right: write something for every network, or remove the account from `platforms`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.model import Status
from smmgen.diagnostics import Severity
from smmgen.markup.text import is_blank
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM201", "empty-post", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    variant = subject.variant
    fields = variant.fields
    if variant.post.front.status is Status.DRAFT:
        return
    if fields.poll or fields.media or fields.link:
        return
    if any(part.media or not is_blank(part.rich.text) for part in variant.parts):
        return
    yield Finding(
        "nothing is left to publish here: no text, no media, no poll",
        f"write something for `{subject.account}`, or remove it from `platforms`",
        subject.destination,
        account=subject.account,
    )
