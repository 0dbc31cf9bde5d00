"""The hashtags under a text are longer than a whole post, so that they can stand nowhere.

An account with `threads = "auto"` gives them a post of their own where they do not fit beside the last words, but they
are never spread over several.

Wrong: forty long hashtags for Bluesky, which takes 300 characters.

Right: keep the few that people really search for; for one account `bsky: {hashtags: [tea]}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code, figure
from smmgen.rules.hashtags import block
from smmgen.variants.types import Part

CODE = code("SMM420", "hashtags-too-long", Severity.ERROR, fact=True, docs=__doc__)


def check_variant(subject: Subject) -> Iterator[Finding]:
    limit = subject.limits.text
    for part in subject.variant.parts if limit and subject.variant.fields.hashtags else ():
        if limit and part.role != "comment" and (size := block_length(subject, part)) > limit.value:
            yield subject.over(
                limit,
                f"the hashtags alone have {size} {part.unit}, and a whole post on {subject.platform.title} has room "
                f"for {figure(limit.value)}",
                f"keep the ones people search for, or name fewer here: `{subject.account}: {{hashtags: [...]}}`",
                ("hashtags",),
            )


def block_length(subject: Subject, part: Part) -> int:
    """How long the hashtags under the text are, in the network's unit."""
    text = part.rich.text if "#" in part.rich.text else ""
    return subject.platform.length(block(text))
