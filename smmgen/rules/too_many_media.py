"""More files than one post of the network holds, or a kind of file it does not take at all.

Wrong: five pictures on Mastodon, which takes four.

Right: fewer files for that account: `mastodon: {media: [...]}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM404", "too-many-media", Severity.ERROR, fact=True, docs=__doc__)


KINDS = (
    ("image", "images", "picture"),
    ("video", "videos", "video"),
    ("audio", "audios", "audio file"),
    ("document", "documents", "document"),
)


def check_variant(subject: Subject) -> Iterator[Finding]:
    files = [file for part in subject.variant.parts for file in part.media]
    total = subject.limits.media
    if total and len(files) > total.value:
        yield _finding(subject, len(files), int(total.value), "file", int(total.value))
        return
    for kind, name, word in KINDS:
        limit = getattr(subject.limits, name)
        count = sum(file.kind == kind for file in files)
        if limit and count > limit.value:
            first = next(index for index, file in enumerate(files) if file.kind == kind)
            yield _finding(subject, count, int(limit.value), word, first + int(limit.value))


def _finding(subject: Subject, count: int, limit: int, word: str, index: int) -> Finding:
    title, account = subject.platform.title, subject.variant.account.name
    takes = f"takes no {word}s" if not limit else f"takes {limit} {word}{'s' * (limit > 1)} in a post"
    return Finding(
        f"{title} {takes}, and here {'is' if count == 1 else 'are'} {count}",
        f"choose the files for this account: `{account}: {{media: [...]}}`",
        field=("media", index),
        account=account,
    )
