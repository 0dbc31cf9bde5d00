"""The post has more files than the network allows, or a kind of file that it does not accept.

Wrong: five pictures on Mastodon, which allows four.

Right: fewer files for that account: `mastodon: {media: [{file: cat.png, alt: A cat}]}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM404", "too-many-media", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
