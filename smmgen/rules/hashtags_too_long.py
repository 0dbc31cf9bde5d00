"""The hashtags under a text are longer than a whole post, so they fit nowhere.

With `threads = "auto"`, hashtags that do not fit after the last words get their own post in the thread, but they are
never split over several posts.

Wrong: forty long hashtags for Bluesky, which allows 300 characters.

Right: keep the few that people really search for; for one account `bsky: {hashtags: [tea]}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code, figure
from smmgen.rules.compare import finding
from smmgen.rules.measured import exceeds, tags_length

CODE = code("SMM420", "hashtags-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    for part in subject.variant.parts:
        size = tags_length(subject, part) if exceeds(subject, "text.length", part.length) else 0
        for limit in subject.limits.get("text.length", ()) if size else ():
            if limit.at_most is not None and size > limit.at_most:
                yield finding(
                    subject,
                    limit,
                    f"the hashtags alone have {size} {part.unit}, and a whole post on {subject.network.title} has "
                    f"room for {figure(limit.at_most)}",
                    f"keep the ones people search for, or name fewer here: `{subject.account}: {{hashtags: [...]}}`",
                    ("hashtags",),
                )
