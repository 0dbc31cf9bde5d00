"""A mention is not written the way this network writes mentions, so it would be plain text there.

Wrong: `@teplo` for Mastodon readers of other servers, or for Bluesky.

Right: `@teplo@mastodon.example` on Mastodon, `@teplo.bsky.example` on Bluesky, `[Teplo](https://vk.com/club1)` on VK.
Put each form into a block of its own: `::: only mastodon`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM205", "unknown-mention", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    style, variant = subject.platform.style, subject.variant
    if not style.mention:
        return
    names = frozenset({variant.account.name, variant.account.platform})
    for handle, line in variant.post.document.select(names).mentions():
        if not re.fullmatch(style.mention, handle):
            yield Finding(
                f"`{handle}` is not a mention on {subject.platform.title}",
                f"write it as {style.mention_example}, in a `::: only {variant.account.platform}` block",
                line=line,
                account=variant.account.name,
            )
