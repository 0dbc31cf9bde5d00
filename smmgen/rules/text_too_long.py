"""A text is longer than the network takes.

Lengths are counted the way each network counts: Telegram in code points, VK in UTF-16 units, Mastodon in graphemes
with every URL as 23, Bluesky in graphemes and in UTF-8 bytes. The message says by how much.

Where a network has no documented limit, ours is a warning.

Wrong: 310 characters for Bluesky.

Right: shorten it, move a paragraph into `::: except bluesky`, or make it a thread: `thread: true` with `---` between
the parts, or `threads = "auto"` for the account.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.lengths import body_line

CODE = code("SMM401", "text-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    variant, platform = subject.variant, subject.platform
    for number, part in enumerate(variant.parts, 1):
        if part.role == "caption" or part.limit is None or part.length <= part.limit:
            continue
        which, excess = _which(part.role, number, len(variant.parts)), part.length - part.limit
        yield Finding(
            f"{which} is {excess} {part.unit} too long for {platform.title} ({part.length} of {part.limit})",
            _hint(subject),
            field=("first_comment",) if part.role == "comment" else (),
            line=0 if part.role == "comment" else body_line(variant.post),
            account=variant.account.name,
            severity=None if subject.limits.text is None or subject.limits.text.sure else Severity.WARNING,
        )
    yield from _bytes(subject)


def _which(role: str, number: int, count: int) -> str:
    if role == "comment":
        return "the first comment"
    return f"part {number}" if count > 1 else "the text"


def _bytes(subject: Subject) -> Iterator[Finding]:
    limit = subject.limits.text_bytes
    for part in subject.variant.parts:
        size = len(part.rich.text.encode())
        if limit and size > limit.value:
            yield Finding(
                f"the text is {size - int(limit.value)} bytes too long for {subject.platform.title} "
                f"({size} of {int(limit.value)} bytes in UTF-8)",
                _hint(subject),
                line=body_line(subject.variant.post),
                account=subject.variant.account.name,
            )


def _hint(subject: Subject) -> str:
    shorten = f"shorten it, or move something into `::: except {subject.variant.account.name}`"
    return f"{shorten}, or make it a thread" if subject.platform.threads else shorten
