"""A file has more bytes than the network allows.

Of a picture that does not move a smaller version is sent instead (SMM310), unless it is too large to be decoded.

Wrong: an animated GIF of 12 MB on Telegram, which allows 10 MB.

Right: save it with fewer frames or smaller; 2000 pixels on the longer side are enough for any feed.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM405", "media-too-large", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
