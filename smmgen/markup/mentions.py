"""How people are named in a text: `@handle`, `@user@host`, `@handle.bsky.social`."""

from __future__ import annotations

import regex

MENTION = regex.compile(
    r"(?<![\w@/.#&=+-])@"
    r"(?P<handle>[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*"
    r"(?:@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+)?)"
    r"(?![\w@])"
)
"""A mention some network understands; the group is the handle without the first `@`."""

ANY_MENTION = regex.compile(r"(?<![\w@/.#&=+-])@[\w\p{M}]+(?:[.@-]+[\w\p{M}]+)*")
"""Whatever looks like a mention, wrong forms included."""
