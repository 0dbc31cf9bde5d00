"""A picture or video was made by artificial intelligence, and readers are not told.

Networks have a label for that, which a post with `ai: {pictures: generated}` must ask for. A file that says of itself
that it was made so, in its metadata or a C2PA manifest, asks for `ai` in the post: networks read the same, and label it
themselves.

Wrong, on Instagram: `ai: {pictures: generated}` and nothing else.

Right: `targeting: {instagram: {is_ai_generated: true}}` beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smmgen.diagnostics import Severity
from smmgen.rules.base import Finding, Subject, code

CODE = code("SMM217", "ai-undisclosed", Severity.WARNING, fact=False, docs=__doc__)


def check_variant(subject: Subject) -> Iterable[Finding]:
    return _found(subject) if subject.variant.fields.ai is not None or subject.media else ()


def _found(subject: Subject) -> Iterator[Finding]:
    ai, facts = subject.variant.fields.ai, subject.network.facts
    pictures = ai.pictures if ai else None
    if pictures is None:
        for field, file in subject.media:
            if file.written.artificial:
                message = "the file says that artificial intelligence has made it, but the post does not"
                yield Finding(message, "add `ai: {pictures: generated}`", (*field, "file"), account=subject.account)
    elif pictures == "generated" and facts.ai_label and subject.media and not _is_labelled(subject):
        message = f"the pictures are generated, but the post does not ask {subject.network.title} to label them"
        hint = f"add `targeting: {{{facts.name}: {{{facts.ai_label}: true}}}}`"
        yield Finding(message, hint, ("ai", "pictures"), account=subject.account)


def _is_labelled(subject: Subject) -> bool:
    facts = subject.network.facts
    return bool(subject.variant.fields.targeting.options(facts.name).get(facts.ai_label))
