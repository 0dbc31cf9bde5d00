"""The post has a poll, but the network has no polls.

Wrong: `poll` in a post that goes to Bluesky.

Right: leave it out there and ask in the text: `bluesky: {poll: null}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM408", "poll-unsupported", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    if subject.variant.fields.poll and "poll" not in subject.carries:
        name = subject.account
        yield Finding(
            f"{subject.network.title} has no polls",
            f"drop it there with `{name}: {{poll: null}}` and ask in a block `::: only {name}`",
            ("poll",),
            account=name,
        )
