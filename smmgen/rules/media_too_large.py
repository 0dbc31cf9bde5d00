"""A file has more bytes than the network takes.

Wrong: a picture of 12 MB on Telegram, which takes 10 MB.

Right: save the picture with a lower quality; 2000 pixels on the longer side are enough for any feed.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.networks.limits import Limit
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM405", "media-too-large", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for field, file in subject.media:
        limit: Limit | None = getattr(subject.limits, f"{file.kind}_bytes")
        if limit and file.size > limit.value:
            size, most = _sizes(file.size, int(limit.value))
            yield subject.over(
                limit,
                f"the file has {size}, and {subject.platform.title} takes {most}",
                "make it smaller, or choose another file for this account",
                (*field, "file"),
            )


def _sizes(*counts: int) -> list[str]:
    """In the largest unit that tells them apart."""
    megabytes = [f"{count / 1_000_000:.1f} MB" for count in counts]
    if min(counts) >= 1_000_000 and len(set(megabytes)) == len(counts):
        return megabytes
    kilobytes = [f"{count / 1000:.0f} kB" for count in counts]
    return kilobytes if len(set(kilobytes)) == len(counts) else [f"{count} bytes" for count in counts]
