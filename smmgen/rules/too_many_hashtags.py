"""The post has more hashtags than the network allows, or than the account's own limit.

An account sets its own limit in smm.toml with `limits = {"hashtags.count" = 5}`.

Wrong: `hashtags: [a1, a2, a3, a4, a5, a6]` where the account allows five.

Right: keep the few that people really search for; a wall of hashtags looks like spam.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM403", "too-many-hashtags", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
