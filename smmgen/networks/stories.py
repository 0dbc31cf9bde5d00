"""What no network shows in a story, whichever has stories."""

from __future__ import annotations

from collections.abc import Iterator

from smmgen.networks.base import Problem
from smmgen.variants.types import Variant


def story_problems(variant: Variant) -> Iterator[Problem]:
    """A story is one file that is seen for a day, without a text, comments or a mark."""
    if variant.format != "story":
        return
    if len(variant.parts) > 1:
        yield Problem("a story cannot have a first comment", "leave it out here", ("first_comment",))
    if variant.fields.ads:
        hint = "draw the mark, the advertiser and the token into the picture"
        yield Problem("a story does not show the advertising mark", hint, ("ads",), fact=False)
    if variant.parts[0].rich.text:
        hint = "write it into the picture"
        yield Problem("a story shows no text but that of its picture", hint, ("format",), fact=False)


def missing_file(variant: Variant) -> Iterator[Problem]:
    """For networks whose posts may be words alone."""
    if variant.format == "story" and not variant.parts[0].media:
        where = ("media",) if variant.fields.media else ("format",)
        yield Problem("a story is a picture or a video", "add one, or write `format: post`", where)
