"""A text with media is longer than the network allows for a caption.

Telegram allows 4096 characters of text, but only 1024 under a picture or an album.

Wrong: 1500 characters and `media`.

Right: shorten the text for this account, or send it without media there: `telegram: {media: []}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM402", "caption-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
