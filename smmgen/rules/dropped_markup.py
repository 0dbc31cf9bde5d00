"""Markup that this network cannot show is written as plain text there.

A spoiler would be readable at once, a table becomes lines, a picture in the text is left out.

Wrong: `||the winner is …||` in a post that also goes to VK.

Right: put it into `::: only telegram`, and write other words for the rest in `::: except telegram`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM206", "dropped-markup", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for dropped in subject.variant.dropped:
        yield Finding(
            f"{subject.platform.title} cannot show this {dropped.what}",
            f"put it into a `::: except {subject.variant.account.platform}` block, or write it in other words",
            line=dropped.line,
            account=subject.variant.account.name,
        )
