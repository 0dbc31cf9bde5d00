"""A picture has more pixels, or a longer shape, than the network takes.

Telegram takes pictures whose width and height together are at most 10 000 pixels and whose sides differ at most twenty
times; VK and Mastodon have figures of their own.

Wrong: a panorama of 9000 × 2000 pixels on Telegram.

Right: scale or crop it: `crop: "16:9"` cuts it around its focus.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM406", "picture-dimensions", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
