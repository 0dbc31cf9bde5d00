"""The audience: whom posts are for. `targeting: {audience: neighbours}` in a post names it.

A file says more of it than a line under `[audiences]` in smm.toml, which goes on being one.
"""

from __future__ import annotations

from pydantic import Field

from smmgen.content.documents.base import Document, Front
from smmgen.content.documents.kind import Kind, Parsed, identity, read_front
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary


class AudienceFront(Front):
    """The keys of an audience; the text under them describes it."""

    title: str = Field(description="Name shown in the preview")


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    """The audience, and what is wrong with its file."""
    front, report = read_front(source, AudienceFront)
    return (Document(**identity(source, front), kind=AUDIENCE.name) if front else None), report.found


AUDIENCE = Kind(
    name="audience",
    folder="content/audiences",
    summary="Whom posts are for: `targeting: {audience: NAME}`",
    model=AudienceFront,
    parse=parse,
    archetype="""\
---
title: {{ title }}
---
Who they are, what they care about, where they are met.
""",
    private=(("notes",), ("text",)),
)
