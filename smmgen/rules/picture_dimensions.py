"""A picture is larger in pixels, or longer in shape, than the network allows.

On Telegram, width and height together must be at most 10 000 pixels, and the longer side at most twenty times the
shorter one; VK and Mastodon have other limits. Of a picture that is only too large a smaller version is sent instead
(SMM310); one of a shape that is not taken is cut only if you write `crop` or `focus`.

Wrong: a ribbon of 2001 × 100 pixels on Telegram.

Right: crop it, `crop: "16:9"`; or declare what must stay, `focus: [0.2, 0]`, and each network gets as much as it takes.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM406", "picture-dimensions", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
