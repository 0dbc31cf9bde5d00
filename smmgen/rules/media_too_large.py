"""A file has more bytes than the network allows.

Telegram, Mastodon and Bluesky get a smaller version of such a picture instead (SMM310), unless it is too large to be
decoded.

Wrong: a picture of 60 MB on VK, which allows 50 MB.

Right: save the picture at a lower quality; 2000 pixels on the longer side are enough for any feed.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM405", "media-too-large", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
