"""A mention is not written in this network's form, so it would be plain text there.

Each network has its own form: `@teplo_coffee` on Telegram, `@teplo@mastodon.example` on Mastodon,
`@teplo.bsky.example` on Bluesky, `[Тепло](https://vk.com/club1)` on VK.

Wrong: `@teplo_coffee` in a post that goes to Mastodon or Bluesky.

Right:

    ::: only mastodon
    Find us as @teplo@mastodon.example
    :::
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM205", "unknown-mention", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    style, about = subject.network.facts.style, subject.about
    if not style.mention or "@" not in about.post.source.text:
        return
    seen: Counter[tuple[str, int]] = Counter()
    for handle, line in _mentions(subject):
        if not re.fullmatch(style.mention, handle):
            yield Finding(
                f"`{handle}` is not a mention on {subject.network.title}",
                f"write it as {style.mention_example}, in a block `::: only {subject.variant.account.platform}`",
                line=line,
                texts=(handle,),
                nth=seen[handle, line],
                account=subject.account,
            )
        seen[handle, line] += 1


def _mentions(subject: Subject) -> Iterator[tuple[str, int]]:
    """Handles of the body and of the first comment, as this account gets them, with their lines."""
    yield from subject.about.mentions if subject.is_whole else subject.document.mentions()
    if subject.comment:
        yield from subject.comment.mentions()
