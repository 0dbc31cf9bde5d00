"""A text with media is longer than the network allows for a caption.

Some networks allow less text under a picture or an album than in a text alone; Telegram does, by three quarters.

Wrong: more text than that, and `media`.

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
