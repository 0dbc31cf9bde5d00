"""More hashtags than the network takes, or than the account allows itself.

An account in smm.toml does so with `limits = {"hashtags.count" = 5}`.

Wrong: `hashtags: [a1, a2, a3, a4, a5, a6]` where the account takes five.

Right: keep the few that people really search for; readers take a wall of tags for spam.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code
from smmgen.rules.compare import compared

CODE = code("SMM403", "too-many-hashtags", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    return compared(subject, CODE)
