"""The network's own rules forbid this as a condition of a contest.

The network may remove the post, or close the page. What is known of their rules is in smmgen's table
`contest_networks.toml`, with sources and dates; read the rules themselves before a large contest.

Wrong: `entry: {account: fb, do: [comment, share]}`, where `fb` is a page on Facebook.

Right: `entry: {account: fb, do: comment}`
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.content.documents.contest import Contest
from smmgen.diagnostics import Severity
from smmgen.rules.base import DocumentSubject, Finding, code
from smmgen.rules.contest_networks import rows

CODE = code("SMM1412", "forbidden-condition", Severity.WARNING, fact=False, docs=__doc__)


def check_document(subject: DocumentSubject) -> Iterator[Finding]:
    contest = subject.document
    if not isinstance(contest, Contest) or contest.front.entry is None:
        return
    for name in contest.accounts:
        row = rows().get(subject.config.accounts[name].platform)
        for index, act in enumerate(contest.front.entry.do if row else ()):
            if row and act in row.forbids:
                message = f"the rules of the network of `{name}` forbid `{act}` as a condition"
                yield Finding(message, f"{row.why}: {row.source}", ("entry", "do", index))
