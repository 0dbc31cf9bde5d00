"""A text is longer than the network takes.

Lengths are counted the way each network counts: Telegram in code points, VK in UTF-16 units, Mastodon in graphemes
with every URL as 23, Bluesky in graphemes and in UTF-8 bytes. The message says by how much, and the report points at
the first character that is too much.

Where a network has no documented limit, ours is a warning.

Wrong: 310 characters for Bluesky.

Right: shorten it, move a paragraph into `::: except bluesky`, or make it a thread: `thread: true` with `---` between
the parts, or `threads = "auto"` for the account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smmgen.diagnostics import Severity
from smmgen.networks.limits import Limit
from smmgen.rules.base import Finding, Subject, code, figure
from smmgen.rules.hashtags_too_long import block_length
from smmgen.rules.places import overflow

CODE = code("SMM401", "text-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for index, part in enumerate(subject.variant.parts):
        limit = subject.limits.poll_text if part.role == "poll" else subject.limits.text
        if part.role == "caption" or not limit:
            continue
        excess = part.length - int(limit.value)
        if excess > 0 and subject.variant.fields.hashtags and block_length(subject, part) > limit.value:
            continue  # said of the hashtags
        if excess > 0:
            message = f"{_which(subject, index)} is {excess} {part.unit} too long for {subject.platform.title}"
            message += f" ({part.length} of {figure(limit.value)})"
            yield _finding(subject, index, limit, message, subject.platform.length)
        elif subject.limits.text_bytes:
            yield from _bytes(subject, index, subject.limits.text_bytes)


def _bytes(subject: Subject, index: int, limit: Limit) -> Iterator[Finding]:
    text = subject.variant.parts[index].rich.text
    if len(text) * 4 <= limit.value:
        return
    size = len(text.encode())
    if size > limit.value:
        message = f"{_which(subject, index)} is {size - int(limit.value)} bytes too long for {subject.platform.title}"
        counted = f"({size} of {figure(limit.value)} bytes in UTF-8)"
        yield _finding(subject, index, limit, f"{message} {counted}", lambda text: len(text.encode()))


def _finding(subject: Subject, index: int, limit: Limit, message: str, length: Callable[[str], int]) -> Finding:
    if subject.variant.parts[index].role == "comment":
        return subject.over(limit, message, "shorten it", ("first_comment",))
    span = overflow(subject, index, lambda text: length(text) <= limit.value)
    return subject.over(limit, message, _hint(subject), span=span)


def _which(subject: Subject, index: int) -> str:
    role, parts = subject.variant.parts[index].role, subject.variant.parts
    if role == "comment":
        return "the first comment"
    count = sum(part.role != "comment" for part in parts)
    return f"part {index + 1} of {count}" if count > 1 else "the text"


def _hint(subject: Subject) -> str:
    shorten = f"shorten it, or move something into `::: except {subject.account}`"
    return f"{shorten}, or make it a thread" if subject.platform.facts.threads else shorten
