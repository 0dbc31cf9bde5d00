"""A kind that is sent, as CONTRIBUTING says to write one: an evening in the café. And what repeats: posts and tastings
that say so in their notes are sent once more a week later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import Field

from smmgen.content import parser
from smmgen.content.documents.kind import Kind, Parsed
from smmgen.content.model import FrontMatter, Post
from smmgen.content.schedule import Moment
from smmgen.content.source import Source
from smmgen.content.vocabulary import Vocabulary

WEEK = timedelta(days=7)


class TastingFront(FrontMatter):
    seats: int = Field(description="How many may come", ge=1)


def parse(source: Source, vocabulary: Vocabulary) -> Parsed:
    return parser.parse(source, vocabulary, TASTING.name, TastingFront)


TASTING = Kind(
    name="tasting",
    folder="content/tastings",
    summary="An evening that guests are invited to",
    model=TastingFront,
    parse=parse,
    archetype="---\ntitle: {{ title }}\nuid: {{ uid }}\nplatforms: {{ platforms }}\nschedule: {{ schedule }}\n"
    "seats: 12\n---\nCome!\n",
    page="post.html",
    sends=True,
)


def occurrences(post: Post) -> Sequence[Post]:
    """In the place of `pipeline.occurrences`."""
    if post.front.notes != "weekly":
        return (post,)
    return (post, replace(post, occurrence="2", moments={name: _later(at) for name, at in post.moments.items()}))


def _later(at: Moment | None) -> Moment | None:
    return at and Moment(at.instant + WEEK, f"{datetime.fromisoformat(at.wall) + WEEK:%Y-%m-%dT%H:%M}", at.zone)
