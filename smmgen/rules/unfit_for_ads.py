"""A campaign advertises a post that is not fit for it: it has a poll, or no link.

Paid posts have no polls, and one without a link sends nobody anywhere. Advertisements are the posts that a campaign
names under `creatives`.

Wrong: `poll: {question: Latte or raf?, options: [Latte, Raf]}` in a post that its campaign advertises.

Right: the poll in a post of its own, and `link: https://teplo.example/menu` in the one that is advertised.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, PostSubject, code
from smmgen.rules.creatives import creative_of

CODE = code("SMM1605", "unfit-for-ads", Severity.WARNING, fact=False, docs=__doc__)


def check_post(subject: PostSubject) -> Iterator[Finding]:
    if creative_of(subject) is None:
        return
    if subject.post.front.poll:
        yield Finding("the campaign advertises this post, but paid posts have no polls", "ask elsewhere", ("poll",))
    if not subject.links:
        hint = "add a link to the page where people order, book or read on"
        yield Finding("the campaign advertises this post, but it has no link", hint, ("campaign",))
