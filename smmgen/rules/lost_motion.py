"""The network does not animate this picture: it shows only the first frame.

Bluesky animates no pictures; Telegram and VK animate GIF, but not PNG or WebP; Mastodon animates GIF and PNG.

Wrong: `media: [{file: steam.gif, alt: Steam rises from a cup}]` on Bluesky.

Right: a video instead for that account: `bluesky: {media: [{file: steam.mp4, alt: Steam rises from a cup}]}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM306", "lost-motion", Severity.WARNING, fact=False, docs=__doc__)

_NAMES = {"image/gif": "GIF", "image/png": "PNG", "image/webp": "WebP"}


def check_variant(subject: Subject) -> Iterator[Finding]:
    moving = subject.network.facts.moving
    for field, file in subject.media:
        if file.animated and file.mime not in moving:
            others = " or as GIF" if "image/gif" in moving else ""
            yield Finding(
                f"{subject.network.title} shows only the first frame of an animated {_NAMES[file.mime]}",
                f"use a video (.mp4){others} for this account, or `ignore: [lost-motion]`",
                (*field, "file"),
                account=subject.account,
            )
