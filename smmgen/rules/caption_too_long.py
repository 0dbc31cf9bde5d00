"""A text under media is longer than the network takes there.

Telegram takes 4096 characters of text, but only 1024 under a picture or an album.

Wrong: 1500 characters and `media`.

Right: shorten the text for this account, or send it without media there: `telegram: {media: []}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code, figure
from smmgen.rules.places import overflow

CODE = code("SMM402", "caption-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit, length = subject.limits.caption, subject.platform.length
    if not limit:
        return
    most = limit.value
    for index, part in enumerate(subject.variant.parts):
        if part.role == "caption" and part.length > most:
            yield subject.over(
                limit,
                f"the text under the media is {part.length - int(most)} {part.unit} too long for "
                f"{subject.platform.title} ({part.length} of {figure(most)})",
                f"shorten it, or drop the media here: `{subject.account}: {{media: []}}`",
                span=overflow(subject, index, lambda text: length(text) <= most),
            )
