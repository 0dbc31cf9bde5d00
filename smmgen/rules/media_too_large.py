"""A file has more bytes than the network takes.

Wrong: a picture of 12 MB on Telegram, which takes 10 MB.

Right: save the picture with a lower quality; 2000 pixels on the longer side are enough for any feed.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM405", "media-too-large", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for index, file in enumerate(file for part in subject.variant.parts for file in part.media):
        limit = getattr(subject.limits, f"{file.kind}_bytes")
        if limit and file.size > limit.value:
            yield Finding(
                f"`{file.path}` has {_size(file.size)}, and {subject.platform.title} takes {_size(limit.value)}",
                "make it smaller, or choose another file for this account",
                field=("media", index, "file"),
                account=subject.variant.account.name,
                severity=None if limit.sure else Severity.WARNING,
            )


def _size(count: float) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"
