"""More files than one post of the network holds, or a kind of file it does not take at all.

Wrong: five pictures on Mastodon, which takes four.

Right: fewer files for that account: `mastodon: {media: [{file: cat.png, alt: A cat}]}`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smmgen.content.source import Field
from smmgen.diagnostics import Severity
from smmgen.networks.limits import Limit
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM404", "too-many-media", Severity.ERROR, fact=True, docs=__doc__)

KINDS = {"image": "picture", "video": "video", "audio": "audio file", "document": "document"}


def check_variant(subject: Subject) -> Iterator[Finding]:
    media, limits = subject.media, subject.limits
    if not media:
        return
    if limits.media and len(media) > limits.media.value:
        yield _finding(subject, limits.media, "file", [field for field, _ in media])
        return
    for kind, word in KINDS.items():
        limit: Limit | None = getattr(limits, f"{kind}s")
        fields = [field for field, file in media if file.kind == kind]
        if limit and len(fields) > limit.value:
            yield _finding(subject, limit, word, fields)


def _finding(subject: Subject, limit: Limit, word: str, fields: Sequence[Field]) -> Finding:
    most, count = int(limit.value), len(fields)
    takes = f"takes {most} {word}{'s' * (most > 1)} in a post" if most else f"takes no {word}s"
    return subject.over(
        limit,
        f"{subject.platform.title} {takes}, and here {'is' if count == 1 else 'are'} {count}",
        f"choose the files for this account: `{subject.account}: {{media: [...]}}`",
        fields[most],
    )
