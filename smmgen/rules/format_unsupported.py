"""The post is a story, a reel, a short or a carousel, but the network has no such format.

Nothing is sent in another format than the one that was asked for.

Wrong: `format: reel` in a post that goes to Telegram.

Right: leave the format to the accounts that have it: `threads: {format: carousel}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.model import Format
from smmgen.diagnostics import Severity
from smmgen.networks import registry
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM425", "format-unsupported", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    wanted, name = subject.variant.format, subject.account
    if wanted in subject.network.facts.formats:
        return
    able = ", ".join(f"`{one}`" for one in _able(subject, wanted))
    others = f"accounts that have it: {able}" if able else "no account of the project has it"
    yield Finding(
        f"{subject.network.title} has no format `{wanted}`",
        f"{others}; here write `{name}: {{format: post}}`, or leave `{name}` out of `platforms`",
        ("format",),
        account=name,
    )


def _able(subject: Subject, wanted: Format) -> list[str]:
    accounts = subject.config.accounts.items()
    return [name for name, account in accounts if wanted in registry.get(account.platform).facts.formats]
