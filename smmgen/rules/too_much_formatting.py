"""The post has more formatting than the network keeps; the rest is dropped silently.

Telegram keeps 100 formatted ranges (bold, links and so on) in a message. The report points at the first one that
would be lost.

Wrong: a list of 120 links.

Right: less formatting, or two posts.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM415", "too-much-formatting", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
